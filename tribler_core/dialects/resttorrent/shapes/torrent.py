"""A torrent: what the live table knows of it, and what has to be asked for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from marshmallow import Schema, fields

from tribler_core.dialects.resttorrent.shapes.columns import (
    Column,
    maybe_text,
    number,
    present,
    shape_of,
    text,
    truth,
    whole,
)
from tribler_core.dialects.resttorrent.shapes.peer import bit_field
from tribler_core.dialects.resttorrent.vocabulary import from_count, from_eta, from_limit, from_ratio, state_name
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Hold
from tribler_core.domain.swarm.tracker import Tracker, TrackerEndpoint
from tribler_core.domain.torrent.files import DownloadFile
from tribler_core.foundation.units import Timestamp
from tribler_core.services.workspaces.workspace import Workspace

_WAITING = {Hold.NO_CIRCUIT: "circuit", Hold.NO_EXIT: "exit"}


@dataclass(frozen=True, slots=True)
class Details:
    """A row, and what only the engine knows; empty where nobody asked."""

    row: Download
    files: Sequence[DownloadFile] = ()
    endpoints: Mapping[str, tuple[TrackerEndpoint, ...]] | None = None
    pieces: Sequence[bool] = ()
    copies: float = 0.0


class FileShape(Schema):
    """A file of a torrent."""

    index = fields.Integer(required=True)
    path = fields.String(required=True)
    size = fields.Integer(required=True)
    progress = fields.Float(required=True)
    priority = fields.Integer(required=True, metadata={"description": "0: not wanted, to 7."})


class TrackerShape(Schema):
    """A tracker of a torrent."""

    url = fields.String(required=True)
    tier = fields.Integer(required=True)
    status = fields.String(required=True)
    message = fields.String(required=True)
    num_peers = fields.Integer(required=True, metadata={"description": "In its last answer; -1: unknown."})
    num_seeds = fields.Integer(required=True, metadata={"description": "-1: unknown."})
    next_announce = fields.Integer(required=True, metadata={"description": "Unix seconds; 0: unknown."})


TORRENT: tuple[Column[Details], ...] = (
    Column("infohash", text, "40 digits, or 64 where there is no first version.", lambda it: it.row.infohash),
    Column("info_hash", text, "The same.", lambda it: it.row.infohash),
    Column("state", text, "libtorrent's name; a pause does not change it.", lambda it: _state(it.row)),
    Column("progress", number, "0 to 1.", lambda it: it.row.transfer.progress),
    Column("download_rate", whole, "Bytes/s.", lambda it: it.row.transfer.download_rate),
    Column("upload_rate", whole, "Bytes/s.", lambda it: it.row.transfer.upload_rate),
    Column("num_peers", whole, "Connected.", lambda it: it.row.transfer.peers_connected),
    Column("name", text, "", lambda it: it.row.name),
    Column("size", whole, "Bytes; 0: not known yet.", lambda it: it.row.transfer.size),
    Column("paused", whole, "1 or 0.", lambda it: int(it.row.transfer.paused)),
    Column("save_path", text, "Absolute.", lambda it: str(it.row.settings.destination)),
    Column("error", maybe_text, "What stopped it.", lambda it: it.row.error or None),
    Column("info_hash_v2", maybe_text, "64 digits.", lambda it: it.row.infohashes.v2, usual=False),
    Column("num_seeds", whole, "Connected.", lambda it: it.row.transfer.seeds_connected, usual=False),
    Column(
        "num_complete",
        whole,
        "By trackers; -1: unknown.",
        lambda it: from_count(it.row.transfer.scrape_seeds),
        usual=False,
    ),
    Column("num_incomplete", whole, "Likewise.", lambda it: from_count(it.row.transfer.scrape_leeches), usual=False),
    Column("total_done", whole, "Bytes that are there.", lambda it: it.row.transfer.done, usual=False),
    Column("total_download", whole, "Since it was added.", lambda it: it.row.transfer.session_downloaded, usual=False),
    Column("total_upload", whole, "Since it was added.", lambda it: it.row.transfer.session_uploaded, usual=False),
    Column("all_time_download", whole, "Bytes.", lambda it: it.row.transfer.downloaded, usual=False),
    Column("all_time_upload", whole, "Bytes.", lambda it: it.row.transfer.uploaded, usual=False),
    Column("ratio", number, "", lambda it: from_ratio(it.row), usual=False),
    Column("eta", whole, "Seconds; -1: unknown.", lambda it: from_eta(it.row), usual=False),
    Column("distributed_copies", number, "Ours included.", lambda it: it.copies, usual=False),
    Column("is_seeding", truth, "", lambda it: _state(it.row) == "seeding", usual=False),
    Column("is_finished", truth, "", lambda it: it.row.complete, usual=False),
    Column("has_metadata", truth, "", lambda it: it.row.transfer.has_metadata, usual=False),
    Column("private", truth, "", lambda it: bool(it.row.transfer.private), usual=False),
    Column("sequential", truth, "", lambda it: it.row.settings.sequential, usual=False),
    Column("storage_mode", text, "`sparse` or `allocate`.", lambda it: _storage(it.row), usual=False),
    Column("memory_only", whole, "1 or 0.", lambda it: int(it.row.settings.transient), usual=False),
    Column(
        "autostart", whole, "0: it waits for somebody.", lambda it: int(not it.row.settings.user_stopped), usual=False
    ),
    Column("hops", whole, "Ours: relays that hide it.", lambda it: it.row.settings.hops, usual=False),
    Column(
        "waiting",
        text,
        "Ours: `circuit` or `exit` while a hidden one waits for that; else empty.",
        lambda it: _WAITING.get(it.row.hold, ""),
        usual=False,
    ),
    Column("added_time", whole, "Unix seconds.", lambda it: it.row.transfer.added, usual=False),
    Column("completed_time", whole, "0: not yet.", lambda it: it.row.transfer.completed or 0, usual=False),
    Column("last_activity", whole, "0: none.", lambda it: _last_activity(it.row), usual=False),
    Column("queue_position", whole, "-1: none.", lambda it: from_count(it.row.transfer.queue_position), usual=False),
    Column("download_limit", whole, "0: none.", lambda it: from_limit(it.row.settings.download_limit), usual=False),
    Column("upload_limit", whole, "0: none.", lambda it: from_limit(it.row.settings.upload_limit), usual=False),
    Column("num_pieces", whole, "", lambda it: it.row.transfer.piece_count, usual=False),
    Column("piece_length", whole, "", lambda it: it.row.transfer.piece_length, usual=False),
    Column("num_files", whole, "", lambda it: len(it.files), usual=False),
    Column("magnet", text, "", lambda it: magnet_of(it.row), usual=False),
    Column(
        "trackers",
        lambda **kw: fields.List(fields.Nested(TrackerShape), **kw),
        "",
        lambda it: [_tracker(tracker, it.endpoints or {}) for tracker in it.row.trackers],
        usual=False,
    ),
    Column(
        "files",
        lambda **kw: fields.List(fields.Nested(FileShape), **kw),
        "",
        lambda it: [_file(file) for file in it.files],
        usual=False,
    ),
    Column("pieces", text, "Base64 of a bit for each piece.", lambda it: bit_field(it.pieces), usual=False),
)
TorrentShape = shape_of("TorrentShape", "A torrent in a session. `fields` says which keys there are.", TORRENT)
NAMES = frozenset(column.name for column in TORRENT)
ALL = NAMES - {"pieces"}
"""What a single torrent shows when nobody asks for certain keys."""


def wanted_of(names: Sequence[str] | None, otherwise: Collection[str] | None) -> Collection[str] | None:
    """The keys to show: those that are named and known, `*` being all; `otherwise` when none are named."""
    if names is None:
        return otherwise
    return NAMES if "*" in names else NAMES.intersection(names)


def present_row(row: Download, wanted: Collection[str] | None = None) -> dict[str, object]:
    """What costs nothing."""
    return present(Details(row), TORRENT, wanted)


async def present_torrent(
    workspace: Workspace, row: Download, wanted: Collection[str] | None = None
) -> dict[str, object]:
    """The keys that are wanted (None: the usual ones); the engine is asked for what only it knows."""
    asked, downloads, infohash = wanted or (), workspace.downloads, row.infohash
    details = Details(
        row,
        files=await downloads.files(infohash) if {"files", "num_files"} & set(asked) else (),
        endpoints=await downloads.tracker_endpoints(infohash) if "trackers" in asked and row.trackers else None,
        pieces=await downloads.pieces(infohash) if "pieces" in asked else (),
        copies=await downloads.availability(infohash) if "distributed_copies" in asked else 0.0,
    )
    return present(details, TORRENT, wanted)


def magnet_of(row: Download) -> str:
    """A link that finds it."""
    parts = [f"xt=urn:btih:{row.infohashes.v1}"] if row.infohashes.v1 else []
    parts += [f"xt=urn:btmh:1220{row.infohashes.v2}"] if row.infohashes.v2 else []
    parts += [f"dn={_quoted(row.transfer.name)}"] if row.transfer.name else []
    parts += [f"tr={_quoted(tracker.url)}" for tracker in row.trackers]
    return "magnet:?" + "&".join(parts)


def _quoted(name: str) -> str:
    return quote(name, safe="", errors="surrogateescape")


def _state(row: Download) -> str:
    return state_name(row.transfer.activity)


def _storage(row: Download) -> str:
    return "allocate" if row.settings.preallocate else "sparse"


def _last_activity(row: Download) -> int:
    return max(row.transfer.last_download or 0, row.transfer.last_upload or 0)


def _file(file: DownloadFile) -> dict[str, object]:
    described = file.file
    return {
        "index": described.index,
        "path": described.path,
        "size": described.size,
        "progress": file.progress,
        "priority": file.priority,
    }


def _tracker(tracker: Tracker, endpoints: Mapping[str, tuple[TrackerEndpoint, ...]]) -> dict[str, object]:
    times = [endpoint.next_announce for endpoint in endpoints.get(tracker.url, ())]
    return {
        "url": tracker.url,
        "tier": tracker.tier,
        "status": tracker.state.value,
        "message": tracker.message,
        "num_peers": from_count(tracker.peers),
        "num_seeds": from_count(tracker.seeds),
        "next_announce": min((time for time in times if time), default=Timestamp(0)),
    }
