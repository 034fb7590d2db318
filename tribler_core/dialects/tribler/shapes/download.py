"""One download, as both faces show it: the superset of every generation of clients."""

from dataclasses import dataclass

from marshmallow import Schema, fields

from tribler_core.dialects.tribler.shapes.file import DownloadFileShape, present_files
from tribler_core.dialects.tribler.shapes.peer import LegacyPeerShape, PeerShape
from tribler_core.dialects.tribler.shapes.tracker import TrackerShape, present_trackers
from tribler_core.dialects.tribler.vocabulary import (
    NO_ESTIMATE,
    StatusVocabulary,
    from_count,
    from_limit,
    from_max_speed,
    from_time,
    status_of,
)
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.torrent.files import DownloadFile

_TRANSFERRING = frozenset({DownloadState.DOWNLOADING, DownloadState.SEEDING})
_STOPPED = frozenset({DownloadState.STOPPED, DownloadState.STOPPED_ON_ERROR})


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a row shows of the daemon's settings."""

    seeding_ratio: float
    """The target of downloads that have none of their own."""
    dht: bool = True
    """Peers are looked for in the distributed hash table."""
    pex: bool = True
    """Peers tell each other of peers."""


class DownloadShape(Schema):
    """What both faces show of a download."""

    name = fields.String(required=True, metadata={"description": "Given name, torrent's name, or infohash."})
    progress = fields.Float(required=True, metadata={"description": "0 to 1, of the current state."})
    infohash = fields.String(
        required=True, metadata={"description": "40 hex digits (v1, hybrid) or 64 (v2 only), lower case."}
    )
    speed_down = fields.Integer(required=True, metadata={"description": "Payload, bytes/s."})
    speed_up = fields.Integer(required=True, metadata={"description": "Payload, bytes/s."})
    status = fields.String(required=True, metadata={"description": "The state's name in this face's vocabulary."})
    status_code = fields.Integer(required=True, metadata={"description": "The state's number."})
    size = fields.Integer(required=True, metadata={"description": "Bytes, selected or not; 0: no metadata yet."})
    eta = fields.Integer(
        required=True,
        metadata={"description": f"Seconds; 0: complete, stopped or without metadata; {NO_ESTIMATE}: no estimate."},
    )
    num_peers = fields.Integer(required=True, metadata={"description": "Incomplete peers known."})
    num_seeds = fields.Integer(required=True, metadata={"description": "Complete peers known."})
    num_connected_peers = fields.Integer(required=True)
    num_connected_seeds = fields.Integer(required=True)
    all_time_upload = fields.Integer(required=True, metadata={"description": "Bytes."})
    all_time_download = fields.Integer(required=True, metadata={"description": "Bytes."})
    all_time_ratio = fields.Float(
        required=True, metadata={"description": "Uploaded / (progress x size); -1: infinite."}
    )
    total_up = fields.Integer(required=True, metadata={"description": "As all_time_upload."})
    total_down = fields.Integer(required=True, metadata={"description": "As all_time_download."})
    ratio = fields.Float(required=True, metadata={"description": "total_up / total_down; 0: nothing downloaded."})
    last_download = fields.Integer(required=True, metadata={"description": "Unix seconds; 0: never."})
    last_upload = fields.Integer(required=True, metadata={"description": "Unix seconds; 0: never."})
    trackers = fields.List(fields.Nested(TrackerShape), required=True)
    hops = fields.Integer(required=True, metadata={"description": "Relays between us and the swarm; 0: plain."})
    anon_download = fields.Boolean(required=True, metadata={"description": "hops > 0."})
    stripped = fields.List(
        fields.String(), required=True, metadata={"description": "What it does without, because it is hidden."}
    )
    safe_seeding = fields.Boolean(required=True, metadata={"description": "Seed hidden, or not at all."})
    upload_limit = fields.Integer(required=True, metadata={"description": "Bytes/s; -1: unlimited."})
    download_limit = fields.Integer(required=True, metadata={"description": "Bytes/s; -1: unlimited."})
    max_upload_speed = fields.Integer(required=True, metadata={"description": "Bytes/s; 0: unlimited."})
    max_download_speed = fields.Integer(required=True, metadata={"description": "Bytes/s; 0: unlimited."})
    seeding_ratio = fields.Float(required=True, metadata={"description": "The target: own or the default."})
    destination = fields.String(required=True, metadata={"description": "The folder that holds the content."})
    completed_dir = fields.String(required=True, metadata={"description": "Moves there when complete; empty: stays."})
    total_pieces = fields.Integer(required=True, metadata={"description": "0: no metadata yet."})
    error = fields.String(required=True, metadata={"description": "Empty: none."})
    time_added = fields.Integer(required=True, metadata={"description": "Unix seconds."})
    time_finished = fields.Integer(required=True, metadata={"description": "Unix seconds; 0: not finished."})
    queue_position = fields.Integer(required=True, metadata={"description": "From 0; -1: complete, not queued."})
    auto_managed = fields.Boolean(required=True, metadata={"description": "The queue decides when it runs."})
    user_stopped = fields.Boolean(required=True)
    streamable = fields.Boolean(required=True, metadata={"description": "Some file is an mp4, m4v, mov or mkv."})
    sequential = fields.Boolean(required=True, metadata={"description": "Pieces are fetched in order."})
    channel_download = fields.Boolean(required=True, metadata={"description": "Always false."})
    pieces = fields.String(
        metadata={"description": "With get_pieces: base64 bit field of what is there, first piece in the highest bit."}
    )


class CurrentDownloadShape(DownloadShape):
    """A download below /api."""

    infohash_v1 = fields.String(required=True, metadata={"description": "40 hex digits; empty: a v2 torrent."})
    infohash_v2 = fields.String(required=True, metadata={"description": "64 hex digits; empty: a v1 torrent."})
    availability = fields.Float(metadata={"description": "With get_availability: distributed copies."})
    peers = fields.List(fields.Nested(PeerShape), metadata={"description": "With get_peers."})


class LegacyDownloadShape(DownloadShape):
    """A download as the documentation of 7.x shows it."""

    availability = fields.Float(required=True, metadata={"description": "Distributed copies."})
    files = fields.List(fields.Nested(DownloadFileShape), metadata={"description": "Left out with get_files=0."})
    peers = fields.List(fields.Nested(LegacyPeerShape), metadata={"description": "With get_peers."})
    vod_mode = fields.Boolean(required=True, metadata={"description": "Always false: any file can be streamed."})
    vod_mod = fields.Boolean(required=True, metadata={"description": "As vod_mode, as the documentation spells it."})
    vod_prebuffering_progress = fields.Float(required=True, metadata={"description": "Always 0."})
    vod_prebuffering_progress_consec = fields.Float(required=True, metadata={"description": "Always 0."})
    vod_header_progress = fields.Float(required=True, metadata={"description": "Always 0."})
    vod_footer_progress = fields.Float(required=True, metadata={"description": "Always 0."})


VOD_OFF: dict[str, object] = {
    "vod_mode": False,
    "vod_mod": False,
    "vod_prebuffering_progress": 0.0,
    "vod_prebuffering_progress_consec": 0.0,
    "vod_header_progress": 0.0,
    "vod_footer_progress": 0.0,
}


def present_legacy(
    download: Download, defaults: Defaults, files: tuple[DownloadFile, ...] | None = None
) -> dict[str, object]:
    """A row without details; `files` None leaves the list out."""
    row = present_download(download, defaults, StatusVocabulary.LEGACY)
    row["availability"] = download.transfer.availability
    row.update(VOD_OFF)
    if files is not None:
        row["files"] = present_files(files)
    return row


def present_current(
    download: Download, defaults: Defaults, vocabulary: StatusVocabulary = StatusVocabulary.CURRENT
) -> dict[str, object]:
    """A row without details."""
    row = present_download(download, defaults, vocabulary)
    row["infohash_v1"] = download.infohashes.v1 or ""
    row["infohash_v2"] = download.infohashes.v2 or ""
    return row


def present_download(download: Download, defaults: Defaults, vocabulary: StatusVocabulary) -> dict[str, object]:
    """What both faces show."""
    status, status_code = status_of(download, vocabulary)
    return {
        "name": download.name,
        "infohash": download.infohash,
        "status": status,
        "status_code": status_code,
        "error": download.error,
        "eta": seconds_left(download),
        "streamable": download.streamable,
        "channel_download": False,
        **_transferred(download),
        **_swarm(download, defaults),
        **_settings(download, defaults),
    }


def _transferred(download: Download) -> dict[str, object]:
    transfer = download.transfer
    transferring = download.state in _TRANSFERRING
    uploaded, downloaded = transfer.uploaded, transfer.downloaded
    return {
        "progress": transfer.progress,
        "size": transfer.size,
        "total_pieces": transfer.piece_count,
        "speed_down": transfer.download_rate if transferring else 0,
        "speed_up": transfer.upload_rate if transferring else 0,
        "all_time_upload": uploaded,
        "all_time_download": downloaded,
        "all_time_ratio": all_time_ratio(download),
        "total_up": uploaded,
        "total_down": downloaded,
        "ratio": uploaded / downloaded if downloaded else 0.0,
        "last_download": from_time(transfer.last_download),
        "last_upload": from_time(transfer.last_upload),
        "time_added": transfer.added,
        "time_finished": from_time(transfer.completed),
        "queue_position": from_count(transfer.queue_position),
    }


def _swarm(download: Download, defaults: Defaults) -> dict[str, object]:
    transfer = download.transfer
    seeds, peers = swarm_size(download)
    return {
        "num_peers": peers,
        "num_seeds": seeds,
        "num_connected_peers": transfer.peers_connected - transfer.seeds_connected,
        "num_connected_seeds": transfer.seeds_connected,
        "trackers": present_trackers(
            download.trackers, dht=defaults.dht and not transfer.private, pex=defaults.pex and not transfer.private
        ),
    }


def _settings(download: Download, defaults: Defaults) -> dict[str, object]:
    settings = download.settings
    upload_limit, download_limit = settings.upload_limit, settings.download_limit
    own_ratio = settings.seeding.ratio
    return {
        "hops": settings.hops,
        "anon_download": settings.hops > 0,
        "stripped": list(download.stripped),
        "safe_seeding": settings.safe_seeding,
        "upload_limit": from_limit(upload_limit),
        "download_limit": from_limit(download_limit),
        "max_upload_speed": from_max_speed(upload_limit),
        "max_download_speed": from_max_speed(download_limit),
        "seeding_ratio": defaults.seeding_ratio if own_ratio is None else own_ratio,
        "destination": str(settings.destination),
        "completed_dir": "" if settings.completed_dir is None else str(settings.completed_dir),
        "auto_managed": settings.auto_managed,
        "user_stopped": settings.user_stopped,
        "sequential": settings.sequential,
    }


def swarm_size(download: Download) -> tuple[int, int]:
    """Seeds and other peers known, or as scraped from the trackers where that sums higher; 0 while nothing moves."""
    if download.state not in _TRANSFERRING:
        return 0, 0
    transfer = download.transfer
    seeds, peers = transfer.seeds_known, transfer.peers_known - transfer.seeds_known
    scraped_seeds, scraped_peers = transfer.scrape_seeds or 0, transfer.scrape_leeches or 0
    return (scraped_seeds, scraped_peers) if scraped_seeds + scraped_peers > seeds + peers else (seeds, peers)


def seconds_left(download: Download) -> int:
    """0: complete, stopped, or without metadata."""
    transfer = download.transfer
    if download.complete or download.state in _STOPPED or not transfer.has_metadata:
        return 0
    if not transfer.download_rate:
        return NO_ESTIMATE
    return min((transfer.wanted - transfer.wanted_done) // transfer.download_rate, NO_ESTIMATE)


def all_time_ratio(download: Download) -> float:
    """-1: infinite. Source: Tribler 8.4 `DownloadState.get_all_time_ratio`."""
    transfer = download.transfer
    there = transfer.progress * transfer.size
    if there > 0:
        return transfer.uploaded / there
    return -1.0 if transfer.uploaded else 0.0
