"""From a request to a download: its source read, its options complete, its rules obeyed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from tribler_core.domain.download.settings import MAX_HOPS, DownloadSettings
from tribler_core.domain.errors import AnonymityUnavailable, InvalidParameter
from tribler_core.domain.ports import DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet, Source, UrlSource
from tribler_core.foundation.unset import UNSET, Unchanged, given
from tribler_core.services.downloads.commands.selections import of_selection
from tribler_core.services.downloads.desk import Desk
from tribler_core.services.downloads.keeping import shared
from tribler_core.services.downloads.passage import Passage
from tribler_core.services.downloads.requests import AddRequest

ReadSource = Callable[[Source], Awaitable[Metainfo | Magnet]]
Permit = Callable[[Path], Awaitable[Path]]
"""The path that is meant by one that a client named. Raises: PathNotAllowed."""
KnownMetainfo = Callable[[InfoHash], Metainfo | None]
"""Of a magnet that somebody looked up a moment ago."""

UNSAFE = "Cannot set anonymous download without safe seeding enabled"
"""Clients compare this text. Source: Tribler's REST API."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A download that could begin, unless it is there already."""

    record: DownloadRecord
    described: Metainfo | Magnet
    magnet: Magnet | None
    """What it was asked for by, which may know trackers and peers that the metainfo does not."""

    @property
    def infohash(self) -> InfoHash:
        return self.record.infohashes.identity


class Adding:
    """Reads and checks what shall be added; nothing is changed by it."""

    def __init__(self, desk: Desk, passage: Passage, read: ReadSource, permit: Permit, known: KnownMetainfo) -> None:
        self._desk = desk
        self._passage = passage
        self._read = read
        self._permit = permit
        self._known = known

    async def prepare(self, request: AddRequest) -> Arrival:
        """Raises: what reading the source raises, InvalidParameter, PathNotAllowed, AnonymityUnavailable."""
        defaults = self._desk.defaults()
        hops = given(request.hops, defaults.hops)
        safe_seeding = given(request.safe_seeding, defaults.safe_seeding and hops > 0)
        if not 0 <= hops <= MAX_HOPS:
            raise InvalidParameter(f"a download has 0 to {MAX_HOPS} hops")
        if hops and not safe_seeding:
            raise InvalidParameter(UNSAFE)
        self._passage.require(hops)
        if hops and isinstance(request.source, UrlSource):
            raise AnonymityUnavailable("a URL is fetched in the open, which is not what was asked for")
        check_limits(request.upload_limit, request.download_limit)
        found = await self._read(request.source)
        magnet = found if isinstance(found, Magnet) else None
        described = found if magnet is None else self._known(magnet.infohashes.identity) or found
        priorities, selection = _selected(given(request.selection, found.selection), described)
        settings = DownloadSettings(
            destination=await self._folder(request.destination, defaults.destination) or defaults.destination,
            completed_dir=await self._folder(request.completed_dir, defaults.completed_dir),
            hops=hops,
            safe_seeding=safe_seeding,
            user_stopped=request.stopped or (request.only_metadata and isinstance(described, Metainfo)),
            auto_managed=given(request.auto_managed, defaults.auto_managed),
            sequential=request.sequential,
            upload_limit=request.upload_limit,
            download_limit=request.download_limit,
            seeding=request.seeding,
            file_priorities=priorities,
            selection=selection,
            only_metadata=request.only_metadata and isinstance(described, Magnet),
            name=request.name,
        )
        return Arrival(self._record(settings, described), described, magnet)

    async def _folder(self, wanted: PurePath | Unchanged | None, default: PurePath | None) -> PurePath | None:
        if wanted is UNSET:
            return default
        return None if wanted is None else await self._permit(Path(wanted))

    def _record(self, settings: DownloadSettings, described: Metainfo | Magnet) -> DownloadRecord:
        return DownloadRecord(
            infohashes=described.infohashes,
            settings=shared(settings),
            added=self._desk.clock.now(),
            magnet=described if isinstance(described, Magnet) else None,
            torrent=described.data if isinstance(described, Metainfo) else None,
        )


def check_limits(*limits: int | Unchanged | None) -> None:
    """Raises: InvalidParameter."""
    if any(limit is not None and limit is not UNSET and limit <= 0 for limit in limits):
        raise InvalidParameter("a limit is a positive number of bytes per second")


def _selected(
    selection: tuple[int, ...] | None, described: Metainfo | Magnet
) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    """Priorities of the files, and the selection that waits until the files are known."""
    if isinstance(described, Metainfo):
        return of_selection(selection, described.files), None
    if selection is not None and any(index < 0 for index in selection):
        raise InvalidParameter("index out of range")
    return None, selection
