"""[libtorrent] [[tuning]]: settings of libtorrent that most people leave as they are, under libtorrent's own names."""

import dataclasses
from dataclasses import dataclass
from typing import ClassVar

from tribler_core.config.sections.checks import LARGEST, require_range
from tribler_core.foundation.units import Bytes, BytesPerSecond

_KIB, _MIB = 1024, 1024 * 1024
_RANGES = {
    "aio_threads": (1, 1024),
    "hashing_threads": (1, 1024),
    "checking_mem_usage": (1, 1024 * 64),
    "disk_io_read_mode": (0, 3),
    "disk_io_write_mode": (0, 3),
    "suggest_mode": (0, 1),
    "outgoing_port": (0, 65535),
    "num_outgoing_ports": (0, 65535),
    "peer_dscp": (0, 255),
    "mixed_mode_algorithm": (0, 1),
    "choking_algorithm": (0, 2),
    "seed_choking_algorithm": (0, 2),
    "peer_turnover": (0, 100),
    "peer_turnover_cutoff": (0, 100),
    "peer_turnover_interval": (30, 3600),
    "i2p_inbound_quantity": (1, 16),
    "i2p_outbound_quantity": (1, 16),
    "i2p_inbound_length": (0, 7),
    "i2p_outbound_length": (0, 7),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningSection:
    """Settings of libtorrent that most people leave as they are, under its own names. Defaults that are not
    libtorrent's were measured on loopback, see bench/README.md."""

    PATH: ClassVar = ("libtorrent", "tuning")

    aio_threads: int = 4
    """Threads for the disk."""
    hashing_threads: int = 2
    """Threads for hashing."""
    file_pool_size: int = 512
    """Files open at one time."""
    checking_mem_usage: int = 1024
    """Memory for checking, in blocks of 16 KiB."""
    max_queued_disk_bytes: Bytes = Bytes(64 * _MIB)
    """What may wait to be written; beyond it peers are not read from."""
    disk_io_read_mode: int = 0
    """0: reads go through the system's cache; 2: around it."""
    disk_io_write_mode: int = 0
    """0: writes go through the system's cache; 2: around it; 3: through it, and at once to the disk."""
    piece_extent_affinity: bool = False
    """Prefer pieces beside those that are there."""
    suggest_mode: int = 0
    """1: suggest to peers the pieces that were just read."""
    send_buffer_low_watermark: Bytes = Bytes(128 * _KIB)
    """The least send buffer of a peer."""
    send_buffer_watermark: Bytes = Bytes(4 * _MIB)
    """The largest send buffer of a peer."""
    send_buffer_watermark_factor: int = 150
    """Send buffer, in percent of what a peer takes in a second."""
    connection_speed: int = 100
    """Connection attempts a second."""
    seeding_outgoing_connections: bool = True
    """Connect to peers although everything is there."""
    send_socket_buffer_size: Bytes = Bytes(0)
    """0: the system's."""
    recv_socket_buffer_size: Bytes = Bytes(0)
    """0: the system's."""
    listen_queue_size: int = 256
    """Incoming connections that may wait."""
    outgoing_port: int = 0
    """The first port of those that connections are made from; 0: any."""
    num_outgoing_ports: int = 0
    """How many ports from outgoing_port on."""
    upnp_lease_duration: int = 3600
    """Seconds a port is asked for by UPnP; 0: for ever."""
    peer_dscp: int = 1
    """The DSCP field of packets to peers."""
    mixed_mode_algorithm: int = 1
    """0: TCP goes before uTP; 1: each by its number of peers."""
    resolver_cache_timeout: int = 1200
    """Seconds that a looked-up name is kept."""
    allow_idna: bool = False
    """Names of trackers may have letters beyond ASCII, in punycode."""
    allow_multiple_connections_per_ip: bool = True
    """Several peers behind one address."""
    allow_multiple_connections_per_pid: bool = False
    """Several connections of one peer id."""
    validate_https_trackers: bool = True
    """Check the certificates of trackers."""
    ssrf_mitigation: bool = True
    """Trackers and web seeds must not lead into our own network."""
    no_connect_privileged_ports: bool = False
    """Connect to no peer below port 1024."""
    apply_ip_filter_to_trackers: bool = True
    """The IP filter holds for trackers too."""
    choking_algorithm: int = 0
    """How many peers are uploaded to: 0 as max_uploads says, 2 by the rate."""
    seed_choking_algorithm: int = 0
    """Whom a seed uploads to: 0 in turn, 1 the fastest, 2 those that are just beginning or nearly done."""
    peer_turnover: int = 4
    """Percent of the peers that make room for others."""
    peer_turnover_cutoff: int = 90
    """Percent of the connections in use, from which on peers make room."""
    peer_turnover_interval: int = 300
    """Seconds."""
    max_out_request_queue: int = 2000
    """Requests to one peer that may be open."""
    max_allowed_in_request_queue: int = 4000
    """Requests of one peer that may be open."""
    stop_tracker_timeout: int = 2
    """Seconds that trackers have to hear that we stop; 0: they are not told."""
    rate_limit_ip_overhead: bool = True
    """Limits count the overhead of TCP/IP."""
    dont_count_slow_torrents: bool = True
    """The queue does not count downloads that transfer next to nothing."""
    inactive_down_rate: BytesPerSecond = BytesPerSecond(2048)
    """Below it a download is slow."""
    inactive_up_rate: BytesPerSecond = BytesPerSecond(2048)
    """Below it a seed is slow."""
    auto_manage_startup: int = 60
    """Seconds before a download that was started can be slow."""
    proxy_hostnames: bool = True
    """The proxy looks up names."""
    proxy_peer_connections: bool = True
    """The proxy carries connections to peers; off, peers see our address."""
    allow_i2p_mixed: bool = False
    """Torrents of I2P may have peers outside of it."""
    i2p_inbound_quantity: int = 3
    """Tunnels of I2P to us."""
    i2p_outbound_quantity: int = 3
    """Tunnels of I2P from us."""
    i2p_inbound_length: int = 3
    """Hops of a tunnel to us."""
    i2p_outbound_length: int = 3
    """Hops of a tunnel from us."""

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, bool):
                lowest, highest = _RANGES.get(field.name, (0, LARGEST))
                require_range(f"libtorrent.tuning.{field.name}", value, lowest, highest)
