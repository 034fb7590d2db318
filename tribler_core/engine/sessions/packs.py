"""From the `[libtorrent]` section to libtorrent's settings."""

from typing import Any

import libtorrent as lt

from tribler_core import __version__
from tribler_core.config.sections.libtorrent import Encryption, LibtorrentSection, ProxyType

Pack = dict[str, Any]

ALERTS = (
    lt.alert_category.error
    | lt.alert_category.status
    | lt.alert_category.storage
    | lt.alert_category.tracker
    | lt.alert_category.file_progress
)
"""Piece progress is switched on only while somebody streams: it costs an alert per piece."""

QUEUED_ALERTS = 1_000_000
"""Enough for a hundred thousand torrents that start at once, four alerts each; memory is used only when needed."""

KIB, MIB = 1024, 1024 * 1024

PERFORMANCE: Pack = {
    "aio_threads": 4,
    "hashing_threads": 2,
    "max_queued_disk_bytes": 64 * MIB,
    "send_buffer_low_watermark": 128 * KIB,
    "send_buffer_watermark": 4 * MIB,
    "send_buffer_watermark_factor": 150,
    "max_out_request_queue": 2000,
    "max_allowed_in_request_queue": 4000,
    "file_pool_size": 512,
    "checking_mem_usage": 1024,
    "listen_queue_size": 256,
    "connection_speed": 100,
    "alert_queue_size": QUEUED_ALERTS,
}
"""Measured against libtorrent's defaults on loopback, see bench/README.md."""

_ENCRYPTION = {
    Encryption.ENABLED: (lt.enc_policy.pe_enabled, lt.enc_level.pe_both),
    Encryption.FORCED: (lt.enc_policy.pe_forced, lt.enc_level.pe_rc4),
    Encryption.DISABLED: (lt.enc_policy.pe_disabled, lt.enc_level.pe_both),
}
_PROXY = {
    ProxyType.NONE: lt.proxy_type_t.none,
    ProxyType.SOCKS4: lt.proxy_type_t.socks4,
    ProxyType.SOCKS5: lt.proxy_type_t.socks5,
    ProxyType.SOCKS5_PASSWORD: lt.proxy_type_t.socks5_pw,
    ProxyType.HTTP: lt.proxy_type_t.http,
    ProxyType.HTTP_PASSWORD: lt.proxy_type_t.http_pw,
}
_CARRIES_UDP = {ProxyType.NONE, ProxyType.SOCKS5, ProxyType.SOCKS5_PASSWORD}
_SAME_NAME = (
    "active_downloads",
    "active_seeds",
    "active_checking",
    "active_limit",
    "active_dht_limit",
    "active_tracker_limit",
    "active_lsd_limit",
    "announce_ip",
    "announce_port",
    "announce_to_all_tiers",
    "announce_to_all_trackers",
    "anonymous_mode",
    "max_concurrent_http_announces",
)


def settings_pack(section: LibtorrentSection) -> Pack:
    """Everything that a plain session is told; each setting takes effect at once when applied to a running one."""
    return {
        **PERFORMANCE,
        "alert_mask": int(ALERTS),
        "user_agent": f"triblerd/{__version__}",
        "peer_fingerprint": _fingerprint(__version__),
        "webtorrent_stun_server": "",
        "ssrf_mitigation": True,
        "allow_multiple_connections_per_ip": True,
        "min_reconnect_time": 10,
        **{name: getattr(section, name) for name in _SAME_NAME},
        **_listening(section),
        **_discovery(section),
        **_limits(section),
        **_encryption(section),
        **_proxy(section),
    }


def _fingerprint(version: str) -> str:
    """How our peer id begins, so that others know what they talk to."""
    major, minor, revision = (int(part) for part in version.split("."))
    return lt.generate_fingerprint("TD", major, minor, revision, 0)


def changed(old: Pack, new: Pack) -> Pack:
    """What has to be applied to get from one to the other."""
    return {name: value for name, value in new.items() if old.get(name) != value}


def _listening(section: LibtorrentSection) -> Pack:
    device, address, port = section.bind_interface, section.listen_interface, section.port
    if device:
        places = [device]
    elif address:
        places = [f"[{address}]" if ":" in address else address]
    else:
        places = ["0.0.0.0", "[::]"]  # noqa: S104 - peers are to reach us
    return {
        "listen_interfaces": ",".join(f"{place}:{port}" for place in places),
        "outgoing_interfaces": device,
        "listen_system_port_fallback": port == 0,
    }


def _discovery(section: LibtorrentSection) -> Pack:
    direct = section.proxy_type is ProxyType.NONE
    udp = section.proxy_type in _CARRIES_UDP
    return {
        "enable_dht": section.dht and udp,
        "dht_bootstrap_nodes": ",".join(section.dht_bootstrap_nodes),
        "enable_lsd": section.lsd and direct,
        "enable_upnp": section.upnp and direct,
        "enable_natpmp": section.natpmp and direct,
        "enable_outgoing_utp": section.utp and udp,
        "enable_incoming_utp": section.utp and udp,
    }


def _limits(section: LibtorrentSection) -> Pack:
    return {
        "connections_limit": section.max_connections,
        "unchoke_slots_limit": section.max_uploads,
        "download_rate_limit": section.max_download_rate,
        "upload_rate_limit": section.max_upload_rate,
    }


def _encryption(section: LibtorrentSection) -> Pack:
    policy, level = _ENCRYPTION[section.encryption]
    return {"in_enc_policy": int(policy), "out_enc_policy": int(policy), "allowed_enc_level": int(level)}


def _proxy(section: LibtorrentSection) -> Pack:
    host, _, port = section.proxy_server.rpartition(":")
    user, _, password = section.proxy_auth.partition(":")
    return {
        "proxy_type": int(_PROXY[section.proxy_type]),
        "proxy_hostname": host.strip("[]"),
        "proxy_port": int(port or 0),
        "proxy_username": user,
        "proxy_password": password,
        "proxy_hostnames": True,
        "proxy_peer_connections": True,
        "proxy_tracker_connections": True,
    }
