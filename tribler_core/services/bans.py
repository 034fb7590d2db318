"""Peers that nobody shall talk to."""

import asyncio
from collections.abc import Iterable

from tribler_core.config.store import ConfigStore


class PeerBans:
    """Adds to the list in the configuration, which the engine follows at once: connections are closed."""

    def __init__(self, store: ConfigStore) -> None:
        self._store = store
        self._changing = asyncio.Lock()

    async def ban(self, addresses: Iterable[str]) -> None:
        """Addresses, networks or ranges. Raises: InvalidParameter, StorageError."""
        async with self._changing:
            banned = self._store.stored.libtorrent.banned_peers
            wanted = tuple(dict.fromkeys((*banned, *addresses)))
            if wanted != banned:
                await self._store.change({"libtorrent": {"banned_peers": wanted}})
