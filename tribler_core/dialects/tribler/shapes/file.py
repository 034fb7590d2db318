"""Files of a download and of a torrent."""

from marshmallow import Schema, fields

from tribler_core.domain.torrent.files import DownloadFile, TorrentFile


class TorrentFileShape(Schema):
    """One file as the torrent describes it."""

    index = fields.Integer(required=True, metadata={"description": "Position in the torrent, from 0; may have gaps."})
    name = fields.String(required=True, metadata={"description": "Path below the torrent's folder, POSIX separators."})
    size = fields.Integer(required=True, metadata={"description": "Bytes."})


class DownloadFileShape(TorrentFileShape):
    """One file as the download keeps it."""

    included = fields.Boolean(required=True, metadata={"description": "Whether it is downloaded."})
    progress = fields.Float(required=True, metadata={"description": "0 to 1."})


class FilesShape(Schema):
    """The files of a download."""

    infohash = fields.String(required=True)
    files = fields.List(fields.Nested(DownloadFileShape), required=True)


def present_torrent_file(file: TorrentFile, *, several: bool) -> dict[str, object]:
    return {"index": file.index, "name": shown_name(file.path, several=several), "size": file.size}


def present_file(kept: DownloadFile, *, several: bool) -> dict[str, object]:
    return {
        "index": kept.file.index,
        "name": shown_name(kept.file.path, several=several),
        "size": kept.file.size,
        "included": kept.included,
        "progress": kept.progress,
    }


def present_files(kept: tuple[DownloadFile, ...]) -> list[dict[str, object]]:
    """All of a download's files."""
    several = has_folder(kept)
    return [present_file(file, several=several) for file in kept]


def has_folder(kept: tuple[DownloadFile, ...]) -> bool:
    """Whether paths begin with the torrent's own folder."""
    return any("/" in file.file.path for file in kept)


def shown_name(path: str, *, several: bool) -> str:
    """The path below the torrent's top folder, if it has one."""
    return path.partition("/")[2] or path if several else path
