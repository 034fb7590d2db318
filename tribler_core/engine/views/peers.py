"""libtorrent's peers in our words."""

from collections.abc import Iterable

import libtorrent as lt

from tribler_core.domain.swarm.peer import Peer, PeerConnection, PeerFlag
from tribler_core.foundation.units import Bytes, BytesPerSecond

_CONNECTIONS = {
    int(lt.peer_info.web_seed): PeerConnection.WEB_SEED,
    int(lt.peer_info.http_seed): PeerConnection.HTTP_SEED,
}
_UTP = 0x20000
"""A peer flag that the Python binding has no name for."""

_FLAGS: tuple[tuple[int, PeerFlag], ...] = (
    (lt.peer_info.local_connection, PeerFlag.OUTGOING),
    (lt.peer_info.optimistic_unchoke, PeerFlag.OPTIMISTIC_UNCHOKE),
    (lt.peer_info.interesting, PeerFlag.INTERESTING),
    (lt.peer_info.choked, PeerFlag.CHOKED),
    (lt.peer_info.remote_interested, PeerFlag.REMOTE_INTERESTED),
    (lt.peer_info.remote_choked, PeerFlag.REMOTE_CHOKED),
    (lt.peer_info.snubbed, PeerFlag.SNUBBED),
    (lt.peer_info.seed, PeerFlag.SEED),
    (lt.peer_info.upload_only, PeerFlag.UPLOAD_ONLY),
    (lt.peer_info.handshake, PeerFlag.HANDSHAKING),
    (lt.peer_info.connecting, PeerFlag.CONNECTING),
    (lt.peer_info.rc4_encrypted, PeerFlag.ENCRYPTED),
    (lt.peer_info.plaintext_encrypted, PeerFlag.PLAINTEXT_ENCRYPTED),
    (lt.peer_info.holepunched, PeerFlag.HOLEPUNCHED),
)
_SOURCES: tuple[tuple[int, PeerFlag], ...] = (
    (lt.peer_info.tracker, PeerFlag.FROM_TRACKER),
    (lt.peer_info.dht, PeerFlag.FROM_DHT),
    (lt.peer_info.pex, PeerFlag.FROM_PEX),
    (lt.peer_info.lsd, PeerFlag.FROM_LSD),
    (lt.peer_info.resume_data, PeerFlag.FROM_RESUME_DATA),
)
_INCOMING = 0x20
"""A peer source that the Python binding has no name for."""


def peer_of(info: lt.peer_info, missing: int = 0) -> Peer:
    """Copy what is known of one connection. `missing`: as `mask_of` the pieces that are not here."""
    host, port = info.ip
    flags, source = int(info.flags), int(info.source)
    return Peer(
        ip=host,
        port=port,
        peer_id=info.pid.to_bytes(),
        client=info.client.decode("utf-8", "replace"),
        connection=_connection(int(info.connection_type), flags),
        flags=_named(flags, source),
        upload_rate=BytesPerSecond(info.payload_up_speed),
        download_rate=BytesPerSecond(info.payload_down_speed),
        uploaded=Bytes(info.total_upload),
        downloaded=Bytes(info.total_download),
        progress=info.progress,
        relevance=(mask_of(info.pieces) & missing).bit_count() / missing.bit_count() if missing else 0.0,
        fetching=info.downloading_piece_index if info.downloading_piece_index >= 0 else None,
        remote_download_rate=BytesPerSecond(info.remote_dl_rate),
        queued_uploads=info.upload_queue_length,
        send_buffer=Bytes(info.used_send_buffer),
        wire_upload_rate=BytesPerSecond(info.up_speed),
        wire_download_rate=BytesPerSecond(info.down_speed),
        rtt=info.rtt,
        hash_failures=info.num_hashfails,
    )


def mask_of(pieces: Iterable[bool]) -> int:
    """A number with a bit for each piece that is true, so that two lists are compared at once."""
    return int.from_bytes(bytes(pieces), "little")


def _connection(kind: int, flags: int) -> PeerConnection:
    return _CONNECTIONS.get(kind, PeerConnection.UTP if flags & _UTP else PeerConnection.TCP)


def _named(flags: int, source: int) -> PeerFlag:
    named = PeerFlag(0)
    for bit, flag in _FLAGS:
        if flags & bit:
            named |= flag
    for bit, flag in _SOURCES:
        if source & bit:
            named |= flag
    return named | PeerFlag.FROM_INCOMING if source & _INCOMING else named
