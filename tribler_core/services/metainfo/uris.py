"""What a text means that somebody gives as a torrent's address."""

from pathlib import Path
from urllib.parse import unquote

from tribler_core.domain.errors import UnsupportedUri
from tribler_core.domain.ports import MetainfoReader
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.source import HostFileSource, Magnet, Source, UrlSource

_V1_DIGITS = 40


def source_of(text: str, reader: MetainfoReader) -> Source:
    """Read a magnet, an http(s) URL, a file URI with one or three slashes, or a bare infohash; nothing is fetched.

    Raises: UnsupportedUri; InvalidParameter when a magnet makes no sense.
    """
    text = text.strip()
    if (infohash := InfoHash.parse_loose(text)) is not None:
        return Magnet(infohashes=_named(infohash))
    match text.partition(":")[0].lower():
        case "magnet":
            return reader.read_magnet(text)
        case "http" | "https":
            return UrlSource(text)
        case "file":
            return HostFileSource(_host_path(text))
        case _:
            raise UnsupportedUri("invalid uri")


def _named(infohash: InfoHash) -> InfoHashes:
    return InfoHashes(infohash, None) if len(infohash) == _V1_DIGITS else InfoHashes(None, infohash)


def _host_path(uri: str) -> Path:
    """Percent-decoded; a question mark or a hash is part of the name, because people paste paths as they are.

    Raises: UnsupportedUri when it names another host, or no absolute path.
    Source: RFC 8089, which knows file:/path, file:///path and file://localhost/path.
    """
    path = uri.partition(":")[2]
    if path.startswith("//"):
        host, slash, path = path[2:].partition("/")
        path = slash + path
        if host.lower() not in ("", "localhost"):
            raise UnsupportedUri("invalid uri: the file is on another host")
    if not path.startswith("/"):
        raise UnsupportedUri("invalid uri: a file is named by its absolute path")
    return Path(unquote(path, errors="surrogateescape"))
