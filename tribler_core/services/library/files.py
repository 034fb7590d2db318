"""The files of items, numbered and named as clients of an item know them."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tribler_core.domain.errors import DownloadNotFound
from tribler_core.domain.events import DownloadRemoved, FileRenamed, MetadataArrived, TorrentEvent
from tribler_core.domain.ports import DownloadCatalogue, MetainfoReader, TorrentInspection
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.events import EventBus

REMEMBERED = 2000
"""Torrents."""


@dataclass(frozen=True, slots=True)
class ItemFile:
    """One file."""

    number: int
    """Among the real files of the torrent, from 0."""
    index: int
    """Among all files of the torrent, pad files included."""
    name: str
    """With at least one folder."""
    size: int

    @property
    def short_name(self) -> str:
        """Without folders."""
        return self.name.rpartition("/")[2]


def numbered(files: Sequence[TorrentFile]) -> tuple[ItemFile, ...]:
    """In the order of the torrent; a file alone gets a folder of its name, because clients cut the first one off."""
    real = [file for file in files if not file.pad]
    return tuple(ItemFile(number, file.index, _in_folder(file.path), file.size) for number, file in enumerate(real))


def _in_folder(path: str) -> str:
    return path if "/" in path else f"{PurePosixPath(path).stem or path}/{path}"


class ItemFiles:
    """Files by torrent; remembered for the torrents that were asked for last."""

    def __init__(
        self, inspection: TorrentInspection, catalogue: DownloadCatalogue, reader: MetainfoReader, events: EventBus
    ) -> None:
        self._inspection = inspection
        self._catalogue = catalogue
        self._reader = reader
        self._known: OrderedDict[InfoHash, tuple[ItemFile, ...]] = OrderedDict()
        events.subscribe((DownloadRemoved, FileRenamed, MetadataArrived), self._forget)

    async def of(self, infohash: InfoHash) -> tuple[ItemFile, ...]:
        """By the identity of the download; empty before the metadata. Raises: CatalogueError, TorrentDecodeError."""
        files = self._known.get(infohash)
        if files is None:
            files = numbered(await self._read(infohash))
            if files:
                self._known[infohash] = files
                if len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
        return files

    async def _read(self, infohash: InfoHash) -> Sequence[TorrentFile]:
        try:
            return self._inspection.files(infohash)
        except DownloadNotFound:  # held out of the engine
            torrent = await self._catalogue.torrent(infohash)
            return () if torrent is None else (await self._reader.read(torrent)).files

    def _forget(self, event: TorrentEvent) -> None:
        self._known.pop(event.infohash, None)
