"""Answers to polls: members without anything in them are left out."""

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.shapes.details.peer import PeerShape
from tribler_core.dialects.qbittorrent.shapes.server_state import ServerStateShape
from tribler_core.dialects.qbittorrent.shapes.torrent import TorrentShape


class PollShape(Schema):
    """What every poll answers."""

    rid = fields.Integer(required=True, metadata={"description": "To be sent with the next poll."})
    full_update = fields.Boolean(metadata={"description": "What the client has is void; only there when true."})


class MainDataShape(PollShape):
    """Objects hold the keys that changed, or all of a new one."""

    torrents = fields.Dict(keys=fields.String(), values=fields.Nested(TorrentShape))
    torrents_removed = fields.List(fields.String())
    categories = fields.Raw(metadata={"description": "By name; in profile 2.0 an array of names."})
    categories_removed = fields.List(fields.String())
    tags = fields.List(fields.String())
    tags_removed = fields.List(fields.String())
    trackers = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    trackers_removed = fields.List(fields.String())
    server_state = fields.Nested(ServerStateShape)
    queueing = fields.Boolean(metadata={"description": "Profile 2.0."})


class TorrentPeersShape(PollShape):
    """Peers by address and port."""

    show_flags = fields.Boolean(metadata={"description": "Countries are looked up."})
    peers = fields.Dict(keys=fields.String(), values=fields.Nested(PeerShape))
    peers_removed = fields.List(fields.String())
