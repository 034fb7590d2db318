"""The poll that graphical clients live on."""

from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import encoded_answer
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.rows import Rows
from tribler_core.dialects.qbittorrent.server import Server
from tribler_core.dialects.qbittorrent.shapes.category import present_category
from tribler_core.dialects.qbittorrent.shapes.server_state import present_server_state
from tribler_core.dialects.qbittorrent.sync.ledger import Ledger, Part
from tribler_core.dialects.qbittorrent.sync.objects import (
    MembersPart,
    NamesPart,
    ObjectPart,
    Objects,
    ObjectsPart,
)
from tribler_core.dialects.qbittorrent.sync.torrents import TorrentsPart
from tribler_core.dialects.qbittorrent.sync.trackers import TrackersPart
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.labels.labels import Labels
from tribler_core.web.json import dumps
from tribler_core.web.rows.listing import Listing, send_list


class MainData:
    """Answers `sync/maindata` of one profile."""

    def __init__(self, table: LiveTable, rows: Rows, server: Server, labels: Labels, profile: Profile) -> None:
        self._rows = rows
        self._server = server
        self._trackers = TrackersPart()
        self._torrents = TorrentsPart(table, rows, self._trackers.watch)

        def categories() -> Objects:
            return {name: present_category(each) for name, each in labels.categories.all().items()}

        self._others: Sequence[Part] = (
            self._trackers,
            _CategoryNames(categories) if profile.early else ObjectsPart("categories", categories),
            NamesPart("tags", labels.tags.all),
            ObjectPart("server_state", self._server_state),
            *([MembersPart(lambda: {"queueing": server.queueing})] if profile.early else []),
        )
        self.ledger = Ledger((self._torrents, *self._others))

    async def answer(self, request: web.Request, rid: int) -> web.StreamResponse:
        """What changed since `rid`, or everything."""
        await self._server.gather()
        self.ledger.refresh()
        if self.ledger.answers(rid):
            return encoded_answer(self.ledger.since(rid))
        return await send_list(request, f"rid-{self.ledger.revision}", self._everything)

    def rates(self) -> tuple[int, int]:
        """Payload down and up of all torrents together, bytes/s, as of now."""
        self.ledger.refresh()
        return self._trackers.download_rate, self._trackers.upload_rate

    async def _everything(self) -> Listing:
        """Torrents last, because they are many and lie there encoded."""
        head: dict[str, Any] = self.ledger.head()
        for part in self._others:
            head |= part.whole()
        before = dumps(head)[:-1] + b',"torrents":{'
        return Listing(before=before, downloads=self._torrents.downloads(), encode=self._rows.named, after=b"}}")

    def _server_state(self) -> dict[str, object]:
        return present_server_state(self._server.facts, self._trackers.download_rate, self._trackers.upload_rate)


class _CategoryNames(NamesPart):
    """Quirk(qbittorrent): the first release told the names alone."""

    def __init__(self, categories: Callable[[], Objects]) -> None:
        super().__init__("categories", lambda: tuple(categories()))
