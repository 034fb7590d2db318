"""Media types by file name, the same on every host."""

import mimetypes

UNKNOWN = "application/octet-stream"

_TYPES = mimetypes.MimeTypes()  # Python's own table; the host's is not read
for _suffix, _type in (
    (".mkv", "video/x-matroska"),
    (".mka", "audio/x-matroska"),
    (".webm", "video/webm"),
    (".m4v", "video/mp4"),
    (".m4a", "audio/mp4"),
    (".ts", "video/mp2t"),
    (".m2ts", "video/mp2t"),
    (".ogv", "video/ogg"),
    (".ogg", "audio/ogg"),
    (".opus", "audio/ogg"),
    (".flac", "audio/flac"),
    (".flv", "video/x-flv"),
    (".wmv", "video/x-ms-wmv"),
    (".srt", "application/x-subrip"),
    (".vtt", "text/vtt"),
    (".epub", "application/epub+zip"),
):
    _TYPES.add_type(_type, _suffix)


def media_type(name: str) -> str:
    """By the extension alone; what is compressed (.gz) is not what it was before."""
    kind, compression = _TYPES.guess_type(f"file:///{name.rpartition('/')[2]}")
    return kind if kind and not compression else UNKNOWN
