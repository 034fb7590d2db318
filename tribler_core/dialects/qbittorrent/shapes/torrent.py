"""One torrent, as lists and polls show it. Source: section 3.1 of the specification."""

from urllib.parse import quote

from marshmallow import fields

from tribler_core.dialects.qbittorrent.shapes.columns import Column, Row, shape_of
from tribler_core.dialects.qbittorrent.shapes.places import content_path, download_path, root_path, save_path
from tribler_core.dialects.qbittorrent.vocabulary.figures import (
    eta_of,
    from_ratio,
    last_activity_of,
    popularity_of,
    progress_of,
    ratio_of,
)
from tribler_core.dialects.qbittorrent.vocabulary.numbers import (
    NO_LIMIT,
    UNKNOWN,
    from_limit,
    from_position,
    from_time,
)
from tribler_core.dialects.qbittorrent.vocabulary.states import is_forced, is_stopped, state_name, state_of
from tribler_core.dialects.qbittorrent.vocabulary.trackers import (
    NOT_WORKING,
    SAID_NO,
    UNREACHABLE,
    later_status_of,
)
from tribler_core.domain.swarm.tracker import TrackerState

TEXT, WHOLE, REAL, TRUTH = fields.String, fields.Integer, fields.Float, fields.Boolean


def present_magnet(row: Row) -> str:
    """A link that finds the torrent."""
    infohashes, transfer = row.download.infohashes, row.transfer
    parts = [f"xt=urn:btih:{infohashes.v1}"] if infohashes.v1 else []
    parts += [f"xt=urn:btmh:1220{infohashes.v2}"] if infohashes.v2 else []
    parts += [f"dn={quote(transfer.name, safe='')}"] if transfer.name else []
    parts += [f"xl={transfer.size}"] if transfer.size else []
    parts += [f"tr={quote(tracker.url, safe='')}" for tracker in row.download.trackers]
    return "magnet:?" + "&".join(parts)


def present_tracker_url(row: Row) -> str:
    """The tracker that works, else the first; "": there is none."""
    trackers = row.download.trackers
    working = (tracker.url for tracker in trackers if tracker.state is TrackerState.WORKING)
    return next(working, trackers[0].url if trackers else "")


def present_priority(row: Row) -> int:
    """The place in the queue. Quirk(qbittorrent): the first release said -1 where there is none."""
    seeds = row.download.complete
    if row.scene.profile.early and (seeds or not row.scene.queueing):
        return UNKNOWN
    return 0 if seeds else from_position(row.transfer.queue_position)


def present_comment(row: Row) -> str:
    own = "" if row.content is None else row.content.comment
    return own if row.labels.comment is None else row.labels.comment


def _swarm(connected: int | None, known: int) -> int:
    """By scrape, else as we see it."""
    return known if connected is None else connected


def _troubled(row: Row, *statuses: int) -> bool:
    return any(later_status_of(tracker) in statuses for tracker in row.download.trackers)


def _after_metadata(row: Row, number: int, otherwise: int = UNKNOWN) -> int:
    return number if row.transfer.has_metadata else otherwise


NAMING = (
    Column("hash", TEXT, "The torrent's id.", lambda row: row.id),
    Column("name", TEXT, "Given, the torrent's, the magnet's, or the id.", lambda row: _name(row)),
    Column("infohash_v1", TEXT, "40 digits or empty.", lambda row: row.download.infohashes.v1 or "", early=False),
    Column("infohash_v2", TEXT, "64 digits or empty.", lambda row: row.download.infohashes.v2 or "", early=False),
    Column("magnet_uri", TEXT, "A link that finds it.", present_magnet),
    Column("comment", TEXT, "", present_comment, early=False),
    Column("created_by", TEXT, "", lambda row: row.content.creator if row.content else "", early=False),
    Column(
        "creation_date",
        WHOLE,
        "Unix seconds; -1: unknown.",
        lambda row: from_time(row.content.created if row.content else None),
        early=False,
    ),
    Column("private", TRUTH, "null before metadata.", lambda row: _private(row), early=False, nullable=True),
    Column("has_metadata", TRUTH, "", lambda row: row.transfer.has_metadata, early=False),
)
KEEPING = (
    Column("state", TEXT, "Section 3.9.", lambda row: state_name(state_of(row.download), row.scene.profile)),
    Column("category", TEXT, "Empty: none.", lambda row: row.labels.category),
    Column("tags", TEXT, "Sorted, with `, ` between them.", lambda row: ", ".join(row.labels.tags)),
    Column("auto_tmm", TRUTH, "Folders follow the category.", lambda row: row.labels.automatic),
    Column("save_path", TEXT, "Where it is to be when complete.", save_path),
    Column("download_path", TEXT, "Where it is until then; empty: there too.", download_path, early=False),
    Column("content_path", TEXT, "Its file or folder; empty before metadata.", content_path, early=False),
    Column("root_path", TEXT, "The folder of all its files; empty: none.", root_path, early=False),
    Column("priority", WHOLE, "Place in the queue from 1; 0: none.", present_priority),
    Column("force_start", TRUTH, "Runs and asks no queue.", lambda row: is_forced(row.download)),
    Column("seq_dl", TRUTH, "Pieces in order.", lambda row: row.settings.sequential),
    Column("f_l_piece_prio", TRUTH, "First and last pieces first.", lambda row: row.labels.first_last_first),
    Column("super_seeding", TRUTH, "", lambda row: row.transfer.super_seeding),
)
TIMES = (
    Column("added_on", WHOLE, "Unix seconds.", lambda row: row.transfer.added),
    Column("completion_on", WHOLE, "Unix seconds; -1: not yet.", lambda row: from_time(row.transfer.completed)),
    Column("last_activity", WHOLE, "Unix seconds.", lambda row: last_activity_of(row.transfer)),
    Column("seen_complete", WHOLE, "Unix seconds; -1: never.", lambda row: UNKNOWN),
    Column("time_active", WHOLE, "Seconds.", lambda row: row.transfer.active_time),
    Column("seeding_time", WHOLE, "Seconds complete.", lambda row: row.transfer.finished_time, early=False),
    Column("reannounce", WHOLE, "Seconds; 0: none.", lambda row: 0, early=False),
    Column("eta", WHOLE, "Seconds; 8640000: none.", lambda row: eta_of(row.download, row.effective_limits)),
)
CONTENT = (
    Column("size", WHOLE, "Selected bytes.", lambda row: row.transfer.wanted),
    Column("total_size", WHOLE, "Bytes; -1 before metadata.", lambda row: _after_metadata(row, row.transfer.size)),
    Column("completed", WHOLE, "Selected bytes there.", lambda row: row.transfer.wanted_done),
    Column("amount_left", WHOLE, "Bytes.", lambda row: row.transfer.wanted - row.transfer.wanted_done),
    Column("progress", REAL, "0 to 1; 1 when nothing is missing.", lambda row: progress_of(row.transfer)),
    Column("availability", REAL, "Copies; -1: unknown.", lambda row: _availability(row), early=False),
    Column(
        "piece_size", WHOLE, "-1: unknown.", lambda row: _after_metadata(row, row.transfer.piece_length), early=False
    ),
    Column(
        "pieces_num", WHOLE, "-1: unknown.", lambda row: _after_metadata(row, row.transfer.piece_count), early=False
    ),
    Column("pieces_have", WHOLE, "", lambda row: row.transfer.pieces_done, early=False),
    Column("total_wasted", WHOLE, "Bytes.", lambda row: 0, early=False),
)
TRAFFIC = (
    Column("dlspeed", WHOLE, "Bytes/s.", lambda row: row.transfer.download_rate),
    Column("upspeed", WHOLE, "Bytes/s.", lambda row: row.transfer.upload_rate),
    Column("downloaded", WHOLE, "Bytes.", lambda row: row.transfer.downloaded),
    Column("uploaded", WHOLE, "Bytes.", lambda row: row.transfer.uploaded),
    Column("downloaded_session", WHOLE, "Bytes.", lambda row: row.transfer.session_downloaded),
    Column("uploaded_session", WHOLE, "Bytes.", lambda row: row.transfer.session_uploaded),
    Column("dl_limit", WHOLE, "Bytes/s; 0: none.", lambda row: from_limit(row.settings.download_limit)),
    Column("up_limit", WHOLE, "Bytes/s; 0: none.", lambda row: from_limit(row.settings.upload_limit)),
    Column("ratio", REAL, "-1: infinite.", lambda row: from_ratio(ratio_of(row.transfer), row.scene.profile)),
    Column("popularity", REAL, "Ratio per month.", lambda row: popularity_of(row.transfer), early=False),
)
LIMITS = (
    Column("ratio_limit", REAL, "-2: global, -1: none.", lambda row: row.labels.limits.ratio),
    Column("seeding_time_limit", WHOLE, "Minutes; -2, -1.", lambda row: row.labels.limits.seeding_minutes),
    Column(
        "inactive_seeding_time_limit",
        WHOLE,
        "Minutes; -2, -1.",
        lambda row: row.labels.limits.idle_minutes,
        early=False,
    ),
    Column("max_ratio", REAL, "In effect; -1: none.", lambda row: row.effective_limits.ratio),
    Column("max_seeding_time", WHOLE, "Minutes; -1.", lambda row: row.effective_limits.seeding_minutes),
    Column(
        "max_inactive_seeding_time", WHOLE, "Minutes; -1.", lambda row: row.effective_limits.idle_minutes, early=False
    ),
    Column("share_limit_action", TEXT, "", lambda row: row.labels.limits.action, early=False),
    Column("share_limits_mode", TEXT, "", lambda row: row.labels.limits.mode, early=False),
)
SWARM = (
    Column("num_seeds", WHOLE, "Connected.", lambda row: row.transfer.seeds_connected),
    Column("num_leechs", WHOLE, "Connected.", lambda row: row.transfer.peers_connected - row.transfer.seeds_connected),
    Column(
        "num_complete", WHOLE, "In the swarm.", lambda row: _swarm(row.transfer.scrape_seeds, row.transfer.seeds_known)
    ),
    Column(
        "num_incomplete",
        WHOLE,
        "In the swarm.",
        lambda row: _swarm(row.transfer.scrape_leeches, row.transfer.peers_known - row.transfer.seeds_known),
    ),
    Column("connections_count", WHOLE, "", lambda row: row.transfer.peers_connected, early=False),
    Column("connections_limit", WHOLE, "-1: none.", lambda row: NO_LIMIT, early=False),
    Column("tracker", TEXT, "One that works, else the first.", present_tracker_url),
    Column("trackers_count", WHOLE, "", lambda row: len(row.download.trackers), early=False),
    Column("has_tracker_warning", TRUTH, "One that works said something.", lambda row: _warned(row), early=False),
    Column("has_tracker_error", TRUTH, "One refused.", lambda row: _troubled(row, SAID_NO), early=False),
    Column(
        "has_other_announce_error",
        TRUTH,
        "One does not work.",
        lambda row: _troubled(row, NOT_WORKING, UNREACHABLE),
        early=False,
    ),
)

COLUMNS: tuple[Column, ...] = (*NAMING, *KEEPING, *TIMES, *CONTENT, *TRAFFIC, *LIMITS, *SWARM)
BY_NAME = {column.name: column for column in COLUMNS}

TorrentShape = shape_of("QBittorrentTorrent", COLUMNS, doc="One torrent.")


def _name(row: Row) -> str:
    return row.settings.name or row.transfer.name or row.id


def _private(row: Row) -> bool | None:
    return row.transfer.private if row.transfer.has_metadata else None


def _availability(row: Row) -> float:
    return float(UNKNOWN) if row.download.complete or is_stopped(row.download) else row.transfer.availability


def _warned(row: Row) -> bool:
    return any(
        tracker.state is TrackerState.WARNING or (tracker.state is TrackerState.WORKING and bool(tracker.message))
        for tracker in row.download.trackers
    )
