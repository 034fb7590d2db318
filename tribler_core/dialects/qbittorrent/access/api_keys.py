"""API keys: random, kept as SHA-256, each with a name and a scope."""

import enum
import hashlib
import secrets
import string
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.people.principal import OPERATOR, Principal, Scope
from tribler_core.domain.ports import KeyValueStore
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Timestamp

STORED_AS = "qbittorrent.api_keys"
DEFAULT = "default"
"""The key that clients act on who do not name one."""
PREFIX = "qbt_"
_RANDOM = 28
_LONGEST_NAME = 64
_MOST_KEYS = 100
_NOTED_EVERY = 600
"""Seconds between two writes of when a key was last used: a kill may cost so much of it."""
_ALPHABET = string.ascii_letters + string.digits


class KeyScope(enum.Enum):
    """What a key opens."""

    READ = "read"
    FULL = "full"


@dataclass(slots=True)
class ApiKey:
    """One key, without the key."""

    digest: str
    ending: str
    """The last four characters."""
    scope: KeyScope
    created: Timestamp
    last_used: Timestamp | None = None
    """To within ten minutes; None: never."""

    def principal(self, name: str) -> Principal:
        scopes = OPERATOR.scopes if self.scope is KeyScope.FULL else frozenset({Scope.READ})
        return Principal(f"API key {name}", scopes)


class ApiKeys:
    """Keys by name. SHA-256 is enough, because the keys are random."""

    def __init__(self, store: KeyValueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._keys: dict[str, ApiKey] | None = None

    async def rotate(self, name: str = DEFAULT, scope: KeyScope = KeyScope.FULL) -> str:
        """Make the key of this name, or another in its place; it is told once. Durable when it returns.

        Raises: InvalidParameter.
        """
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            raise InvalidParameter(f"the name of an API key has one to {_LONGEST_NAME} printable characters")
        key = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM))
        keys = await self._loaded()
        if name not in keys and len(keys) >= _MOST_KEYS:
            raise InvalidParameter(f"there are {_MOST_KEYS} API keys already")
        keys[name] = ApiKey(_digest(key), key[-4:], scope, self._clock.now())
        await self._save(keys)
        return key

    async def delete(self, name: str = DEFAULT) -> None:
        """Gone, if it was there."""
        keys = await self._loaded()
        if keys.pop(name, None) is not None:
            await self._save(keys)

    async def identify(self, key: str) -> Principal | None:
        """Whose key this is. Looking up a digest tells nothing of the keys that are there."""
        digest = _digest(key)
        for name, known in (await self._loaded()).items():
            if known.digest == digest:
                await self._note_use(known)
                return known.principal(name)
        return None

    async def listed(self) -> Mapping[str, ApiKey]:
        """All of them by name, oldest first."""
        return dict(await self._loaded())

    async def _note_use(self, key: ApiKey) -> None:
        now = self._clock.now()
        if key.last_used is None or now - key.last_used >= _NOTED_EVERY:
            key.last_used = now
            await self._save(await self._loaded())

    async def masked(self, name: str = DEFAULT) -> str:
        """What may be shown of it; "": there is none."""
        known = (await self._loaded()).get(name)
        return "" if known is None else f"{PREFIX}…{known.ending}"

    async def _loaded(self) -> dict[str, ApiKey]:
        if self._keys is None:
            stored: dict[str, Any] = await self._store.get(STORED_AS) or {}
            self._keys = {
                name: ApiKey(**{"last_used": None, **said, "scope": KeyScope(said["scope"])})
                for name, said in stored.items()
            }
        return self._keys

    async def _save(self, keys: dict[str, ApiKey]) -> None:
        said = {name: {**asdict(key), "scope": key.scope.value} for name, key in keys.items()}
        await self._store.put(STORED_AS, said)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
