"""Preferences that most people leave as they are. Source: section 3.8.7 of the specification."""

from typing import Any

from tribler_core.config.sections import LogAge
from tribler_core.dialects.qbittorrent.preferences.codecs import (
    FLAG,
    LINE,
    PATH,
    TEXT,
    Codec,
    listed,
    numbered,
    times,
    whole,
)
from tribler_core.dialects.qbittorrent.preferences.row import Draft, Preference, View, kept, option, told

_T = "libtorrent.tuning"
_READ, _WRITE = f"{_T}.disk_io_read_mode", f"{_T}.disk_io_write_mode"
_CACHED, _AROUND, _THROUGH = 0, 2, 3
_FIRST, _COUNT = f"{_T}.outgoing_port", f"{_T}.num_outgoing_ports"
_ANY = whole(lowest=0)
_KIB, _MIB, _BLOCKS = 1024, 1024 * 1024, 64
_OLD = "only libtorrent 1.2 has it"
_LOGS = "logging.file_folder"
_TRACKER = "the daemon has no tracker built in"
_DESKTOP = "a question that a desktop asks"
_SEARCH = "the daemon has no search engines"
_FLAG_TO_NUMBER = Codec(FLAG.read, take=int, show=bool)


def _tuned(name: str, setting: str, codec: Codec = _ANY) -> Preference:
    """A setting of libtorrent."""
    return option(name, f"{_T}.{setting}", codec, late=True)


def _write_os_cache(draft: Draft, value: Any) -> None:
    for mode in (_READ, _WRITE):
        draft.set(mode, _CACHED if value else _AROUND)


def _last_port(view: View) -> int:
    first, count = view.option(_FIRST), view.option(_COUNT)
    return first + count - 1 if first and count else 0


def _write_ports(draft: Draft, _: Any) -> None:
    """Both ends are inside."""
    first = draft.posted.get("outgoing_ports_min", draft.view.option(_FIRST))
    last = draft.posted.get("outgoing_ports_max", _last_port(draft.view))
    draft.set(_FIRST, first)
    draft.set(_COUNT, max(0, last - first + 1) if first else 0)


_DISK = (
    _tuned("async_io_threads", "aio_threads", whole(1, 1024)),
    _tuned("hashing_threads", "hashing_threads", whole(1, 1024)),
    _tuned("file_pool_size", "file_pool_size", whole(lowest=1)),
    _tuned("checking_memory_use", "checking_mem_usage", times(_BLOCKS, whole(1, 1024))),
    kept("disk_cache", whole(), -1, _OLD),
    kept("disk_cache_ttl", whole(), 60, _OLD),
    Preference(
        name="enable_os_cache",
        codec=FLAG,
        read=lambda view: view.option(_READ) == _CACHED,
        write=_write_os_cache,
        late=True,
    ),
    _tuned("disk_queue_size", "max_queued_disk_bytes"),
    kept(
        "disk_io_type",
        whole(0, 4),
        0,
        "the daemon always uses pread: what it does after a crash, and while it streams, is proven with that alone",
    ),
    _tuned("disk_io_read_mode", "disk_io_read_mode", numbered(_AROUND, _CACHED)),
    _tuned("disk_io_write_mode", "disk_io_write_mode", numbered(_AROUND, _CACHED, _THROUGH)),
    kept("enable_coalesce_read_write", FLAG, default=False, why=_OLD),
    _tuned("enable_piece_extent_affinity", "piece_extent_affinity", FLAG),
    _tuned("enable_upload_suggestions", "suggest_mode", _FLAG_TO_NUMBER),
)

_SWARM = (
    _tuned("send_buffer_watermark", "send_buffer_watermark", times(_KIB, whole(0, 2**20))),
    _tuned("send_buffer_low_watermark", "send_buffer_low_watermark", times(_KIB, whole(0, 2**20))),
    _tuned("send_buffer_watermark_factor", "send_buffer_watermark_factor"),
    _tuned("connection_speed", "connection_speed"),
    _tuned("seeding_outgoing_connections", "seeding_outgoing_connections", FLAG),
    _tuned("socket_send_buffer_size", "send_socket_buffer_size"),
    _tuned("socket_receive_buffer_size", "recv_socket_buffer_size"),
    _tuned("socket_backlog_size", "listen_queue_size"),
    Preference(
        name="outgoing_ports_min",
        codec=whole(0, 65535),
        read=lambda view: view.option(_FIRST),
        write=_write_ports,
        late=True,
    ),
    Preference(name="outgoing_ports_max", codec=whole(0, 65535), read=_last_port, write=_write_ports, late=True),
    _tuned("upnp_lease_duration", "upnp_lease_duration"),
    _tuned("peer_tos", "peer_dscp", whole(0, 255)),
    _tuned("utp_tcp_mixed_mode", "mixed_mode_algorithm", whole(0, 1)),
    _tuned("hostname_cache_ttl", "resolver_cache_timeout"),
    _tuned("idn_support_enabled", "allow_idna", FLAG),
    _tuned("enable_multi_connections_from_same_ip", "allow_multiple_connections_per_ip", FLAG),
    _tuned("enable_multi_connections_from_same_peer_id", "allow_multiple_connections_per_pid", FLAG),
    _tuned("validate_https_tracker_certificate", "validate_https_trackers", FLAG),
    _tuned("ssrf_mitigation", "ssrf_mitigation", FLAG),
    _tuned("block_peers_on_privileged_ports", "no_connect_privileged_ports", FLAG),
    _tuned("upload_slots_behavior", "choking_algorithm", numbered(0, 2)),
    _tuned("upload_choking_algorithm", "seed_choking_algorithm", whole(0, 2)),
    option("announce_to_all_trackers", "libtorrent.announce_to_all_trackers", FLAG, late=True),
    option("announce_to_all_tiers", "libtorrent.announce_to_all_tiers", FLAG, late=True),
    option("announce_ip", "libtorrent.announce_ip", LINE, late=True),
    option("announce_port", "libtorrent.announce_port", whole(0, 65535), late=True),
    option("max_concurrent_http_announces", "libtorrent.max_concurrent_http_announces", whole(lowest=1), late=True),
    _tuned("stop_tracker_timeout", "stop_tracker_timeout"),
    _tuned("peer_turnover", "peer_turnover", whole(0, 100)),
    _tuned("peer_turnover_cutoff", "peer_turnover_cutoff", whole(0, 100)),
    _tuned("peer_turnover_interval", "peer_turnover_interval", whole(30, 3600)),
    _tuned("request_queue_size", "max_out_request_queue", whole(lowest=1)),
    _tuned("max_outstanding_block_requests", "max_allowed_in_request_queue", whole(lowest=1)),
    option("dht_bootstrap_nodes", "libtorrent.dht_bootstrap_nodes", listed(", "), late=True),
)

_DAEMON = (
    told(
        "resume_data_storage_type",
        TEXT,
        lambda _: "Legacy",
        "what a download needs to go on lies in the daemon's catalogue; clients that look at the type expect this word",
    ),
    kept("memory_working_set_limit", whole(), 512, "the system limits the memory of services"),
    option("save_resume_data_interval", "downloads.save_interval", times(60, whole(0, 10**6)), late=True),
    option("save_statistics_interval", "downloads.statistics_interval", times(60, whole(1, 10**6)), late=True),
    option("torrent_file_size_limit", "fetching.max_size", whole(1024, 2**32), late=True),
    option("recheck_completed_torrents", "libtorrent.check_after_complete", FLAG, late=True),
    option("refresh_interval", "qbittorrent.refresh_interval", whole(30, 30_000), late=True),
    kept("resolve_peer_countries", FLAG, default=False, why="the daemon has no table of countries"),
    option("resolve_peer_host_names", "qbittorrent.resolve_peer_names", FLAG, late=True),
    option("reannounce_when_address_changed", "libtorrent.announce_on_address_change", FLAG, late=True),
    kept("enable_embedded_tracker", FLAG, default=False, why=_TRACKER),
    kept("embedded_tracker_port", whole(1, 65535), 9000, _TRACKER),
    kept("embedded_tracker_port_forwarding", FLAG, default=False, why=_TRACKER),
    kept("mark_of_the_web", FLAG, default=True, why="only Windows and macOS mark files"),
    option("ignore_ssl_errors", "fetching.accept_invalid_certificates", FLAG, late=True),
    kept("python_executable_path", LINE, "", _SEARCH),
    option("app_instance_name", "qbittorrent.instance_name", LINE, late=True),
    option("performance_warning", "libtorrent.performance_warnings", FLAG, late=True),
    kept("bdecode_depth_limit", whole(), 100, "a fixed limit of 100 guards against made-up torrents"),
    kept("bdecode_token_limit", whole(), 10_000_000, "a fixed limit of ten million guards against made-up torrents"),
    kept("enable_super_seeding", FLAG, default=False, why="retired with 4.2.4; it is set for each torrent"),
    option("file_log_enabled", "logging.file", FLAG, late=True),
    Preference(
        name="file_log_path",
        codec=PATH,
        read=lambda view: str(view.option(_LOGS) or view.config.state_dir / "logs"),
        write=lambda draft, value: draft.set(_LOGS, PATH.take(value)),
        late=True,
    ),
    option("file_log_backup_enabled", "logging.file_backups", FLAG, late=True),
    option("file_log_max_size", "logging.file_size", times(_KIB, whole(1, 2**20)), late=True),
    option("file_log_delete_old", "logging.file_expire", FLAG, late=True),
    option("file_log_age", "logging.file_keep", whole(1, 10_000), late=True),
    option("file_log_age_type", "logging.file_keep_unit", numbered(*LogAge), late=True),
    kept("store_search_jobs", FLAG, default=False, why=_SEARCH),
    kept("store_search_job_results", FLAG, default=False, why=_SEARCH),
    kept("status_bar_external_ip", FLAG, default=False, why="the status line of a window"),
    kept("confirm_torrent_deletion", FLAG, default=True, why=_DESKTOP),
    kept("confirm_torrent_recheck", FLAG, default=True, why=_DESKTOP),
)

ROWS = (*_DAEMON, *_DISK, *_SWARM)
