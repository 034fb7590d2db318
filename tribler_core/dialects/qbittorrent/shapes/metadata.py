"""What is known of a torrent that nobody added. Source: section 2.7 of the specification."""

from typing import Any

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.naming.identities import canonical
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.domain.torrent.metainfo import Metainfo


class MetadataShape(Schema):
    """A torrent; all but the ids is left out while it is not known."""

    infohash_v1 = fields.String(required=True)
    infohash_v2 = fields.String(required=True)
    hash = fields.String(required=True)
    info = fields.Dict(metadata={"description": "`files`, `length`, `name`, `piece_length`, `pieces_num`, `private`."})
    trackers = fields.List(fields.Dict(), metadata={"description": "`url` and `tier`."})
    webseeds = fields.List(fields.String())
    created_by = fields.String()
    creation_date = fields.Integer(metadata={"description": "Unix seconds; -1: unknown."})
    comment = fields.String()


def present_ids(infohashes: InfoHashes) -> dict[str, Any]:
    """As MetadataShape, of what a magnet says."""
    return {
        "infohash_v1": infohashes.v1 or "",
        "infohash_v2": infohashes.v2 or "",
        "hash": canonical(infohashes),
    }


def present_metadata(metainfo: Metainfo) -> dict[str, Any]:
    """As MetadataShape."""
    return {
        **present_ids(metainfo.infohashes),
        "info": {
            "files": [{"path": file.path, "length": file.size} for file in metainfo.files],
            "length": metainfo.size,
            "name": metainfo.name,
            "piece_length": metainfo.piece_length,
            "pieces_num": metainfo.piece_count,
            "private": metainfo.private,
        },
        "trackers": [{"url": url, "tier": tier} for tier, urls in enumerate(metainfo.trackers) for url in urls],
        "webseeds": metainfo.web_seeds,
        "created_by": metainfo.creator,
        "creation_date": -1 if metainfo.created is None else metainfo.created,
        "comment": metainfo.comment,
    }
