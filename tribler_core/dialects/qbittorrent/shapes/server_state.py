"""The state of the server, in polls and alone. Source: section 3.7 of the specification."""

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.server import ServerFacts
from tribler_core.dialects.qbittorrent.vocabulary.numbers import UNKNOWN, from_limit
from tribler_core.foundation.units import BytesPerSecond

_BLOCK = 16384
_WHOLE = fields.Integer


class TransferInfoShape(Schema):
    """Speeds and totals of all torrents together."""

    connection_status = fields.String(required=True, metadata={"enum": ["connected", "firewalled", "disconnected"]})
    dht_nodes = _WHOLE(required=True)
    dl_info_data = _WHOLE(required=True, metadata={"description": "Payload of this session, bytes."})
    dl_info_speed = _WHOLE(required=True, metadata={"description": "Bytes/s."})
    dl_rate_limit = _WHOLE(required=True, metadata={"description": "In force, bytes/s; 0: none."})
    up_info_data = _WHOLE(required=True, metadata={"description": "Payload of this session, bytes."})
    up_info_speed = _WHOLE(required=True, metadata={"description": "Bytes/s."})
    up_rate_limit = _WHOLE(required=True, metadata={"description": "In force, bytes/s; 0: none."})
    last_external_address_v4 = fields.String(required=True, metadata={"description": "Empty: unknown."})
    last_external_address_v6 = fields.String(required=True, metadata={"description": "Empty: unknown."})
    queueing = fields.Boolean(required=True)
    use_alt_speed_limits = fields.Boolean(required=True)
    refresh_interval = _WHOLE(required=True, metadata={"description": "Milliseconds."})


class ServerStateShape(TransferInfoShape):
    """The same with figures of disk, queue and all time."""

    alltime_dl = _WHOLE(required=True, metadata={"description": "Bytes."})
    alltime_ul = _WHOLE(required=True, metadata={"description": "Bytes."})
    global_ratio = fields.String(required=True, metadata={"description": "Two decimals; `-`: none."})
    total_wasted_session = _WHOLE(required=True, metadata={"description": "Bytes."})
    total_peer_connections = _WHOLE(required=True)
    average_time_queue = _WHOLE(required=True, metadata={"description": "Milliseconds."})
    request_latency = _WHOLE(required=True)
    queued_io_jobs = _WHOLE(required=True)
    total_queued_size = _WHOLE(required=True, metadata={"description": "Bytes."})
    total_buffers_size = _WHOLE(required=True, metadata={"description": "Bytes."})
    read_cache_hits = fields.String(required=True)
    read_cache_overload = fields.String(required=True)
    write_cache_overload = fields.String(required=True)
    queued_tracker_announces = _WHOLE(required=True)
    free_space_on_disk = _WHOLE(required=True, metadata={"description": "Bytes; -1: unknown."})
    use_subcategories = fields.Boolean(required=True)


def present_transfer_info(facts: ServerFacts, download_rate: int, upload_rate: int) -> dict[str, object]:
    """Rates are payload of all torrents, bytes/s."""
    sessions = facts.totals.sessions
    return {
        "connection_status": _connection_status(facts),
        "dht_nodes": facts.dht_nodes,
        "dl_info_data": sum(session.payload_received for session in sessions),
        "dl_info_speed": download_rate,
        "dl_rate_limit": _limit(facts.download_limit),
        "up_info_data": sum(session.payload_sent for session in sessions),
        "up_info_speed": upload_rate,
        "up_rate_limit": _limit(facts.upload_limit),
        "last_external_address_v4": next((each for each in facts.external if ":" not in each), ""),
        "last_external_address_v6": next((each for each in facts.external if ":" in each), ""),
        "queueing": facts.queueing,
        "use_alt_speed_limits": facts.alternative_limits,
        "refresh_interval": facts.refresh_interval,
    }


def present_server_state(facts: ServerFacts, download_rate: int, upload_rate: int) -> dict[str, object]:
    counter = facts.counters.get
    received, sent = facts.all_time
    return {
        **present_transfer_info(facts, download_rate, upload_rate),
        "alltime_dl": received,
        "alltime_ul": sent,
        "global_ratio": _global_ratio(sent, received),
        "total_wasted_session": counter("net.recv_redundant_bytes", 0) + counter("net.recv_failed_bytes", 0),
        "total_peer_connections": counter("peer.num_peers_connected", 0),
        "average_time_queue": _time_in_queue(facts),
        "request_latency": counter("disk.request_latency", 0),
        "queued_io_jobs": counter("disk.queued_disk_jobs", 0),
        "total_queued_size": counter("disk.queued_write_bytes", 0),
        "total_buffers_size": counter("disk.disk_blocks_in_use", 0) * _BLOCK,
        "read_cache_hits": "0",
        "read_cache_overload": _share(counter("peer.num_peers_up_disk", 0), counter("peer.num_peers_connected", 0)),
        "write_cache_overload": _share(counter("peer.num_peers_down_disk", 0), counter("peer.num_peers_connected", 0)),
        "queued_tracker_announces": counter("tracker.num_queued_tracker_announces", 0),
        "free_space_on_disk": UNKNOWN if facts.free_space is None else facts.free_space,
        "use_subcategories": True,
    }


def _connection_status(facts: ServerFacts) -> str:
    if not facts.listening:
        return "disconnected"
    return "connected" if facts.counters.get("net.has_incoming_connections") else "firewalled"


def _limit(limit: int | None) -> int:
    return from_limit(None if limit is None else BytesPerSecond(limit))


def _global_ratio(sent: int, received: int) -> str:
    """Two decimals, cut off."""
    if not sent or not received:
        return "-"
    hundredths = sent * 100 // received
    return f"{hundredths // 100}.{hundredths % 100:02}"


def _time_in_queue(facts: ServerFacts) -> int:
    counter = facts.counters.get
    jobs = sum(counter(f"disk.num_{kind}", 0) for kind in ("write_ops", "read_ops", "blocks_hashed"))
    return counter("disk.disk_job_time", 0) // (1000 * jobs) if jobs else 0


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}" if part and whole else "0"
