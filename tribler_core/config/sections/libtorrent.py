"""[libtorrent]: how we talk to the swarm."""

import enum
import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tribler_core.config.sections.checks import LARGEST, expand_path, require, require_range
from tribler_core.domain.swarm.addresses import address_range
from tribler_core.foundation.units import BytesPerSecond, Seconds


class Encryption(enum.Enum):
    """Whether peer connections are encrypted."""

    ENABLED = "enabled"
    FORCED = "forced"
    DISABLED = "disabled"


class ProxyType(enum.IntEnum):
    """Tribler's numbers."""

    NONE = 0
    SOCKS4 = 1
    SOCKS5 = 2
    SOCKS5_PASSWORD = 3
    HTTP = 4
    HTTP_PASSWORD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LibtorrentSection:
    """How we talk to the swarm."""

    PATH: ClassVar = ("libtorrent",)

    port: int = 0
    """TCP and UDP port for peers; 0: the system chooses one at each start. Fix it to forward it in a router."""
    listen_interface: str = ""
    """IP address to listen on for peers; empty: every IPv4 and IPv6 address."""
    bind_interface: str = ""
    """Network device, like tun0, that all peer traffic must use. When the device is gone, so is the traffic, until
    it is back. Empty: as the system routes."""
    announce_ip: str = ""
    """IP address told to trackers; empty: they see for themselves."""
    announce_port: int = 0
    """Port told to trackers, when a router forwards another one to us; 0: the one we listen on."""
    utp: bool = True
    """Speak uTP (over UDP, yields to other traffic) beside TCP."""
    tcp: bool = True
    """Speak TCP; off, peers are reached by uTP alone."""
    ssl_port: int = 0
    """Port for torrents that have certificates of their own; 0: none is opened."""
    i2p_router: str = ""
    """The SAM bridge of an I2P router as host:port, for torrents of that network; empty: none."""
    dht: bool = True
    """Find peers without a tracker, through the distributed hash table."""
    dht_bootstrap_nodes: tuple[str, ...] = (
        "dht.libtorrent.org:25401",
        "router.bittorrent.com:6881",
        "dht.transmissionbt.com:6881",
    )
    """Where a DHT node that knows nobody asks first, as host:port."""
    dht_readiness_timeout: Seconds = Seconds(30.0)
    """How long a look-up of metadata waits for enough DHT nodes before it tries anyway."""
    lsd: bool = True
    """Find peers on the local network by multicast."""
    pex: bool = True
    """Exchange known peers with connected peers."""
    upnp: bool = True
    """Ask the router to forward the port, by UPnP."""
    natpmp: bool = True
    """Ask the router to forward the port, by NAT-PMP or PCP."""
    encryption: Encryption = Encryption.ENABLED
    """`forced` refuses peers that do not encrypt; `disabled` never does."""
    anonymous_mode: bool = False
    """Tell peers and trackers as little about us as possible: no name of this program, no listen port of local ones."""
    ip_filter_enabled: bool = True
    """Use ip_filter_file."""
    ip_filter_file: Path | None = None
    """List of addresses never to talk to, as eMule .dat or PeerGuardian .p2p; read again on SIGHUP. Empty: none."""
    banned_peers: tuple[str, ...] = ()
    """Addresses, networks like 10.0.0.0/8 or ranges like 10.0.0.1-10.0.0.9 of peers never to talk to."""
    proxy_type: ProxyType = ProxyType.NONE
    """0 none, 1 SOCKS4, 2 SOCKS5, 3 SOCKS5 with password, 4 HTTP, 5 HTTP with password."""
    proxy_swarm: bool = True
    """Use the proxy for peers, trackers and the DHT; off, it is for what [fetching] fetches alone."""
    proxy_server: str = ""
    """The proxy as host:port. With a proxy nothing goes around it, DNS included."""
    proxy_auth: str = ""
    """user:password, for the proxy types with a password."""
    max_connections: int = 500
    """Peer connections in all; -1: no limit but that of the system."""
    max_connections_download: int = -1
    """Peer connections of one download; -1: no limit."""
    max_uploads_download: int = -1
    """Peers that one download uploads to at one time; -1: no limit."""
    max_uploads: int = 50
    """Peers that we upload to at one time, over all downloads; -1: no limit."""
    max_download_rate: BytesPerSecond = BytesPerSecond(0)
    """Over all downloads; 0: no limit."""
    max_upload_rate: BytesPerSecond = BytesPerSecond(0)
    """Over all downloads; 0: no limit."""
    limit_utp: bool = True
    """The limits of speed hold for uTP too."""
    limit_local_peers: bool = True
    """The limits of speed hold for peers on the local network too."""
    queueing: bool = True
    """Hold downloads back by the limits of the queue below; off, they all run."""
    active_downloads: int = 3
    """Queue: how many incomplete downloads run at one time; -1: no limit. Only auto-managed ones are queued, and ones
    that transfer next to nothing are not counted."""
    active_seeds: int = 5
    """Queue: how many complete downloads run at one time; -1: no limit."""
    active_checking: int = 1
    """Queue: how many downloads are hashed at one time; -1: no limit."""
    active_limit: int = 500
    """Queue: how many downloads run at one time in all; -1: no limit."""
    active_dht_limit: int = 88
    """How many downloads announce themselves in the DHT; -1: no limit."""
    active_tracker_limit: int = 1600
    """How many downloads announce themselves to their trackers; -1: no limit."""
    active_lsd_limit: int = 60
    """How many downloads announce themselves on the local network; -1: no limit."""
    announce_to_all_tiers: bool = False
    """Announce to a tracker of every tier, not only of the first that answers."""
    announce_to_all_trackers: bool = False
    """Announce to every tracker of a tier, not only to the first that answers."""
    max_concurrent_http_announces: int = 50
    """HTTP trackers asked at one time."""
    announce_on_address_change: bool = False
    """Announce every download anew when others see us at another address."""
    performance_warnings: bool = False
    """Write libtorrent's warnings of what slows it down to the log."""
    check_after_complete: bool = False
    """Hash every download once more when it is complete."""
    ask_download_settings: bool = False
    """A command line that hands over a torrent only asks whoever watches the events; nobody there: it starts."""

    def __post_init__(self) -> None:
        for name in ("port", "announce_port", "ssl_port"):
            require_range(f"libtorrent.{name}", getattr(self, name), 0, 65535)
        for name in ("listen_interface", "announce_ip"):
            require(f"libtorrent.{name}", _is_address(getattr(self, name)), "must be an IP address, or empty")
        require_range("libtorrent.dht_readiness_timeout", self.dht_readiness_timeout, 0, 3600)
        router = self.i2p_router
        require("libtorrent.i2p_router", not router or is_host_and_port(router), f"must be host:port, not {router!r}")
        for node in self.dht_bootstrap_nodes:
            require("libtorrent.dht_bootstrap_nodes", is_host_and_port(node), f"must be host:port, not {node!r}")
        for peers in self.banned_peers:
            require(
                "libtorrent.banned_peers", _is_range(peers), f"must be addresses, networks or ranges, not {peers!r}"
            )
        expand_path(self, "libtorrent.ip_filter_file")
        self._require_limits()
        self._require_proxy()

    def _require_limits(self) -> None:
        for name in ("max_connections", "max_connections_download", "max_uploads", "max_uploads_download"):
            value = getattr(self, name)
            require(
                f"libtorrent.{name}", value == -1 or 1 <= value <= LARGEST, f"must be -1 or at least 1, not {value}"
            )
        for name in ("max_download_rate", "max_upload_rate"):
            require_range(f"libtorrent.{name}", getattr(self, name), 0, LARGEST)
        for name in ("downloads", "seeds", "checking", "limit", "dht_limit", "tracker_limit", "lsd_limit"):
            require_range(f"libtorrent.active_{name}", getattr(self, f"active_{name}"), -1, LARGEST)
        require_range("libtorrent.max_concurrent_http_announces", self.max_concurrent_http_announces, 1, LARGEST)

    def _require_proxy(self) -> None:
        server = self.proxy_server
        require("libtorrent.proxy_server", not server or is_host_and_port(server), f"must be host:port, not {server!r}")
        needed = self.proxy_type is not ProxyType.NONE
        require("libtorrent.proxy_server", bool(server) or not needed, "must name the proxy that proxy_type asks for")
        auth = self.proxy_auth
        require("libtorrent.proxy_auth", not auth or ":" in auth, "must be user:password")


def is_host_and_port(text: str) -> bool:
    """host:port, [::1]:port."""
    host, colon, port = text.rpartition(":")
    return bool(host and colon and port.isascii() and port.isdigit() and 0 < int(port) < 65536) and " " not in text


def _is_range(text: str) -> bool:
    try:
        address_range(text)
    except ValueError:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return not text
    return True
