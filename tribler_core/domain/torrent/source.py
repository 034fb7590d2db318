"""What a user names a torrent by: magnet, URL, file on the host, bytes, or a bare infohash."""

from pathlib import Path

from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.foundation.value import value


@value(frozen=True, slots=True, kw_only=True)
class Magnet:
    """A magnet link, read. Source: BEP 9, BEP 53 (`so=`)."""

    infohashes: InfoHashes
    name: str = ""
    trackers: tuple[tuple[str, ...], ...] = ()
    web_seeds: tuple[str, ...] = ()
    peers: tuple[tuple[str, int], ...] = ()
    """`x.pe`: addresses and ports to try at once."""
    selection: tuple[int, ...] | None = None
    """`so=`: file indices; None: all."""


@value(frozen=True, slots=True)
class UrlSource:
    """A torrent behind http(s)."""

    url: str
    cookie: str = ""
    """What its host, and nobody else, is told as cookies: `a=b; c=d`."""


@value(frozen=True, slots=True)
class HostFileSource:
    """A torrent in a file of the daemon's host."""

    path: Path


@value(frozen=True, slots=True)
class TorrentSource:
    """The bytes of a .torrent, as a client sent them: possibly unsorted, possibly not a torrent at all."""

    data: bytes


Source = Magnet | UrlSource | HostFileSource | TorrentSource
