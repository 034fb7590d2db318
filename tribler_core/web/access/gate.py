"""The gate: asks once, before the endpoint, who calls and whether they may. Shut unless an endpoint opens it."""

from aiohttp import web

from tribler_core.domain.errors import NotAuthenticated
from tribler_core.domain.people.principal import Scope
from tribler_core.web.dialect import Authenticator
from tribler_core.web.endpoint import PRINCIPAL
from tribler_core.web.openapi.operation import Operation


async def admit(request: web.Request, operation: Operation | None, authenticator: Authenticator) -> None:
    """Let the request pass, with its principal noted.

    What does not exist needs a key too, so that nobody can probe for paths.
    Raises: NotAuthenticated, NotAllowed, TooManyAttempts.
    """
    if operation is not None and operation.needs is Scope.PUBLIC:
        return
    principal = await authenticator.identify(request)
    if principal is None:
        raise NotAuthenticated
    request[PRINCIPAL] = principal if operation is None else principal.allowed(operation.needs)
