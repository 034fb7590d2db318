"""Who asks: by API key, cookie, bypass or Basic, in this order. Source: sections 1.2 to 1.9 of the specification."""

import base64
import binascii
import logging
from collections.abc import Callable, Collection

from aiohttp import web

from tribler_core.config.sections import QBittorrentSection
from tribler_core.dialects.qbittorrent.access.api_keys import ApiKeys
from tribler_core.dialects.qbittorrent.access.bans import Bans, Patience
from tribler_core.dialects.qbittorrent.access.client import Client, client_of, within
from tribler_core.dialects.qbittorrent.access.cookies import set_cookie, tokens_of
from tribler_core.dialects.qbittorrent.access.passwords import Passwords
from tribler_core.dialects.qbittorrent.access.rules import check_host, check_origin
from tribler_core.dialects.qbittorrent.access.sessions import Sessions
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.domain.errors import TooManyAttempts
from tribler_core.domain.people.principal import OPERATOR, Principal
from tribler_core.domain.ports import KeyValueStore
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

COOKIE = "qbittorrent.cookie"
"""The key of a request under which the cookie stands that its answer shall set."""


class Access:
    """All that is known about who may come in; one for all profiles."""

    def __init__(
        self,
        section: Callable[[], QBittorrentSection],
        origins: Callable[[], Collection[str]],
        store: KeyValueStore,
        clock: Clock,
    ) -> None:
        """`origins`: pages that the operator lets call from a browser."""
        self._section = section
        self._origins = origins
        self._clock = clock
        self.passwords = Passwords(store, lambda: section().username, clock)
        self.keys = ApiKeys(store, clock)
        self.sessions = Sessions(clock, lambda: section().session_timeout, lambda: section().session_limit)
        self.bans = Bans(clock)
        self._key_bans = Bans(clock)
        self.passwords.on_change(self.sessions.close_all)

    @property
    def section(self) -> QBittorrentSection:
        """The options of the moment."""
        return self._section()

    def username_changed(self) -> None:
        """Whoever came in under the old name has to prove themselves again."""
        self.passwords.forget_verdicts()
        self.sessions.close_all()

    def forgive_all(self) -> None:
        """The operator lets everybody in again who guessed too often."""
        for bans in (self.bans, self._key_bans):
            bans.forgive_all()

    def client(self, request: web.Request) -> Client:
        """Who calls, once the rules are kept. Raises: RuleViolated."""
        section = self.section
        client = client_of(request, section)
        check_host(request, client, section)
        if bearer_of(request) is None:
            check_origin(request, client, section, self._origins())
        return client

    def cookie(self, request: web.Request, token: str | None, client: Client, profile: Profile) -> str:
        """The value of Set-Cookie for a session; without a token the one that makes the client forget it."""
        end = self._clock.now() + self.sessions.lasting
        return set_cookie(request, token, (client, profile, self.section), end=end)

    def session_of(self, request: web.Request) -> str | None:
        """The token of the living session that the request belongs to."""
        return next((token for token in tokens_of(request) if self.sessions.resume(token)), None)

    def is_bypassed(self, client: Client) -> bool:
        """Whether this client needs no proof."""
        section = self.section
        if section.bypass_local and client.is_local:
            return True
        listed = section.bypass_networks_enabled and within(client.address, section.bypass_networks)
        return listed and not client.passed_on

    async def log_in(self, client: Client, username: str, password: str) -> bool:
        """Whether the pair is right; a wrong one is counted. Raises: TooManyAttempts while the address is banned."""
        self.bans.check(client.address)
        if await self.passwords.verify(username, password):
            self.bans.forgive(client.address)
            return True
        log.warning("a wrong password for %r came from %s", username, client.address)
        self._count(self.bans, client, self.passwords.fingerprint(username, password))
        return False

    async def by_key(self, client: Client, key: str) -> Principal | None:
        """Whose API key this is. Raises: TooManyAttempts."""
        self._key_bans.check(client.address)
        principal = await self.keys.identify(key)
        if principal is None:
            self._count(self._key_bans, client, self.passwords.fingerprint("", key))
        return principal

    def _count(self, bans: Bans, client: Client, guess: bytes) -> None:
        section = self.section
        spared = section.bypass_networks_enabled and within(client.address, section.bypass_networks)
        if client.is_local or spared:
            return
        if bans.failed(client.address, guess, Patience(section.max_failed_logins, Seconds(section.ban_duration))):
            log.warning("%s is banned for %d seconds", client.address, section.ban_duration)


class QBittorrentAuthenticator:
    """Implements Authenticator over `Access`."""

    def __init__(self, access: Access, profile: Profile) -> None:
        self._access = access
        self._profile = profile

    async def identify(self, request: web.Request) -> Principal | None:
        """Raises: RuleViolated."""
        client = self._access.client(request)
        try:
            return await self._identify(request, client)
        except TooManyAttempts:
            return None  # a banned address is told so when it logs in

    async def _identify(self, request: web.Request, client: Client) -> Principal | None:
        key = bearer_of(request)
        if key is not None:
            return await self._access.by_key(client, key)
        token = self._access.session_of(request)
        if token is not None and self._profile.speaks_status and self._access.sessions.tell(token):
            request[COOKIE] = self._access.cookie(request, token, client, self._profile)
        if token is not None or self._access.is_bypassed(client):
            return OPERATOR
        pair = basic_of(request)
        if pair is not None and await self._access.log_in(client, *pair):
            return OPERATOR
        return None


def bearer_of(request: web.Request) -> str | None:
    """The API key of the request; None: it does not claim to have one."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def basic_of(request: web.Request) -> tuple[str, str] | None:
    """Name and password of HTTP Basic, in UTF-8 or else ISO-8859-1."""
    scheme, _, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        data = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("iso-8859-1")
    name, colon, password = text.partition(":")
    return (name, password) if colon else None
