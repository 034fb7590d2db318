"""Sessions behind the cookie: a handful of words each, and never more than so many."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from tribler_core.foundation.clock import Clock

_TOKEN_BYTES = 24
_DAY = 86400.0
_YEAR = 365 * _DAY
"""What a browser is told where sessions never end."""


class Caller(NamedTuple):
    """Who logs in, as far as one can be told from another."""

    address: str
    username: str
    agent: str


@dataclass(slots=True)
class _Session:
    caller: Caller
    last_seen: float
    told: float
    """When the client was last told how long its cookie lasts."""
    came_back: bool = False
    """Its cookie was sent at least once."""


class Sessions:
    """Sliding time-out; when there are too many, the one that was idle longest goes.

    A caller that logs in with every request and never sends the cookie gets the same session each time.
    """

    def __init__(self, clock: Clock, timeout: Callable[[], int], limit: Callable[[], int]) -> None:
        """`timeout`: idle seconds, 0 or less: never; `limit`: sessions at one time, 0: any number."""
        self._clock = clock
        self._timeout = timeout
        self._limit = limit
        self._sessions: OrderedDict[str, _Session] = OrderedDict()
        """The one that was idle longest first."""
        self._fresh: dict[Caller, str] = {}
        """Tokens whose cookie has never come back."""

    def __len__(self) -> int:
        return len(self._sessions)

    def open(self, caller: Caller) -> str:
        """A token for whoever has proved who they are."""
        token = self._fresh.get(caller)
        if token is None or not self._alive(token):
            token = secrets.token_urlsafe(_TOKEN_BYTES)
            now = self._clock.monotonic()
            self._sessions[token] = _Session(caller, now, now)
            self._fresh[caller] = token
            self._make_room()
        self._touch(token)
        return token

    def tell(self, token: str) -> bool:
        """Whether it is time to tell the client again how long the cookie of its living session lasts; then it is told.

        Source: half of what is shorter, half the time-out or a day.
        """
        session, now = self._sessions[token], self._clock.monotonic()
        if now - session.told < min(self.lasting / 2, _DAY) / 2:
            return False
        session.told = now
        return True

    @property
    def lasting(self) -> float:
        """Seconds that a cookie is good for, from its last use."""
        timeout = self._timeout()
        return timeout if timeout > 0 else _YEAR

    def resume(self, token: str) -> bool:
        """Whether this is a living session; then it lives on."""
        if not self._alive(token):
            return False
        session = self._sessions[token]
        if not session.came_back:
            session.came_back = True
            self._fresh.pop(session.caller, None)
        self._touch(token)
        return True

    def close(self, token: str) -> None:
        """It ends now; an unknown one is passed over."""
        session = self._sessions.pop(token, None)
        if session is not None and self._fresh.get(session.caller) == token:
            del self._fresh[session.caller]

    def close_all(self) -> None:
        """The password is another."""
        self._sessions.clear()
        self._fresh.clear()

    def _alive(self, token: str) -> bool:
        session = self._sessions.get(token)
        if session is None:
            return False
        timeout = self._timeout()
        if timeout > 0 and self._clock.monotonic() - session.last_seen > timeout:
            self.close(token)
            return False
        return True

    def _touch(self, token: str) -> None:
        self._sessions[token].last_seen = self._clock.monotonic()
        self._sessions.move_to_end(token)

    def _make_room(self) -> None:
        limit = self._limit()
        while limit and len(self._sessions) > limit:
            self.close(next(iter(self._sessions)))
