"""A peer of a torrent."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tribler_core.dialects.resttorrent.shapes.columns import Column, number, shape_of, text, texts, truth, whole
from tribler_core.dialects.resttorrent.vocabulary import CONNECTION_TYPES, PEER_FLAGS, PEER_SOURCES, named
from tribler_core.domain.swarm.peer import Peer, PeerConnection, PeerFlag


@dataclass(frozen=True, slots=True)
class Seen:
    """A peer, and which pieces it has."""

    peer: Peer
    pieces: Sequence[bool] = ()


PEER: tuple[Column[Seen], ...] = (
    Column("ip", text, "", lambda seen: seen.peer.ip),
    Column("port", whole, "", lambda seen: seen.peer.port),
    Column("client", text, "The name of its program.", lambda seen: seen.peer.client),
    Column("pid", text, "Its id, in hexadecimal.", lambda seen: seen.peer.peer_id.hex()),
    Column("progress", number, "0 to 1.", lambda seen: seen.peer.progress),
    Column("download_rate", whole, "Bytes/s that we receive.", lambda seen: seen.peer.wire_download_rate),
    Column("upload_rate", whole, "Bytes/s that we send.", lambda seen: seen.peer.wire_upload_rate),
    Column("payload_download_rate", whole, "Of it, payload.", lambda seen: seen.peer.download_rate),
    Column("payload_upload_rate", whole, "Of it, payload.", lambda seen: seen.peer.upload_rate),
    Column("total_download", whole, "Bytes.", lambda seen: seen.peer.downloaded),
    Column("total_upload", whole, "Bytes.", lambda seen: seen.peer.uploaded),
    Column("seed", truth, "", lambda seen: PeerFlag.SEED in seen.peer.flags),
    Column(
        "connection_type",
        text,
        "`bittorrent`, `web_seed` or `http_seed`.",
        lambda seen: CONNECTION_TYPES[seen.peer.connection],
    ),
    Column("source", texts, "How we know of it.", lambda seen: named(seen.peer.flags, PEER_SOURCES)),
    Column("flags", texts, "libtorrent's words.", lambda seen: _flags(seen.peer)),
    Column("rtt", whole, "Milliseconds.", lambda seen: seen.peer.rtt),
    Column("queue_bytes", whole, "Waiting to be sent.", lambda seen: seen.peer.send_buffer),
    Column("num_hashfails", whole, "Pieces of it that were wrong.", lambda seen: seen.peer.hash_failures),
    Column(
        "pieces",
        text,
        "With `include_pieces`: base64 of a bit for each piece, the first one highest.",
        lambda seen: bit_field(seen.pieces),
        usual=False,
    ),
)
PeerShape = shape_of("PeerShape", "A connection to another program.", PEER)


def bit_field(pieces: Iterable[bool]) -> str:
    """Base64 of a bit for each piece, as BitTorrent orders them. Source: BEP 3."""
    bits = "".join("1" if piece else "0" for piece in pieces)
    size = (len(bits) + 7) // 8
    return base64.b64encode(int(bits.ljust(size * 8, "0") or "0", 2).to_bytes(size, "big")).decode()


def _flags(peer: Peer) -> list[str]:
    utp = ["utp"] if peer.connection is PeerConnection.UTP else []
    return named(peer.flags, PEER_FLAGS) + utp
