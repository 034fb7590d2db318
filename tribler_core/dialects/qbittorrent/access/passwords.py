"""The password of the web interface: argon2, hashed off the event loop, and not again for every poll."""

import asyncio
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.ports import KeyValueStore
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.secrets import same_secret
from tribler_core.foundation.units import Seconds

STORED_AS = "qbittorrent.password"
REMEMBERED_RIGHT = Seconds(300.0)
REMEMBERED_WRONG = Seconds(10.0)
_MOST_REMEMBERED = 1000
_AT_ONCE = 2
"""Hashes in work; each takes 64 MiB for some tens of milliseconds."""
_LEAST_LENGTH = 6
_GENERATED = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Passwords:
    """Keeps the hash, never the password.

    The verdict on a pair is remembered under an HMAC with a key of this process, so that a client that logs in with
    every poll costs nothing, and one that repeats a wrong password neither.
    """

    def __init__(self, store: KeyValueStore, username: Callable[[], str], clock: Clock) -> None:
        self._store = store
        self._username = username
        self._clock = clock
        self._hasher = PasswordHasher()
        self._key = secrets.token_bytes(32)
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._verdicts: OrderedDict[bytes, tuple[bool, Seconds]] = OrderedDict()
        """Whether a pair is right, and until when that is remembered."""
        self._stored: str | None = None
        self._on_change: list[Callable[[], None]] = []

    def on_change(self, callback: Callable[[], None]) -> None:
        """Be told when the password is another."""
        self._on_change.append(callback)

    async def ensure(self) -> str | None:
        """At the first start: make a password and answer with it, so that it can be told once; None: there is one."""
        if await self._hash() is not None:
            return None
        password = "".join(secrets.choice(_GENERATED) for _ in range(16))
        await self.set(password)
        return password

    async def set(self, password: str) -> None:
        """Durable when it returns. Raises: InvalidParameter."""
        if len(password) < _LEAST_LENGTH:
            raise InvalidParameter(f"WebUI password must be at least {_LEAST_LENGTH} characters long")
        async with self._gate:
            hashed = await asyncio.to_thread(self._hasher.hash, password)
        await self._store.put(STORED_AS, hashed)
        self._stored = hashed
        self.forget_verdicts()
        for callback in self._on_change:
            callback()

    def forget_verdicts(self) -> None:
        """The name or the password is another."""
        self._verdicts.clear()

    def fingerprint(self, username: str, password: str) -> bytes:
        """Stands for a pair within this process."""
        pair = f"{len(username)}:{username}{password}".encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, pair, hashlib.sha256)

    async def verify(self, username: str, password: str) -> bool:
        """Whether this pair is right. Name and password are both compared in a time that tells nothing of either."""
        pair = self.fingerprint(username, password)
        if (known := self._recall(pair)) is not None:
            return known
        async with self._gate:
            if (known := self._recall(pair)) is not None:
                return known
            stored = await self._hash()
            right = stored is not None and await asyncio.to_thread(self._matches, stored, password)
            right = same_secret(username, self._username()) and right
            if stored == self._stored:
                self._remember(pair, right=right)
            return right

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password.encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return False

    async def _hash(self) -> str | None:
        if self._stored is None:
            self._stored = await self._store.get(STORED_AS)
        return self._stored

    def _recall(self, pair: bytes) -> bool | None:
        known = self._verdicts.get(pair)
        if known is None or known[1] < self._clock.monotonic():
            return None
        return known[0]

    def _remember(self, pair: bytes, *, right: bool) -> None:
        lasting = REMEMBERED_RIGHT if right else REMEMBERED_WRONG
        self._verdicts[pair] = (right, Seconds(self._clock.monotonic() + lasting))
        self._verdicts.move_to_end(pair)
        if len(self._verdicts) > _MOST_REMEMBERED:
            self._verdicts.popitem(last=False)
