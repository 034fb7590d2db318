"""From an order to what libtorrent is handed: flags, files, resume data. Everything here blocks on disk or CPU."""

import logging
from pathlib import Path

import libtorrent as lt

from tribler_core.domain.download.settings import Certificate, ContentLayout, DownloadSettings, Hops
from tribler_core.domain.errors import TorrentDecodeError
from tribler_core.domain.ports import AddOrder
from tribler_core.domain.torrent.files import FilePriority
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.domain.torrent.source import Magnet
from tribler_core.engine.files.names import first_names, where_there
from tribler_core.engine.infohashes import infohashes_of
from tribler_core.engine.metainfo.magnets import MOST_TRACKERS, magnet_params
from tribler_core.engine.metainfo.parsed import ParsedTorrents
from tribler_core.engine.torrents.held import ALL, Wanted
from tribler_core.engine.torrents.intake.missing import missing_file
from tribler_core.engine.torrents.intake.recovery import recover
from tribler_core.engine.torrents.layers import lacks_layers
from tribler_core.engine.torrents.stripping import NOTHING, Stripped, strip
from tribler_core.foundation.units import BytesPerSecond
from tribler_core.foundation.value import value

log = logging.getLogger(__name__)

LARGEST = 2**31 - 1
_KNOWN_BEFORE_METADATA = (
    "trackers",
    "tracker_tiers",
    "url_seeds",
    "peers",
    "total_uploaded",
    "total_downloaded",
    "active_time",
)
_FLAGS = lt.torrent_flags
_UNSAVED = 1 << 13
"""`need_save_resume`, which the Python binding has no name for: what was recovered is to be saved like progress."""
_PIECE_LAYERS = b"5:trees"
"""The key of resume data under which libtorrent keeps v2 piece layers."""


@value(frozen=True, slots=True)
class HouseRules:
    """What the configuration says of every torrent of a session."""

    pex: bool = True
    max_connections: int = -1
    max_uploads: int = -1
    preallocate: bool = False
    """New torrents get all their space at once."""
    suffix: bool = False
    """Files that are not complete are called so."""


@value(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What libtorrent can take."""

    params: lt.add_torrent_params
    infohashes: InfoHashes
    hops: Hops
    missing: str = ""
    """Data that should be there and is not; the torrent is added stopped."""
    wanted: Wanted = ALL
    first_last_first: bool = False
    certificate: Certificate | None = None
    layout: ContentLayout = ContentLayout.ORIGINAL
    lacks_layers: bool = False
    """A v2 torrent without its piece layers."""
    stops_at_metadata: AddOrder | None = None
    new: bool = False
    hidden: bool = False
    """See `Held`."""
    stripped: Stripped = NOTHING


def prepare(order: AddOrder, rules: HouseRules, parsed: ParsedTorrents) -> Prepared:
    """Parse, look at the disk, decide.

    Raises: TorrentDecodeError.
    """
    settings = order.settings
    params = _params(order, parsed)
    _put_down(params, order, rules)
    if order.resume_data is None:
        _begin(params, settings, rules)
    wanted = wanted_files(settings)
    if wanted != ALL or order.resume_data is not None:  # new torrents want all of themselves
        files = params.ti.num_files() if params.ti is not None else len(wanted.listed)
        params.file_priorities = wanted.priorities(files)
    missing, recovered = "", False
    if params.ti is not None and order.torrent is not None:
        recovered = order.recover and recover(params, params.ti, order.torrent)
        if recovered or order.resume_data is not None:  # else nothing is promised
            missing = missing_file(params, params.ti)
    stops = settings.only_metadata and params.ti is None
    if stops:
        params.file_priorities = []
    stripped = strip(params) if settings.hops else NOTHING
    params.flags = _flags(settings, params, rules, missing) | (_UNSAVED if recovered else 0)
    return Prepared(
        params=params,
        infohashes=order.infohashes,
        hops=settings.hops,
        missing=missing,
        wanted=wanted,
        first_last_first=settings.first_last_first,
        certificate=settings.certificate,
        layout=settings.content_layout,
        lacks_layers=order.torrent is not None and lacks_layers(order.infohashes, order.torrent),
        stops_at_metadata=order if stops else None,
        new=order.resume_data is None and not order.recover,
        stripped=stripped,
    )


def _put_down(params: lt.add_torrent_params, order: AddOrder, rules: HouseRules) -> None:
    """Where, since when, how fast, with whom."""
    settings, trackers = order.settings, params.trackers
    if len(trackers) > MOST_TRACKERS:
        params.trackers, params.tracker_tiers = trackers[:MOST_TRACKERS], params.tracker_tiers[:MOST_TRACKERS]
    params.save_path = str(settings.destination)
    params.added_time = order.added
    params.upload_limit = limit(settings.upload_limit)
    params.download_limit = limit(settings.download_limit)
    params.max_connections = rules.max_connections
    params.max_uploads = rules.max_uploads


def _begin(params: lt.add_torrent_params, settings: DownloadSettings, rules: HouseRules) -> None:
    """What is decided once, when a torrent is new."""
    if rules.preallocate or settings.preallocate:
        params.storage_mode = lt.storage_mode_t.storage_mode_allocate
    if params.ti is not None:
        suffix = rules.suffix and not settings.seed_mode
        if names := first_names(params.ti, settings.content_layout, suffix=suffix):
            params.renamed_files = where_there(names, Path(settings.destination))


def wanted_files(settings: DownloadSettings) -> Wanted:
    """Given priorities first, a selection else."""
    if settings.file_priorities is not None:
        return Wanted(settings.file_priorities)
    return selected_files(settings.selection)


def selected_files(selection: tuple[int, ...] | None) -> Wanted:
    """Indices of files that are not known yet; None: all."""
    if selection is None:
        return Wanted()
    chosen = set(selection)
    count = max(chosen, default=-1) + 1
    listed = (int(FilePriority.NORMAL if index in chosen else FilePriority.SKIP) for index in range(count))
    return Wanted(tuple(listed), int(FilePriority.SKIP))


def limit(value: BytesPerSecond | None) -> int:
    """libtorrent's word for no limit is -1; its numbers end at 2 GB/s."""
    return -1 if value is None else min(value, LARGEST)


def _flags(settings: DownloadSettings, params: lt.add_torrent_params, rules: HouseRules, missing: str) -> int:
    flags = int(_FLAGS.update_subscribe | _FLAGS.apply_ip_filter | _FLAGS.duplicate_is_error)
    stopped = settings.user_stopped or settings.stopped_by_rule or bool(missing)
    if stopped or (settings.only_metadata and params.ti is not None):
        flags |= _FLAGS.paused
    elif settings.queued:
        flags |= _FLAGS.auto_managed | _FLAGS.paused
    nothing = params.ti is None and (settings.only_metadata or wanted_files(settings).rest == FilePriority.SKIP)
    trusted = settings.seed_mode and params.ti is not None and not any(params.have_pieces)
    asked = (
        (settings.sequential, _FLAGS.sequential_download),
        (settings.super_seeding, _FLAGS.super_seeding),
        (settings.stop_after_check and not stopped, _FLAGS.stop_when_ready),
        (trusted, _FLAGS.seed_mode),
        (not rules.pex, _FLAGS.disable_pex),
        (nothing, _FLAGS.default_dont_download),
    )
    return flags | sum(int(flag) for wanted, flag in asked if wanted)


def _params(order: AddOrder, parsed: ParsedTorrents) -> lt.add_torrent_params:
    """The torrent or magnet, with what resume data knows of it."""
    fresh = _fresh(order, parsed)
    if order.resume_data is None:
        return fresh
    try:
        resumed = lt.read_resume_data(order.resume_data)
    except RuntimeError as error:
        log.warning("the resume data of %s is unreadable: %s", order.infohashes.identity, error)
        return fresh
    if infohashes_of(resumed.info_hashes).identity not in (order.infohashes.v1, order.infohashes.v2):
        log.warning("the resume data of %s belongs to another torrent", order.infohashes.identity)
        return fresh
    if fresh.ti is not None and order.infohashes.v2 is not None and _PIECE_LAYERS not in order.resume_data:
        # Saved before the metadata was known: it has no pieces, and would take the piece layers away.
        for name in _KNOWN_BEFORE_METADATA:
            setattr(fresh, name, getattr(resumed, name))
        return fresh
    resumed.ti = fresh.ti
    if fresh.ti is None:
        resumed.peers = [*resumed.peers, *fresh.peers]
    return resumed


def _fresh(order: AddOrder, parsed: ParsedTorrents) -> lt.add_torrent_params:
    if order.torrent is None:
        return magnet_params(order.magnet or Magnet(infohashes=order.infohashes))
    try:
        params = parsed.take(order.torrent)
    except RuntimeError as error:
        raise TorrentDecodeError(f"corrupt torrent file ({error})") from error
    if order.magnet is not None:  # a magnet whose metadata arrived
        params.peers = list(order.magnet.peers)
    return params
