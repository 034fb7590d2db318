"""Peers of a download, in the words of the documentation."""

from marshmallow import Schema, fields

from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.swarm.peer import Peer, PeerConnection, PeerFlag

_CONNECTION_TYPES = {
    PeerConnection.TCP: 0,
    PeerConnection.WEB_SEED: 1,
    PeerConnection.HTTP_SEED: 2,
    PeerConnection.UTP: 3,
}


class PeerShape(Schema):
    """One connection."""

    id = fields.String(required=True, metadata={"description": "Peer id, hex."})
    extended_version = fields.String(required=True, metadata={"description": "Name of its client."})
    ip = fields.String(required=True)
    port = fields.Integer(required=True)
    direction = fields.String(required=True, metadata={"description": "`L`: we connected; `R`: they connected."})
    optimistic = fields.Boolean(required=True, metadata={"description": "An optimistic unchoke."})
    uinterested = fields.Boolean(required=True, metadata={"description": "The peer is interested in us."})
    uchoked = fields.Boolean(required=True, metadata={"description": "We choke the peer."})
    uhasqueries = fields.Boolean(required=True, metadata={"description": "The peer has requests queued."})
    uflushed = fields.Boolean(required=True, metadata={"description": "The send buffer is empty."})
    dinterested = fields.Boolean(required=True, metadata={"description": "We are interested in the peer."})
    dchoked = fields.Boolean(required=True, metadata={"description": "The peer chokes us."})
    snubbed = fields.Boolean(required=True, metadata={"description": "The peer stopped delivering."})
    uprate = fields.Integer(required=True, metadata={"description": "Bytes/s to the peer."})
    downrate = fields.Integer(required=True, metadata={"description": "Bytes/s from the peer."})
    utotal = fields.Integer(required=True, metadata={"description": "Bytes sent."})
    dtotal = fields.Integer(required=True, metadata={"description": "Bytes received."})
    completed = fields.Float(required=True, metadata={"description": "The peer's progress, 0 to 1."})
    speed = fields.Integer(required=True, metadata={"description": "The peer's estimated download rate, bytes/s."})
    connection_type = fields.Integer(
        required=True, metadata={"description": "0: TCP, 1: web seed, 2: HTTP seed, 3: uTP."}
    )
    seed = fields.Boolean(required=True)
    upload_only = fields.Boolean(required=True)
    from_dht = fields.Boolean(required=True)
    from_pex = fields.Boolean(required=True)
    from_lsd = fields.Boolean(required=True)


class LegacyPeerShape(PeerShape):
    """One connection, with the socket states that 7.2 showed and nobody fills any more."""

    wstate = fields.String(required=True, metadata={"description": "Always empty."})
    rstate = fields.String(required=True, metadata={"description": "Always empty."})


def present_peer(peer: Peer, face: Face) -> dict[str, object]:
    flags = peer.flags
    shown: dict[str, object] = {
        "id": peer.peer_id.hex(),
        "extended_version": peer.client,
        "ip": peer.ip,
        "port": peer.port,
        "direction": "L" if PeerFlag.OUTGOING in flags else "R",
        "optimistic": PeerFlag.OPTIMISTIC_UNCHOKE in flags,
        "uinterested": PeerFlag.REMOTE_INTERESTED in flags,
        "uchoked": PeerFlag.CHOKED in flags,
        "uhasqueries": peer.queued_uploads > 0,
        "uflushed": peer.send_buffer == 0,
        "dinterested": PeerFlag.INTERESTING in flags,
        "dchoked": PeerFlag.REMOTE_CHOKED in flags,
        "snubbed": PeerFlag.SNUBBED in flags,
        "uprate": peer.upload_rate,
        "downrate": peer.download_rate,
        "utotal": peer.uploaded,
        "dtotal": peer.downloaded,
        "completed": peer.progress,
        "speed": peer.remote_download_rate,
        "connection_type": _CONNECTION_TYPES[peer.connection],
        "seed": PeerFlag.SEED in flags,
        "upload_only": PeerFlag.UPLOAD_ONLY in flags,
        "from_dht": PeerFlag.FROM_DHT in flags,
        "from_pex": PeerFlag.FROM_PEX in flags,
        "from_lsd": PeerFlag.FROM_LSD in flags,
    }
    return {**shown, "wstate": "", "rstate": ""} if face is Face.LEGACY else shown
