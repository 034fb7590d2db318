"""One download that is read while it is downloaded: who reads where, and what is fetched first for them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Hold
from tribler_core.domain.errors import DownloadNotFound
from tribler_core.domain.ports import EngineChange, PieceReader, TorrentEngine
from tribler_core.domain.torrent.files import FilePriority
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.streaming.window import Extent, fetch_order

STEP = 100
"""Milliseconds between the deadlines of two pieces that follow each other."""


@dataclass(slots=True, eq=False)
class Reader:
    """Somebody who reads one file; `piece` is where."""

    index: int
    extent: Extent
    piece: int


class StreamedDownload:
    """Steers the engine for the readers of one download, and leaves it as the user wants it when they are gone."""

    def __init__(
        self,
        infohash: InfoHash,
        file_count: int,
        engine: TorrentEngine,
        pieces: PieceReader,
        download: Callable[[], Download],
    ) -> None:
        """`download`: how the user wants it at this moment."""
        self._infohash = infohash
        self._file_count = file_count
        self._engine = engine
        self._pieces = pieces
        self._download = download
        self._readers: set[Reader] = set()
        self._wanted: set[int] = set()

    @property
    def unread(self) -> bool:
        return not self._readers

    def join(self, reader: Reader) -> None:
        """Fetch for this reader too. While somebody reads, the queue does not decide whether the download runs."""
        self._readers.add(reader)
        if is_queued(self._download()):
            self._engine.apply(self._infohash, EngineChange(auto_managed=False, paused=False))
        self._prefer_files()
        self._aim()

    def move(self, reader: Reader, piece: int) -> None:
        """The reader has come to a piece."""
        reader.piece = piece
        self._wanted.discard(piece)  # so that its deadline, which was a guess, becomes now
        self._aim()

    def leave(self, reader: Reader) -> None:
        """What only this reader wanted is no longer hurried."""
        self._readers.discard(reader)
        self._wanted.clear()
        with suppress(DownloadNotFound):  # it may have been removed under the reader
            self._pieces.release(self._infohash)
            self._prefer_files()
            self._aim()
            if self.unread and is_queued(self._download()):
                self._engine.apply(self._infohash, EngineChange(auto_managed=True))

    def _prefer_files(self) -> None:
        """After this come deadlines, because it sets the priority of each piece anew."""
        streamed = {reader.index for reader in self._readers}
        download = self._download()
        priorities = tuple(
            FilePriority.TOP if index in streamed else priority_of(download, index) for index in range(self._file_count)
        )
        self._engine.apply(self._infohash, EngineChange(file_priorities=priorities))

    def _aim(self) -> None:
        order = fetch_order((reader.extent, reader.piece) for reader in self._readers)
        missing = [piece for piece in order if not self._pieces.has_piece(self._infohash, piece)]
        new = {piece: rank * STEP for rank, piece in enumerate(missing) if piece not in self._wanted}
        self._wanted.update(new)
        if new:
            self._pieces.want(self._infohash, new)


def priority_of(download: Download, index: int) -> int:
    """How much the user wants a file."""
    priorities = download.settings.file_priorities or ()
    return priorities[index] if index < len(priorities) else FilePriority.NORMAL


def is_queued(download: Download) -> bool:
    """Whether the engine's queue decides when it runs; never of one that must not run."""
    settings = download.settings
    stopped = settings.user_stopped or settings.stopped_by_rule or download.hold is not Hold.NONE
    return settings.auto_managed and not stopped
