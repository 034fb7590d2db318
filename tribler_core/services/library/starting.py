"""An item becomes a download."""

from collections.abc import Sequence
from dataclasses import replace

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.library.item import Item, Stage
from tribler_core.domain.people.account import NOBODY
from tribler_core.domain.torrent.source import Magnet, Source, TorrentSource
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.library.desk import Desk
from tribler_core.services.library.holding import Holding
from tribler_core.services.metainfo.uris import source_of


class Starting:
    """Hands items to the downloads. Whoever calls holds the turns of account and torrent."""

    def __init__(self, desk: Desk, holding: Holding) -> None:
        self._desk = desk
        self._holding = holding

    async def start(self, item: Item) -> Item:
        """The item is stored as ACTIVE: have its download, too. Safe to repeat after a kill.

        Raises: what adding a download raises; the item is as it was.
        """
        desk = self._desk
        self._desk.own.add(item.infohash)
        try:
            holders = desk.index.holders(item.infohash) or [item]
            hops = self._hops(holders)
            request = AddRequest(
                source=await self._source(item),
                hops=hops,
                safe_seeding=UNSET if hops is UNSET else hops > 0,
                seeding=self._holding.rule(holders),
                selection=None,
                stopped=False,
            )
            added = await desk.downloads.add(request)
        finally:
            self._desk.own.discard(item.infohash)
        started = replace(
            item, infohash=added.infohash, stage=Stage.ACTIVE, started=desk.clock.now(), updated=desk.clock.now()
        )
        if added.existed and (row := desk.row(started)) is not None and row.complete:
            started = replace(started, finished=desk.clock.now())  # somebody else has completed it meanwhile
        await desk.index.save(started)
        if added.existed:
            await self._holding.settle(started, running=True)
        return started

    def _hops(self, holders: Sequence[Item]) -> Hops | Unchanged:
        """The most that one of them wants; UNSET: nobody says."""
        likes = (self._desk.accounts.get(item.account).preferences for item in holders if item.account != NOBODY)
        return max((each.hops for each in likes if each.hops is not None), default=UNSET)

    async def _source(self, item: Item) -> Source:
        if (torrent := await self._desk.index.store.torrent(item.number)) is not None:
            return TorrentSource(torrent)
        if item.magnet:
            source = source_of(item.magnet, self._desk.reader)
            if isinstance(source, Magnet):
                return source
        return source_of(item.infohash, self._desk.reader)
