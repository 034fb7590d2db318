"""One torrent, as lists and polls show it: a row for each key. Source: section 3.1 of the specification."""

from marshmallow import fields

from tribler_core.dialects.qbittorrent.shapes import computed
from tribler_core.dialects.qbittorrent.shapes.columns import Column, shape_of
from tribler_core.dialects.qbittorrent.shapes.places import content_path, download_path, root_path, save_path
from tribler_core.dialects.qbittorrent.vocabulary.figures import (
    eta_of,
    from_ratio,
    last_activity_of,
    popularity_of,
    progress_of,
    ratio_of,
)
from tribler_core.dialects.qbittorrent.vocabulary.numbers import from_limit, from_time
from tribler_core.dialects.qbittorrent.vocabulary.states import is_forced, state_name, state_of

TEXT, WHOLE, REAL, TRUTH = fields.String, fields.Integer, fields.Float, fields.Boolean

NAMING = (
    Column("hash", TEXT, "The torrent's id.", "id"),
    Column("name", TEXT, "Given, the torrent's, the magnet's, or the id.", computed.name),
    Column("infohash_v1", TEXT, "40 digits or empty.", lambda row: row.download.infohashes.v1 or "", early=False),
    Column("infohash_v2", TEXT, "64 digits or empty.", lambda row: row.download.infohashes.v2 or "", early=False),
    Column("magnet_uri", TEXT, "A link that finds it.", computed.magnet),
    Column("comment", TEXT, "", computed.comment, early=False),
    Column("created_by", TEXT, "", lambda row: row.content.creator if row.content else "", early=False),
    Column(
        "creation_date",
        WHOLE,
        "Unix seconds; -1: unknown.",
        lambda row: from_time(row.content.created if row.content else None),
        early=False,
    ),
    Column("private", TRUTH, "null before metadata.", computed.private, early=False, nullable=True),
    Column("has_metadata", TRUTH, "", "transfer.has_metadata", early=False),
)
KEEPING = (
    Column("state", TEXT, "Section 3.9.", lambda row: state_name(state_of(row.download), row.scene.profile)),
    Column("category", TEXT, "Empty: none.", "labels.category"),
    Column("tags", TEXT, "Sorted, with `, ` between them.", lambda row: ", ".join(row.labels.tags)),
    Column("auto_tmm", TRUTH, "Folders follow the category.", "labels.automatic"),
    Column("save_path", TEXT, "Where it is to be when complete.", save_path),
    Column("download_path", TEXT, "Where it is until then; empty: there too.", download_path, early=False),
    Column("content_path", TEXT, "Its file or folder; empty before metadata.", content_path, early=False),
    Column("root_path", TEXT, "The folder of all its files; empty: none.", root_path, early=False),
    Column("priority", WHOLE, "Place in the queue from 1; 0: none.", computed.priority),
    Column("force_start", TRUTH, "Runs and asks no queue.", lambda row: is_forced(row.download)),
    Column("seq_dl", TRUTH, "Pieces in order.", "settings.sequential"),
    Column("f_l_piece_prio", TRUTH, "First and last pieces first.", "labels.first_last_first"),
    Column("super_seeding", TRUTH, "", "settings.super_seeding"),
)
TIMES = (
    Column("added_on", WHOLE, "Unix seconds.", "transfer.added"),
    Column("completion_on", WHOLE, "Unix seconds; -1: not yet.", lambda row: from_time(row.transfer.completed)),
    Column("last_activity", WHOLE, "Unix seconds.", lambda row: last_activity_of(row.transfer)),
    Column("seen_complete", WHOLE, "Unix seconds; -1: never.", lambda row: from_time(row.transfer.seen_complete)),
    Column("time_active", WHOLE, "Seconds.", "transfer.active_time"),
    Column("seeding_time", WHOLE, "Seconds complete.", "transfer.finished_time", early=False),
    Column(
        "reannounce",
        WHOLE,
        "Seconds until trackers are asked, when that became known; 0: none.",
        lambda row: int(row.transfer.announce_wait),
        early=False,
    ),
    Column("eta", WHOLE, "Seconds; 8640000: none.", lambda row: eta_of(row.download, row.effective_limits)),
)
CONTENT = (
    Column("size", WHOLE, "Selected bytes.", "transfer.wanted"),
    Column(
        "total_size", WHOLE, "Bytes; -1 before metadata.", lambda row: computed.after_metadata(row, row.transfer.size)
    ),
    Column("completed", WHOLE, "Selected bytes there.", "transfer.wanted_done"),
    Column("amount_left", WHOLE, "Bytes.", lambda row: row.transfer.wanted - row.transfer.wanted_done),
    Column("progress", REAL, "0 to 1; 1 when nothing is missing.", lambda row: progress_of(row.transfer)),
    Column("availability", REAL, "Copies; -1: unknown.", computed.availability, early=False),
    Column(
        "piece_size",
        WHOLE,
        "-1: unknown.",
        lambda row: computed.after_metadata(row, row.transfer.piece_length),
        early=False,
    ),
    Column(
        "pieces_num",
        WHOLE,
        "-1: unknown.",
        lambda row: computed.after_metadata(row, row.transfer.piece_count),
        early=False,
    ),
    Column("pieces_have", WHOLE, "", "transfer.pieces_done", early=False),
    Column("total_wasted", WHOLE, "Bytes.", "transfer.wasted", early=False),
)
TRAFFIC = (
    Column("dlspeed", WHOLE, "Bytes/s.", "transfer.download_rate"),
    Column("upspeed", WHOLE, "Bytes/s.", "transfer.upload_rate"),
    Column("downloaded", WHOLE, "Bytes.", "transfer.downloaded"),
    Column("uploaded", WHOLE, "Bytes.", "transfer.uploaded"),
    Column("downloaded_session", WHOLE, "Bytes.", "transfer.session_downloaded"),
    Column("uploaded_session", WHOLE, "Bytes.", "transfer.session_uploaded"),
    Column("dl_limit", WHOLE, "Bytes/s; 0: none.", lambda row: from_limit(row.settings.download_limit)),
    Column("up_limit", WHOLE, "Bytes/s; 0: none.", lambda row: from_limit(row.settings.upload_limit)),
    Column("ratio", REAL, "-1: infinite.", lambda row: from_ratio(ratio_of(row.transfer), row.scene.profile)),
    Column("popularity", REAL, "Ratio per month.", lambda row: popularity_of(row.transfer), early=False),
)
LIMITS = (
    Column("ratio_limit", REAL, "-2: global, -1: none.", "labels.limits.ratio"),
    Column("seeding_time_limit", WHOLE, "Minutes; -2, -1.", "labels.limits.seeding_minutes"),
    Column(
        "inactive_seeding_time_limit",
        WHOLE,
        "Minutes; -2, -1.",
        "labels.limits.idle_minutes",
        early=False,
    ),
    Column("max_ratio", REAL, "In effect; -1: none.", "effective_limits.ratio"),
    Column("max_seeding_time", WHOLE, "Minutes; -1.", "effective_limits.seeding_minutes"),
    Column("max_inactive_seeding_time", WHOLE, "Minutes; -1.", "effective_limits.idle_minutes", early=False),
    Column("share_limit_action", TEXT, "", "labels.limits.action", early=False),
    Column("share_limits_mode", TEXT, "", "labels.limits.mode", early=False),
)
SWARM = (
    Column("num_seeds", WHOLE, "Connected.", "transfer.seeds_connected"),
    Column("num_leechs", WHOLE, "Connected.", lambda row: row.transfer.peers_connected - row.transfer.seeds_connected),
    Column(
        "num_complete",
        WHOLE,
        "In the swarm.",
        lambda row: computed.in_swarm(row.transfer.scrape_seeds, row.transfer.seeds_known),
    ),
    Column(
        "num_incomplete",
        WHOLE,
        "In the swarm.",
        lambda row: computed.in_swarm(row.transfer.scrape_leeches, row.transfer.peers_known - row.transfer.seeds_known),
    ),
    Column("connections_count", WHOLE, "", "transfer.peers_connected", early=False),
    Column("connections_limit", WHOLE, "-1: none.", computed.most_connections, early=False),
    Column("tracker", TEXT, "One that works, else the first.", computed.tracker_url),
    Column("trackers_count", WHOLE, "", lambda row: len(row.download.trackers), early=False),
    Column("has_tracker_warning", TRUTH, "One that works said something.", computed.warned, early=False),
    Column("has_tracker_error", TRUTH, "One refused.", computed.refused, early=False),
    Column(
        "has_other_announce_error",
        TRUTH,
        "One does not work.",
        computed.unanswered,
        early=False,
    ),
)

COLUMNS: tuple[Column, ...] = (*NAMING, *KEEPING, *TIMES, *CONTENT, *TRAFFIC, *LIMITS, *SWARM)
BY_NAME = {column.name: column for column in COLUMNS}

TorrentShape = shape_of("QBittorrentTorrent", COLUMNS, doc="One torrent.")
