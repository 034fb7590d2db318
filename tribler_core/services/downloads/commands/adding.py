"""From a request to a download: its source read, its options complete, its rules obeyed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path, PurePath
from typing import Any

from tribler_core.domain.download.settings import MAX_HOPS, DownloadSettings, Hops
from tribler_core.domain.errors import AnonymityUnavailable, InvalidParameter
from tribler_core.domain.ports import DownloadRecord
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.selections import check_blind, of_selection, with_priorities
from tribler_core.domain.torrent.source import Magnet, Source, UrlSource
from tribler_core.foundation.unset import UNSET, Unchanged, given
from tribler_core.foundation.value import value
from tribler_core.services.downloads.defaults import DownloadDefaults
from tribler_core.services.downloads.desk import Desk
from tribler_core.services.downloads.keeping import shared
from tribler_core.services.downloads.passage import Passage
from tribler_core.services.downloads.placing.categories import Places
from tribler_core.services.downloads.placing.exclusions import without_excluded
from tribler_core.services.downloads.requests import AddRequest

ReadSource = Callable[[Source], Awaitable[Metainfo | Magnet]]
Permit = Callable[[Path], Awaitable[Path]]
"""The path that is meant by one that a client named. Raises: PathNotAllowed."""
KnownMetainfo = Callable[[InfoHash], Metainfo | None]
"""Of a magnet that somebody looked up a moment ago."""

_PLAIN_FIELDS = (
    "sequential",
    "upload_limit",
    "download_limit",
    "seeding",
    "name",
    "category",
    "seed_mode",
    "forced",
    "first_last_first",
    "certificate",
    "preallocate",
    "transient",
)
"""Fields of a request that are fields of the settings."""
_wish_of = attrgetter(*(field.name for field in fields(AddRequest) if field.name != "source"))
"""All that a request says, but for the torrent."""

UNSAFE = "Cannot set anonymous download without safe seeding enabled"
"""Clients compare this text. Source: Tribler's REST API."""


@value(frozen=True, slots=True)
class Arrival:
    """A download that could begin, unless it is there already."""

    record: DownloadRecord
    described: Metainfo | Magnet
    magnet: Magnet | None
    """What it was asked for by, which may know trackers and peers that the metainfo does not."""
    top_of_queue: bool = False

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
        self._last: tuple[object, DownloadSettings | None] = (None, None)
        """What the settings of the last one were made of, and these."""

    async def prepare(self, request: AddRequest) -> Arrival:
        """Raises: what reading the source raises, InvalidParameter, PathNotAllowed, AnonymityUnavailable."""
        defaults = self._desk.defaults()
        hops, safe_seeding = _hiding(request, defaults)
        self._passage.require(hops)
        if hops and isinstance(request.source, UrlSource):
            raise AnonymityUnavailable("a URL is fetched in the open, which is not what was asked for")
        check_limits(request.upload_limit, request.download_limit)
        found = await self._read(request.source)
        magnet = found if isinstance(found, Magnet) else None
        described = found if magnet is None else self._known(magnet.infohashes.identity) or found
        priorities, selection = _selected(request, found, described, defaults.excluded)
        particular = {
            **await self._folders(request, described, defaults),
            "hops": hops,
            "safe_seeding": safe_seeding,
            "file_priorities": priorities,
            "selection": selection,
        }
        settings = self._settings(request, defaults, particular, has_metadata=isinstance(described, Metainfo))
        top = given(request.top_of_queue, defaults.top_of_queue)
        return Arrival(self._record(settings, described), described, magnet, top)

    def _settings(
        self, request: AddRequest, defaults: DownloadDefaults, particular: dict[str, Any], *, has_metadata: bool
    ) -> DownloadSettings:
        """Whoever adds many wishes the same of all: then they are those of the last one."""
        made_of = (_wish_of(request), defaults, particular, has_metadata)
        last, settings = self._last
        if settings is None or made_of != last:
            settings = shared(
                DownloadSettings(
                    **_as_asked(request),
                    **_stops(request, defaults, has_metadata=has_metadata),
                    auto_managed=given(request.auto_managed, defaults.auto_managed),
                    content_layout=given(request.content_layout, defaults.content_layout),
                    **particular,
                )
            )
            self._last = made_of, settings
        return settings

    async def _folders(
        self, request: AddRequest, described: Metainfo | Magnet, defaults: DownloadDefaults
    ) -> dict[str, Any]:
        """Where it lies, and where it will; a managed one where its category says."""
        category = request.category
        named = request.destination is not UNSET or request.download_path is not UNSET
        managed = given(request.managed, defaults.managed and not named)
        if managed or defaults.category_folders:
            own = self._desk.categories.places(category)
        else:
            own = Places(defaults.destination, defaults.incomplete_dir)
        if managed:
            places, completed_dir = own, None
        else:
            save = await self._folder(request.destination, own.save) or own.save
            incomplete = own.incomplete or (defaults.incomplete_folder if request.incomplete else None)
            places = Places(save, await self._folder(request.download_path, incomplete))
            completed_dir = await self._folder(request.completed_dir, defaults.completed_dir)
        if places.incomplete is None:
            return {"managed": managed, "destination": places.save, "completed_dir": completed_dir}
        final = completed_dir or places.save
        there = isinstance(described, Metainfo) and await asyncio.to_thread(_lies_in, final, described.files)
        return {
            "managed": managed,
            "destination": final if there else places.incomplete,
            "completed_dir": final,
            "download_path": places.incomplete,
        }

    async def _folder(self, wanted: PurePath | Unchanged | None, default: PurePath | None) -> PurePath | None:
        if wanted is UNSET:
            return default
        return None if wanted is None else await self._permit(Path(wanted))

    def _record(self, settings: DownloadSettings, described: Metainfo | Magnet) -> DownloadRecord:
        return DownloadRecord(
            infohashes=described.infohashes,
            settings=settings,
            added=self._desk.clock.now(),
            magnet=described if isinstance(described, Magnet) else None,
            torrent=described.data if isinstance(described, Metainfo) else None,
        )


def _hiding(request: AddRequest, defaults: DownloadDefaults) -> tuple[Hops, bool]:
    """Behind how many hops, and whether it seeds safely. Raises: InvalidParameter."""
    by_label = defaults.hops_for(request.category, request.tags)
    hops = given(request.hops, by_label)
    safe = defaults.safe_seeding or by_label != defaults.hops
    safe_seeding = given(request.safe_seeding, safe and hops > 0)
    if not 0 <= hops <= MAX_HOPS:
        raise InvalidParameter(f"a download has 0 to {MAX_HOPS} hops")
    if hops and not safe_seeding:
        raise InvalidParameter(UNSAFE)
    return hops, safe_seeding


def check_limits(*limits: int | Unchanged | None) -> None:
    """Raises: InvalidParameter."""
    if any(limit is not None and limit is not UNSET and limit <= 0 for limit in limits):
        raise InvalidParameter("a limit is a positive number of bytes per second")


def _as_asked(request: AddRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in _PLAIN_FIELDS} | {"tags": tuple(sorted(set(request.tags)))}


def _stops(request: AddRequest, defaults: DownloadDefaults, *, has_metadata: bool) -> dict[str, Any]:
    """Whether it begins stopped, and when it stops by itself."""
    only_metadata = given(request.only_metadata, defaults.only_metadata)
    return {
        "user_stopped": given(request.stopped, defaults.stopped) or (only_metadata and has_metadata),
        "only_metadata": only_metadata and not has_metadata,
        "stop_after_check": given(request.stop_after_check, defaults.stop_after_check),
    }


def _lies_in(folder: PurePath, files: Sequence[TorrentFile]) -> bool:
    """Some file of it is there already. Blocks on the disk."""
    return any(Path(folder, file.path).exists() for file in files)


def _selected(
    request: AddRequest, found: Metainfo | Magnet, described: Metainfo | Magnet, excluded: Sequence[str]
) -> tuple[tuple[int, ...] | None, tuple[int, ...] | None]:
    """Priorities of the files, and the selection that waits until the files are known."""
    selection = given(request.selection, found.selection)
    if isinstance(described, Metainfo):
        if request.file_priorities is not None:
            listed = dict(enumerate(request.file_priorities))
            return with_priorities(None, listed, described.files), None
        return without_excluded(of_selection(selection, described.files), described.files, excluded), None
    check_blind(selection)
    return None, selection
