"""The settings of a hidden session: made by one function, and refused by another when they would leak."""

from typing import Any

import libtorrent as lt

from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.engine.sessions.packs import Pack

HERE = "127.0.0.1"
NOWHERE = 9
"""A port of this machine where nobody listens but root: what a session is given while there is no network."""

_ANYBODY = lt.default_settings()
"""What whoever uses libtorrent says of themselves."""

HIDING: Pack = {
    "proxy_type": int(lt.proxy_type_t.socks5),
    "proxy_hostname": HERE,
    "proxy_username": "",
    "proxy_password": "",
    "proxy_hostnames": True,
    "proxy_peer_connections": True,
    "proxy_tracker_connections": True,
    "enable_outgoing_tcp": False,
    "enable_incoming_tcp": False,
    "enable_outgoing_utp": True,
    "enable_incoming_utp": True,
    "anonymous_mode": True,
    "listen_interfaces": f"{HERE}:0",
    "outgoing_interfaces": "",
    "outgoing_port": 0,
    "num_outgoing_ports": 0,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "announce_ip": "",
    "announce_port": 0,
    "i2p_hostname": "",
    "i2p_port": 0,
    "allow_i2p_mixed": False,
    "webtorrent_stun_server": "",
    "ssl_listen": 0,
    "peer_fingerprint": _ANYBODY["peer_fingerprint"],
    "user_agent": _ANYBODY["user_agent"],
    "handshake_client_version": "",
    "allow_multiple_connections_per_ip": True,
    "min_reconnect_time": 2,
    "max_failcount": 50,
    "peer_timeout": 20,
}
"""What every hidden session is told. All of it stands against a packet that goes around the circuits, or against a
word in one that tells who we are; but for the last four, which find peers again soon after a circuit was lost.
`force_proxy` is not in it: libtorrent 2.1 does not know it any more. `outgoing_interfaces` must be empty, or uTP
through a proxy fails."""

_FREE = ("allow_multiple_connections_per_ip", "min_reconnect_time", "max_failcount", "peer_timeout")
"""Keys of HIDING that hide nothing."""


def hidden_pack(pack: Pack, socks_port: int, dht_nodes: tuple[str, ...] = ()) -> Pack:
    """The settings of a hidden session, from those of a plain one.

    `dht_nodes` are asked first, as address:port. The DHT is used only where the plain settings have nodes of their
    own to start from: then the operator wants it.
    """
    dht = bool(pack["enable_dht"]) and bool(dht_nodes)
    return {
        **pack,
        **HIDING,
        "proxy_port": socks_port,
        "enable_dht": dht,
        "dht_bootstrap_nodes": ",".join(dht_nodes) if dht else "",
    }


def without_way(pack: Pack) -> Pack:
    """The settings of a hidden session while there is no network: every packet ends on this machine."""
    return hidden_pack(pack, NOWHERE)


def refuse_leaks(pack: Pack) -> Pack:
    """The same settings. Raises: AnonymityUnavailable when a session with them could be seen outside of circuits."""
    wrong = [name for name, value in HIDING.items() if name not in _FREE and not _same(pack.get(name), value)]
    if not 0 < pack.get("proxy_port", 0) <= 65535:
        wrong.append("proxy_port")
    nodes = str(pack.get("dht_bootstrap_nodes", "?"))
    if not all(_is_numeric(node) for node in nodes.split(",") if node):
        wrong.append("dht_bootstrap_nodes")
    if wrong:
        raise AnonymityUnavailable(f"a hidden session must not have these settings: {', '.join(wrong)}")
    return pack


def _same(value: Any, wanted: Any) -> bool:
    return type(value) is type(wanted) and value == wanted


def _is_numeric(node: str) -> bool:
    """Names would be looked up in the open."""
    host = node.rpartition(":")[0]
    return bool(host) and all(part.isascii() and part.isdigit() for part in host.split("."))
