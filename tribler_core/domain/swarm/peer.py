"""Peers of a download at one moment."""

import enum

from tribler_core.foundation.units import Bytes, BytesPerSecond
from tribler_core.foundation.value import value


class PeerConnection(enum.Enum):
    """How we are connected."""

    TCP = "tcp"
    UTP = "utp"
    WEB_SEED = "web seed"
    HTTP_SEED = "http seed"


class PeerFlag(enum.Flag):
    """What libtorrent says of a connection. Source: libtorrent peer_info flags and sources."""

    OUTGOING = enum.auto()
    OPTIMISTIC_UNCHOKE = enum.auto()
    INTERESTING = enum.auto()
    """We are interested in the peer."""
    CHOKED = enum.auto()
    """We choke the peer."""
    REMOTE_INTERESTED = enum.auto()
    REMOTE_CHOKED = enum.auto()
    """The peer chokes us."""
    SNUBBED = enum.auto()
    SEED = enum.auto()
    UPLOAD_ONLY = enum.auto()
    HANDSHAKING = enum.auto()
    CONNECTING = enum.auto()
    ENCRYPTED = enum.auto()
    PLAINTEXT_ENCRYPTED = enum.auto()
    HOLEPUNCHED = enum.auto()
    FROM_TRACKER = enum.auto()
    FROM_DHT = enum.auto()
    FROM_PEX = enum.auto()
    FROM_LSD = enum.auto()
    FROM_RESUME_DATA = enum.auto()
    FROM_INCOMING = enum.auto()


@value(frozen=True, slots=True, kw_only=True)
class Peer:
    """One connection of one download."""

    ip: str
    port: int
    peer_id: bytes
    """20 bytes; zeros before the handshake."""
    client: str
    connection: PeerConnection
    flags: PeerFlag
    upload_rate: BytesPerSecond
    download_rate: BytesPerSecond
    uploaded: Bytes
    downloaded: Bytes
    progress: float
    """Of the peer, 0 to 1."""
    relevance: float = 0.0
    """The share of what we miss that it has, 0 to 1; 0: we miss nothing."""
    fetching: int | None = None
    """The piece that it is sending us."""
    remote_download_rate: BytesPerSecond
    """An estimate of how fast the peer downloads from everybody."""
    queued_uploads: int
    """Requests of the peer that we have not answered."""
    send_buffer: Bytes
    """0: flushed."""
    wire_upload_rate: BytesPerSecond = BytesPerSecond(0)
    """With everything that is no payload."""
    wire_download_rate: BytesPerSecond = BytesPerSecond(0)
    rtt: int = 0
    """Milliseconds."""
    hash_failures: int = 0
    """Pieces that it had a part in and that were wrong."""
