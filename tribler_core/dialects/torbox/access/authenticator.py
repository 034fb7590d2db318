"""Keys of accounts, however a client carries them."""

import logging
from collections.abc import Callable

from aiohttp import web

from tribler_core.config.sections import TorBoxSection
from tribler_core.dialects.torbox.access.rates import Allowance, Rates
from tribler_core.domain.errors import CatalogueError
from tribler_core.domain.library.errors import BadKey, NoCredentials
from tribler_core.domain.people.account import AccountHolder
from tribler_core.domain.people.principal import Principal, Scope
from tribler_core.services.accounts.accounts import Accounts
from tribler_core.web.access.slow_down import SlowDown
from tribler_core.web.endpoint import PRINCIPAL

log = logging.getLogger(__name__)

BY_TOKEN = ("/torrents/requestdl", "/notifications/rss")
"""Methods whose key may stand in the query."""
_NOTHING = {"", "none", "null", "undefined"}  # Quirk(SDKs): what they send when they have no key
_SCOPES = frozenset({Scope.READ, Scope.CONTROL})


class TorBoxAuthenticator:
    """Whoever has a key is the holder of its account."""

    def __init__(
        self, accounts: Accounts, rates: Rates, section: Callable[[], TorBoxSection], slow_down: SlowDown
    ) -> None:
        self._accounts = accounts
        self._rates = rates
        self._section = section
        self._slow_down = slow_down

    async def identify(self, request: web.Request) -> Principal | None:
        """Raises: NoCredentials, BadKey, TooOften, TooManyAttempts."""
        if request.match_info.http_exception is not None:
            return AccountHolder("nobody", frozenset(), 0, 0)  # what does not exist is told to everybody
        offered = offered_key(request)
        if not offered:
            raise NoCredentials
        address = request.remote or ""
        self._slow_down.check(address, offered)
        found = self._accounts.identify(offered)
        self._slow_down.tried(address, offered, right=found is not None)
        if found is None:
            raise BadKey
        account, key = found
        self._rates.take(request, Allowance("calls", self._section().calls_per_minute, 60), str(key.number))
        try:
            await self._accounts.note_use(key)
        except CatalogueError as error:
            log.warning("when key %d was used is not noted: %s", key.number, error)
        return AccountHolder(account.name, _SCOPES, account.number, key.number)


def offered_key(request: web.Request) -> str:
    """The token of the query, where one is taken, before the header; empty: none."""
    if request.path.endswith(BY_TOKEN):
        token = request.query.get("token", "").strip()
        if token.lower() not in _NOTHING:
            return token
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token.lower() not in _NOTHING else ""


def holder_of(request: web.Request) -> AccountHolder:
    """Who asks."""
    principal = request[PRINCIPAL]
    assert isinstance(principal, AccountHolder)  # noqa: S101 - our authenticator makes no others
    return principal
