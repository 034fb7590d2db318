"""What the engine remembers of the torrents it holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import libtorrent as lt

from tribler_core.domain.download.settings import Certificate, ContentLayout
from tribler_core.domain.download.snapshot import Content, Transfer
from tribler_core.domain.errors import DownloadNotFound
from tribler_core.domain.ports import AddOrder
from tribler_core.domain.swarm.tracker import Tracker
from tribler_core.domain.torrent.files import FilePriority
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.engine.files.ends import end_pieces
from tribler_core.engine.sessions.session import Session
from tribler_core.engine.torrents.stripping import NOTHING, Stripped
from tribler_core.foundation.value import value


@value(frozen=True, slots=True)
class Wanted:
    """Priorities of files, also of files that are not known yet."""

    listed: Sequence[int] = ()
    rest: int = int(FilePriority.NORMAL)
    """Of the files that the list is too short for."""

    def priorities(self, files: int) -> list[int]:
        """One for each file."""
        return [*self.listed[:files], *[self.rest] * (files - len(self.listed))]


ALL = Wanted()
FEW_PEERS = 5
"""Who knows more of them finds the swarm again without our help."""
_SAYS_NOTHING = Content()


@dataclass(slots=True, eq=False)
class Held:
    """One torrent: libtorrent's handle, and what we remember so as not to ask."""

    infohash: InfoHash
    infohashes: InfoHashes
    handle: lt.torrent_handle
    session: Session
    info: lt.torrent_info | None
    """Shared with libtorrent, not a copy; None before metadata."""
    trackers: tuple[Tracker, ...] = ()
    about: Content = _SAYS_NOTHING
    """What its .torrent says; the files in it are those that it names itself."""
    described: dict[str, Any] | None = None
    """Fields of a Transfer that follow from the metadata and the names of files; None: to be worked out."""
    renamed: dict[int, str] | None = None
    """As the disk knows them, suffix of unfinished files included."""
    suffixing: frozenset[int] = frozenset()
    """Files that were told to get a suffix, and have not got it yet."""
    unsuffixing: frozenset[int] = frozenset()
    """Files that are complete and about to get their proper names."""
    wanted: Wanted = ALL
    first_last_first: bool = False
    certificate: Certificate | None = None
    layout: ContentLayout = ContentLayout.ORIGINAL
    """Of a magnet, until its files are known."""
    stops_at_metadata: AddOrder | None = None
    """The order of a magnet that is to fetch nothing but its metadata."""
    new: bool = False
    """Added by somebody, not loaded at the start, and not checked yet."""
    hidden: bool = False
    """Only there to fetch metadata; no download, and nobody hears of it."""
    transfer: Transfer | None = None
    halted: bool | None = None
    """Whether it was told last to stop or to run; its status is always a moment behind. None: told neither."""
    missing: str = ""
    """Why we hold it back at the start: its data is not where it was."""
    failure: str = ""
    """The last disk error, until libtorrent writes again."""
    saved_totals: tuple[int, int] = (0, 0)
    """Uploaded and downloaded bytes when last saved."""
    unflushed: bool = False
    """libtorrent said that it is complete, and may still be writing the last blocks."""
    finishing: bool = False
    """libtorrent said that it is complete; our event waits for the status that shows it."""
    told: bool = True
    """False: something was done to it, so its next status is told whatever it says."""
    stripped: Stripped = NOTHING
    """What it does without, because it is hidden."""
    known: tuple[tuple[str, int], ...] = ()
    """A few peers that a magnet or the user named, to be tried again after a restart: libtorrent forgets some."""
    met: dict[tuple[str, int], None] = field(default_factory=dict)
    """Peers that a hidden one was connected to, the latest last."""
    received_before: int = 0
    """Payload of this session that came before the last check, and so is no reason to call it downloaded."""

    @property
    def rests(self) -> bool:
        """It was paused when it last said anything."""
        return self.transfer is not None and self.transfer.paused


def hasten_ends(held: Held) -> None:
    """Give the first and last pieces of its files their priority, if they shall come first.

    To be said again whenever the priorities of files have changed, because those change all pieces.
    """
    if held.first_last_first and held.info is not None:
        held.handle.prioritize_pieces(end_pieces(held.info, held.wanted.priorities(held.info.num_files())))


def show_certificate(held: Held) -> None:
    """Tell libtorrent what to show to the peers of a torrent that demands certificates; others refuse to have one."""
    shown = held.certificate
    if shown is not None and held.info is not None and held.info.ssl_cert():
        held.handle.set_ssl_certificate_buffer(shown.certificate, shown.private_key, shown.dh_params)


class Torrents:
    """Every torrent in the engine, by either infohash and by libtorrent's handle."""

    def __init__(self) -> None:
        self._by_infohash: dict[InfoHash, Held] = {}
        self._by_handle: dict[lt.torrent_handle, Held] = {}

    def __iter__(self) -> Iterator[Held]:
        """Downloads only, not what is merely looked up."""
        return (held for held in tuple(self._by_handle.values()) if not held.hidden)

    def __len__(self) -> int:
        return len(self._by_handle)

    def of_session(self, session: Session) -> list[Held]:
        """Everything in a session, look-ups too."""
        return [held for held in self._by_handle.values() if held.session is session]

    def put(self, held: Held) -> None:
        """Remember a torrent, under both names."""
        self._by_handle[held.handle] = held
        for name in (held.infohashes.v1, held.infohashes.v2):
            if name is not None:
                self._by_infohash[name] = held

    def remove(self, held: Held) -> None:
        """Forget it."""
        self._by_handle.pop(held.handle, None)
        for name in (held.infohashes.v1, held.infohashes.v2):
            if name is not None and self._by_infohash.get(name) is held:
                del self._by_infohash[name]

    def get(self, infohash: InfoHash) -> Held:
        """A download. Raises: DownloadNotFound."""
        held = self._by_infohash.get(infohash)
        if held is None or held.hidden:
            raise DownloadNotFound(infohash)
        return held

    def find(self, infohash: InfoHash) -> Held | None:
        """A download or a look-up."""
        return self._by_infohash.get(infohash)

    def of(self, handle: lt.torrent_handle) -> Held | None:
        """The torrent that an alert is about; None when it has left."""
        return self._by_handle.get(handle)
