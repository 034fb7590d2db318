"""A torrent in a list, with what is only told on request."""

from marshmallow import fields

from tribler_core.dialects.qbittorrent.shapes.details.file import FileShape
from tribler_core.dialects.qbittorrent.shapes.torrent import TorrentShape
from tribler_core.dialects.qbittorrent.shapes.tracker import TrackerShape

_ON_REQUEST = {
    "trackers": fields.List(fields.Nested(TrackerShape), metadata={"description": "With `includeTrackers`."}),
    "files": fields.List(
        fields.Nested(FileShape), metadata={"description": "With `includeFiles`, once they are known."}
    ),
}

ListedTorrentShape = TorrentShape.from_dict(dict(_ON_REQUEST), name="QBittorrentListedTorrent")
ListedTorrentShape.__doc__ = "One torrent of a list."
