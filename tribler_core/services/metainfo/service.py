"""Metainfo of whatever a client names."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.domain.ports import MetainfoReader, TorrentFetcher
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet, Source, TorrentSource, UrlSource
from tribler_core.services.metainfo.cache import MetainfoCache
from tribler_core.services.metainfo.lookups import SharedLookups
from tribler_core.services.metainfo.uris import source_of

ReadSource = Callable[[Source], Awaitable[Metainfo | Magnet]]
KnownTorrent = Callable[[InfoHash], Awaitable[bytes | None]]


@dataclass(frozen=True, slots=True)
class Described:
    """What was found behind a URI."""

    metainfo: Metainfo | None
    """None: a magnet, and it was asked not to look it up."""
    valid_certificate: bool = True
    """False: it came over TLS that could not be verified."""


class MetainfoService:
    """Describes torrents by URI or bytes; nothing is downloaded, nothing is kept but for the cache."""

    def __init__(
        self,
        read: ReadSource,
        fetcher: TorrentFetcher,
        reader: MetainfoReader,
        lookups: SharedLookups,
        cache: MetainfoCache,
        known: KnownTorrent,
    ) -> None:
        """`known`: the .torrent of a download that we have."""
        self._read = read
        self._fetcher = fetcher
        self._reader = reader
        self._lookups = lookups
        self._cache = cache
        self._known = known

    def source_of(self, uri: str) -> Source:
        """Raises: UnsupportedUri, InvalidParameter."""
        return source_of(uri, self._reader)

    async def from_uri(self, uri: str, *, hops: Hops, skip_magnet: bool = False) -> Described:
        """Fetch, read or look up, within a minute.

        Raises: UnsupportedUri, InvalidParameter, FetchError, PathNotAllowed, StorageError, TorrentDecodeError,
        MetainfoTimeout, AnonymityUnavailable.
        """
        source, valid_certificate = await self._fetched(self.source_of(uri), hops)
        found = source if isinstance(source, Magnet) else await self._read(source)
        if isinstance(found, Magnet):
            if skip_magnet:
                return Described(None, valid_certificate)
            found = await self._of_magnet(found, hops)
        self._cache.put(found)
        return Described(found, valid_certificate)

    async def from_bytes(self, data: bytes) -> Metainfo:
        """Raises: TorrentDecodeError."""
        metainfo = await self._reader.read(data)
        self._cache.put(metainfo)
        return metainfo

    async def _fetched(self, source: Source, hops: Hops) -> tuple[Source, bool]:
        """The source with a URL replaced by what is behind it, and whether its certificate was valid."""
        if not isinstance(source, UrlSource):
            return source, True
        if hops:
            raise AnonymityUnavailable("a URL is fetched in the open, which is not what was asked for")
        fetched = await self._fetcher.fetch(source.url)
        found = TorrentSource(fetched.data) if fetched.magnet is None else self._reader.read_magnet(fetched.magnet)
        return found, fetched.valid_certificate

    async def _of_magnet(self, magnet: Magnet, hops: Hops) -> Metainfo:
        infohash = magnet.infohashes.identity
        if (cached := self._cache.get(infohash)) is not None:
            return cached
        if (torrent := await self._known(infohash)) is not None:
            return await self._reader.read(torrent)
        return await self._lookups.find(magnet, hops)
