"""What a torrent says of itself, in the forms of every generation."""

from marshmallow import Schema, fields

from tribler_core.dialects.tribler.shapes.file import TorrentFileShape, present_torrent_file
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.web.json import dumps


class TorrentInfoShape(Schema):
    """A torrent before it is downloaded."""

    infohash = fields.String(metadata={"description": "Not for a skipped magnet."})
    name = fields.String()
    description = fields.String(metadata={"description": "The torrent's comment."})
    files = fields.List(fields.Nested(TorrentFileShape))
    download_exists = fields.Boolean(required=True)
    valid_certificate = fields.Boolean(
        required=True, metadata={"description": "False: fetched over TLS that could not be verified."}
    )
    metainfo = fields.String(
        metadata={"description": "Hex of the JSON text of the torrent, without its pieces; empty: a skipped magnet."}
    )


def present_torrent_info(
    metainfo: Metainfo, *, exists: bool, valid_certificate: bool = True, with_metainfo: bool = False
) -> dict[str, object]:
    several = has_folder(metainfo)
    shown: dict[str, object] = {
        "infohash": metainfo.infohash,
        "name": metainfo.name,
        "description": metainfo.comment,
        "files": [present_torrent_file(file, several=several) for file in metainfo.files],
        "download_exists": exists,
        "valid_certificate": valid_certificate,
    }
    if with_metainfo:
        shown["metainfo"] = hex_metainfo(metainfo)
    return shown


def present_skipped_magnet() -> dict[str, object]:
    """A magnet that was not to be looked up."""
    return {"metainfo": "", "download_exists": False, "valid_certificate": True}


def has_folder(metainfo: Metainfo) -> bool:
    """Whether the torrent is a folder, not one file."""
    return any("/" in file.path for file in metainfo.files)


def hex_metainfo(metainfo: Metainfo) -> str:
    """Hex of the JSON text of the decoded torrent; the hashes of the pieces are left out.

    Source: Tribler 7.14 `TorrentInfoEndpoint`; its clients read `info.name`, `info.length` and `info.files`.
    """
    info: dict[str, object] = {"name": metainfo.name, "piece length": metainfo.piece_length}
    if has_folder(metainfo):
        info["files"] = [{"path": file.path.split("/")[1:], "length": file.size} for file in metainfo.files]
    else:
        info["length"] = metainfo.size
    if metainfo.private:
        info["private"] = 1
    torrent: dict[str, object] = {"info": info, "announce-list": metainfo.trackers, "url-list": metainfo.web_seeds}
    if metainfo.trackers and metainfo.trackers[0]:
        torrent["announce"] = metainfo.trackers[0][0]
    if metainfo.comment:
        torrent["comment"] = metainfo.comment
    if metainfo.creator:
        torrent["created by"] = metainfo.creator
    if metainfo.created is not None:
        torrent["creation date"] = metainfo.created
    return dumps(torrent).hex()
