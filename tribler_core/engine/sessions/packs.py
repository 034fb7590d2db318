"""From the `[libtorrent]` section to libtorrent's settings."""

import dataclasses
from typing import Any

import libtorrent as lt

from tribler_core import __version__
from tribler_core.config.sections.libtorrent import Encryption, LibtorrentSection, ProxyType
from tribler_core.config.sections.tuning import TuningSection

Pack = dict[str, Any]
UNTUNED = TuningSection()

QUEUED_ALERTS = 1_000_000
"""Enough for a hundred thousand torrents that start at once, four alerts each; memory is used only when needed."""

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
_QUEUE = ("active_downloads", "active_seeds", "active_limit")
_SAME_NAME = (
    "active_checking",
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


def settings_pack(section: LibtorrentSection, tuning: TuningSection = UNTUNED) -> Pack:
    """Everything that a plain session is told; each setting takes effect at once when applied to a running one."""
    return {
        **{field.name: getattr(tuning, field.name) for field in dataclasses.fields(tuning)},
        "alert_queue_size": QUEUED_ALERTS,
        "user_agent": f"triblerd/{__version__}",
        "peer_fingerprint": _fingerprint(__version__),
        "webtorrent_stun_server": "",
        "min_reconnect_time": 10,
        **{name: getattr(section, name) for name in _SAME_NAME},
        **_listening(section),
        **_discovery(section),
        **_limits(section),
        **_encryption(section),
        **_proxy(section),
        **_i2p(section),
    }


def _fingerprint(version: str) -> str:
    """How our peer id begins, so that others know what they talk to."""
    major, minor, revision = (int(part) for part in version.split("."))
    return lt.generate_fingerprint("TD", major, minor, revision, 0)


SILENT: Pack = {
    "enable_dht": False,
    "dht_bootstrap_nodes": "",
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
}
"""Of a session that must not even look up a name."""


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
    sockets = [f"{place}:{port}" for place in places]
    if section.ssl_port:
        sockets += [f"{place}:{section.ssl_port}s" for place in places]
    return {
        "listen_interfaces": ",".join(sockets),
        "outgoing_interfaces": device,
        "listen_system_port_fallback": port == 0,
    }


def _discovery(section: LibtorrentSection) -> Pack:
    proxy = _swarm_proxy(section)
    direct, udp = proxy is ProxyType.NONE, proxy in _CARRIES_UDP
    return {
        "enable_dht": section.dht and udp,
        "dht_bootstrap_nodes": ",".join(section.dht_bootstrap_nodes),
        "enable_lsd": section.lsd and direct,
        "enable_upnp": section.upnp and direct,
        "enable_natpmp": section.natpmp and direct,
        "enable_outgoing_utp": section.utp and udp,
        "enable_incoming_utp": section.utp and udp,
        "enable_outgoing_tcp": section.tcp,
        "enable_incoming_tcp": section.tcp,
    }


def _limits(section: LibtorrentSection) -> Pack:
    return {
        **{name: getattr(section, name) if section.queueing else -1 for name in _QUEUE},
        "connections_limit": section.max_connections,
        "unchoke_slots_limit": section.max_uploads,
        "download_rate_limit": section.max_download_rate,
        "upload_rate_limit": section.max_upload_rate,
    }


def _encryption(section: LibtorrentSection) -> Pack:
    policy, level = _ENCRYPTION[section.encryption]
    return {"in_enc_policy": int(policy), "out_enc_policy": int(policy), "allowed_enc_level": int(level)}


def _swarm_proxy(section: LibtorrentSection) -> ProxyType:
    return section.proxy_type if section.proxy_swarm else ProxyType.NONE


def _proxy(section: LibtorrentSection) -> Pack:
    host, port = _host_and_port(section.proxy_server)
    user, _, password = section.proxy_auth.partition(":")
    return {
        "proxy_type": int(_PROXY[_swarm_proxy(section)]),
        "proxy_hostname": host,
        "proxy_port": port,
        "proxy_username": user,
        "proxy_password": password,
        "proxy_tracker_connections": True,
    }


def _i2p(section: LibtorrentSection) -> Pack:
    host, port = _host_and_port(section.i2p_router)
    return {"i2p_hostname": host, "i2p_port": port}


def _host_and_port(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port or 0)
