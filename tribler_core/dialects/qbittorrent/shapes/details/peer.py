"""Peers of a torrent. Source: section 3.5 of the specification."""

from collections.abc import Sequence

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.shapes.details.file import PlacedFile
from tribler_core.dialects.qbittorrent.vocabulary.peers import CONNECTIONS, client_of_id, letters_of, meanings_of
from tribler_core.domain.swarm.peer import Peer


class PeerShape(Schema):
    """One connection."""

    ip = fields.String(required=True)
    port = fields.Integer(required=True)
    host_name = fields.String(required=True, metadata={"description": "Empty: none, not wanted, or not looked up yet."})
    client = fields.String(required=True)
    peer_id_client = fields.String(required=True, metadata={"description": "The first eight bytes of its id."})
    connection = fields.String(required=True, metadata={"enum": ["BT", "μTP", "Web"]})
    flags = fields.String(required=True, metadata={"description": "Letters with blanks between them."})
    flags_desc = fields.String(required=True, metadata={"description": "A line for each letter."})
    progress = fields.Float(required=True, metadata={"description": "0 to 1."})
    dl_speed = fields.Integer(required=True, metadata={"description": "Bytes/s."})
    up_speed = fields.Integer(required=True, metadata={"description": "Bytes/s."})
    downloaded = fields.Integer(required=True)
    uploaded = fields.Integer(required=True)
    relevance = fields.Float(required=True, metadata={"description": "Share of what we miss that it has; 0 to 1."})
    contribution = fields.Float(required=True)
    files = fields.String(required=True, metadata={"description": "Of the piece that it sends, one a line."})
    country_code = fields.String(required=True, allow_none=True, metadata={"description": "null: not looked up."})
    country = fields.String(required=True, allow_none=True, metadata={"description": "null: not looked up."})


def peer_key(peer: Peer) -> str:
    """What a peer goes by."""
    return f"[{peer.ip}]:{peer.port}" if ":" in peer.ip else f"{peer.ip}:{peer.port}"


def present_peer(peer: Peer, *, size: int, files: Sequence[PlacedFile] = ()) -> dict[str, object]:
    """`size` of the torrent in bytes; `files` of it, to name those that the peer is sending us."""
    letters = letters_of(peer)
    has = peer.progress * size
    return {
        "ip": peer.ip,
        "port": peer.port,
        "host_name": "",
        "client": " ".join("".join(filter(str.isprintable, peer.client)).split()),
        "peer_id_client": client_of_id(peer.peer_id),
        "connection": CONNECTIONS[peer.connection],
        "flags": letters,
        "flags_desc": meanings_of(letters),
        "progress": float(peer.progress),
        "dl_speed": peer.download_rate,
        "up_speed": peer.upload_rate,
        "downloaded": peer.downloaded,
        "uploaded": peer.uploaded,
        "relevance": peer.relevance,
        "contribution": peer.uploaded / (has or size or peer.uploaded) if peer.uploaded else 0.0,
        "files": "\n".join(_names(files, peer.fetching)),
        "country_code": None,
        "country": None,
    }


def _names(files: Sequence[PlacedFile], piece: int | None) -> list[str]:
    if piece is None:
        return []
    return [file.kept.file.path for file in files if file.pieces[0] <= piece <= file.pieces[1] and file.kept.file.size]
