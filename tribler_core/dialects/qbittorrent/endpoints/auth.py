"""Logging in and out. Source: sections 1.2 and 1.3 of the specification."""

from aiohttp import web

from tribler_core.dialects.qbittorrent.access.authenticator import Access, bearer_of
from tribler_core.dialects.qbittorrent.access.client import Client
from tribler_core.dialects.qbittorrent.access.sessions import Caller
from tribler_core.dialects.qbittorrent.declare import TEXT, asked, command, done, text
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.domain.errors import NotAllowed
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.errors import MethodNotAllowed
from tribler_core.web.fields import Text
from tribler_core.web.openapi.declare import docs

RIGHT = "Ok."
WRONG = "Fails."
_LOGIN = "/auth/login"


class LogInBody(Parameters):
    """Who logs in."""

    username = Text(load_default="")
    password = Text(load_default="")


class LogInEndpoint(Endpoint):
    """The only method that is open to everybody."""

    reads = changes = Scope.PUBLIC

    def __init__(self, access: Access, profile: Profile) -> None:
        self._access = access
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [command(_LOGIN, self.log_in, LogInBody), web.get(_LOGIN, self.refuse)]

    @docs(
        tags=["auth"],
        summary="Log in",
        description="Answers `Ok.` with a cookie, or `Fails.`; profile 5.2 says 204 or 401.",
        responses={200: {"description": "`Ok.` or `Fails.`"}, 204: {"description": "Logged in (5.2)."}},
        produces=(TEXT,),
    )
    async def log_in(self, request: web.Request) -> web.Response:
        client = self._access.client(request)
        if bearer_of(request) is not None:
            raise NotAllowed("Forbidden")
        token = self._access.session_of(request)
        given = asked(request)
        known = token is not None or self._access.is_bypassed(client)
        if not known and not await self._access.log_in(client, given["username"], given["password"]):
            return web.Response(text="Unauthorized", status=401) if self._profile.speaks_status else text(WRONG)
        return self._welcome(request, client, token or self._open(request, client, given["username"]))

    async def refuse(self, request: web.Request) -> web.Response:
        """Names and passwords do not belong into a URL."""
        raise MethodNotAllowed(request.method, frozenset({"POST"}))

    def _open(self, request: web.Request, client: Client, username: str) -> str:
        caller = Caller(client.address, username, request.headers.get("User-Agent", "")[:256])
        return self._access.sessions.open(caller)

    def _welcome(self, request: web.Request, client: Client, token: str) -> web.Response:
        """With a cookie in any case: some clients cannot do without."""
        cookie = {"Set-Cookie": self._access.cookie(request, token, client, self._profile)}
        return web.Response(status=204, headers=cookie) if self._profile.speaks_status else text(RIGHT, headers=cookie)


class LogOutEndpoint(Endpoint):
    """The end of a session."""

    changes = Scope.READ

    def __init__(self, access: Access, profile: Profile) -> None:
        self._access = access
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [command("/auth/logout", self.log_out)]

    @docs(tags=["auth"], summary="Log out", responses={200: {"description": "Empty."}}, produces=(TEXT,))
    async def log_out(self, request: web.Request) -> web.Response:
        token = self._access.session_of(request)
        if bearer_of(request) is not None or token is None:
            raise NotAllowed("Forbidden")
        self._access.sessions.close(token)
        answer = done()
        client = self._access.client(request)
        answer.headers["Set-Cookie"] = self._access.cookie(request, None, client, self._profile)
        return answer
