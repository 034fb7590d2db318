"""Whether a request may do what it asks. Source: section 10 of the specification.

Beyond it, reading is as shut to pages of other sites as changing: what a page can read without a key, any page that
the user merely visits can read.
"""

from collections.abc import Callable

from aiohttp import web

from tribler_core.config.sections import Config, RestTorrentAuth, RestTorrentSection, Switch
from tribler_core.dialects.resttorrent.access.credentials import Carrier, key_in, offered_key
from tribler_core.dialects.resttorrent.access.visitors import is_foreign_page, is_local, is_rebound, is_trusted
from tribler_core.domain.errors import NotAllowed
from tribler_core.domain.people.principal import Principal, Scope
from tribler_core.foundation.secrets import same_secret
from tribler_core.web.access.slow_down import SlowDown

_ALL = frozenset(Scope)
KEY_HOLDER = Principal("key", _ALL)
BASIC_USER = Principal("basic", _ALL)
"""A browser may have added the password by itself."""
LOCAL_USER = Principal("local", _ALL)
"""On this machine, without proof."""
TRUSTED_USER = Principal("trusted", _ALL)
"""Somewhere whom the operator lets in without proof."""


class RestTorrentAuthenticator:
    """Asked for every request, and for every handshake of a socket."""

    def __init__(self, config: Callable[[], Config], slow_down: SlowDown) -> None:
        self._config = config
        self._slow_down = slow_down

    async def identify(self, request: web.BaseRequest) -> Principal | None:
        """Raises: TooManyAttempts; NotAllowed when a page of another site made the browser send it."""
        offered, carrier = offered_key(request)
        if offered and self._is_right(request.remote or "", offered):
            if carrier is Carrier.BASIC:
                self._require_own_page(request)
                return BASIC_USER
            return KEY_HOLDER
        if offered and carrier is Carrier.EXPLICIT:
            return None
        visitor = self._visitor(request)
        if visitor is not None:
            self._require_own_page(request)
            if is_rebound(request, self._config().api.allowed_hosts):
                raise NotAllowed("this host name is not one of the daemon's; see api.allowed_hosts")
        return visitor

    async def identify_socket(self, request: web.BaseRequest, auth: object) -> Principal | None:
        """The same with what a client said in its handshake. Raises: as `identify`."""
        if (key := key_in(auth)) and self._is_right(request.remote or "", key):
            return KEY_HOLDER
        return await self.identify(request)

    def may_call_back(self, principal: Principal | None) -> bool:
        """Whether JSONP is answered: a script that any page may load shows what it is given."""
        match self._section.jsonp:
            case Switch.ON:
                return True
            case Switch.OFF:
                return False
            case Switch.AUTO:
                return principal in (None, KEY_HOLDER, LOCAL_USER)

    @property
    def _section(self) -> RestTorrentSection:
        return self._config().resttorrent

    def _visitor(self, request: web.BaseRequest) -> Principal | None:
        section = self._section
        match section.auth:
            case RestTorrentAuth.REQUIRED:
                return None
            case RestTorrentAuth.NONE:
                return TRUSTED_USER
            case RestTorrentAuth.AUTO:
                if is_local(request):
                    return LOCAL_USER
                return TRUSTED_USER if is_trusted(request, section.trusted_networks) else None

    def _require_own_page(self, request: web.BaseRequest) -> None:
        if is_foreign_page(request, self._section.cors_origins):
            raise NotAllowed("a page of another origin may not do this without a key; see resttorrent.cors_origins")

    def _is_right(self, address: str, offered: str) -> bool:
        """An empty key of the daemon is nobody's key."""
        expected = self._config().api.key
        if not expected:
            return False
        self._slow_down.check(address, offered)
        right = same_secret(offered, expected)
        self._slow_down.tried(address, offered, right=right)
        return right
