"""What a client names a torrent by. Source: section 6.1 of the specification."""

from collections.abc import Callable

from tribler_core.dialects.resttorrent.errors import FieldRefused, NotOneSource
from tribler_core.dialects.resttorrent.requests.given import Given
from tribler_core.domain.errors import InvalidParameter, TorrentDecodeError, UnsupportedUri
from tribler_core.domain.torrent.source import HostFileSource, Magnet, Source, TorrentSource, UrlSource

SourceOf = Callable[[str], Source]
"""What an address means. Raises: UnsupportedUri, InvalidParameter."""


def source_of(given: Given, read: SourceOf) -> Source:
    """The one that was given; nothing is fetched yet.

    Raises: NotOneSource, FieldRefused, TorrentDecodeError, UnsupportedUri.
    """
    named = [name for name in ("file", "magnet", "url") if given.raw(name) not in (None, "", b"")]
    if len(named) != 1:
        raise NotOneSource
    (name,) = named
    if name == "file":
        return TorrentSource(given.data("file"))
    try:
        source = read(given.text(name))
    except FieldRefused:
        raise
    except (InvalidParameter, UnsupportedUri) as error:
        if name == "url" and isinstance(error, UnsupportedUri):
            raise UnsupportedUri("a url is fetched by http or https, or is a magnet") from None
        raise TorrentDecodeError(f"the {name} is not valid: {error}") from None
    if isinstance(source, HostFileSource):
        raise UnsupportedUri("a url is fetched by http or https, or is a magnet")
    if name == "magnet" and isinstance(source, UrlSource):
        raise TorrentDecodeError("the magnet is not valid: it is an address")
    return source


def is_magnet(source: Source) -> bool:
    """Its files are not known yet."""
    return isinstance(source, Magnet)
