"""Cookies of the operator's accounts, sent when something is fetched from their sites."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from tribler_core.domain.ports import KeyValueStore
from tribler_core.foundation.clock import Clock

STORED_AS = "fetching.cookies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cookie:
    """One cookie. Source: RFC 6265, section 5.3."""

    name: str
    value: str
    domain: str
    """With a dot before it, or without: hosts below it are meant too."""
    path: str = "/"
    expires: int = 0
    """Unix seconds; 0: never."""


class Cookies:
    """The shelf; nothing that a site sets comes onto it."""

    def __init__(self, store: KeyValueStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._cookies: tuple[Cookie, ...] | None = None
        self._loading = asyncio.Lock()

    async def all(self) -> tuple[Cookie, ...]:
        async with self._loading:
            if self._cookies is None:
                self._cookies = tuple(Cookie(**stored) for stored in await self._store.get(STORED_AS) or ())
            return self._cookies

    async def replace(self, cookies: Sequence[Cookie]) -> None:
        """These and no others. Durable when it returns."""
        await self._store.put(STORED_AS, [asdict(cookie) for cookie in cookies])
        self._cookies = tuple(cookies)

    async def sent_to(self, host: str, path: str) -> Mapping[str, str]:
        """Values by name, for a request."""
        now = self._clock.now()
        return {
            cookie.name: cookie.value
            for cookie in await self.all()
            if (not cookie.expires or cookie.expires > now) and _is_for(cookie, host.lower(), path or "/")
        }


def _is_for(cookie: Cookie, host: str, path: str) -> bool:
    domain, folder = cookie.domain.lstrip(".").lower(), cookie.path or "/"
    below = path == folder or path.startswith(folder if folder.endswith("/") else f"{folder}/")
    return bool(domain) and (host == domain or host.endswith(f".{domain}")) and below
