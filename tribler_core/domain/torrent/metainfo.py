"""What a .torrent says, read once."""

from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.foundation.units import Bytes, Timestamp
from tribler_core.foundation.value import value


@value(frozen=True, slots=True, kw_only=True)
class Metainfo:
    """A parsed torrent and its bytes.

    Held only while it is worked with: the catalogue keeps the bytes, libtorrent the structure.
    """

    infohashes: InfoHashes
    name: str
    size: Bytes
    """Sum of the real files; pad files do not count."""
    piece_length: Bytes
    piece_count: int
    files: tuple[TorrentFile, ...]
    """Pad files left out, so positions may have gaps."""
    trackers: tuple[tuple[str, ...], ...]
    """Tiers, best first. Source: BEP 12."""
    web_seeds: tuple[str, ...]
    comment: str
    creator: str
    created: Timestamp | None
    private: bool
    data: bytes
    """A clean bencoded .torrent with sorted keys."""
    selection: tuple[int, ...] | None = None
    """File indices that the sender appended to the torrent (Quirk(tribler): its web interface)."""

    @property
    def infohash(self) -> InfoHash:
        return self.infohashes.identity
