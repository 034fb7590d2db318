"""Files of items, of what is cached, and of what was looked up."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from tribler_core.dialects.torbox.vocabulary import mimetype_of
from tribler_core.domain.library.item import FileDigest
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.library.files import ItemFile


class FileShape(Schema):
    """A file of an item."""

    id = fields.Integer(required=True, metadata={"description": "Its position among the files, from 0."})
    name = fields.String(required=True, metadata={"description": "Path, with at least one folder."})
    short_name = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})
    mimetype = fields.String(required=True)
    md5 = fields.String(required=True, metadata={"description": "Empty until it is computed."})
    s3_path = fields.String(required=True)
    hash = fields.String(required=True, metadata={"description": "Infohash of the torrent."})
    absolute_path = fields.String(required=True, metadata={"description": "Not a path of the host."})
    zipped = fields.Boolean(required=True)
    infected = fields.Boolean(required=True)
    opensubtitles_hash = fields.String(required=True, metadata={"description": "Empty until it is computed."})


class CachedFileShape(Schema):
    """A file of a torrent that is here."""

    name = fields.String(required=True)
    size = fields.Integer(required=True)
    id = fields.Integer(required=True)
    short_name = fields.String(required=True)
    mimetype = fields.String(required=True)
    opensubtitles_hash = fields.String(required=True)


class PlainFileShape(Schema):
    """A file of a torrent that was looked up."""

    name = fields.String(required=True)
    size = fields.Integer(required=True)


def present_file(file: ItemFile, infohash: InfoHash, digests: Mapping[int, FileDigest]) -> dict[str, Any]:
    """As FileShape."""
    digest = digests.get(file.index)
    return {
        "id": file.number,
        "name": file.name,
        "short_name": file.short_name,
        "size": file.size,
        "mimetype": mimetype_of(file.name),
        "md5": digest.md5 if digest else "",
        "s3_path": f"{infohash}/{file.name}",
        "hash": infohash,
        "absolute_path": f"/{file.name}",
        "zipped": False,
        "infected": False,
        "opensubtitles_hash": digest.opensubtitles if digest else "",
    }


def present_cached_file(file: ItemFile, digests: Mapping[int, FileDigest]) -> dict[str, Any]:
    """As CachedFileShape."""
    digest = digests.get(file.index)
    return {
        "name": file.name,
        "size": file.size,
        "id": file.number,
        "short_name": file.short_name,
        "mimetype": mimetype_of(file.name),
        "opensubtitles_hash": digest.opensubtitles if digest else "",
    }


def present_plain_file(file: ItemFile) -> dict[str, Any]:
    """As PlainFileShape."""
    return {"name": file.name, "size": file.size}
