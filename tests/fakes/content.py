"""Torrents read, looked up and made without libtorrent."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from tests.fakes.bencode import bdecode, bencode
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import InvalidParameter, MetainfoTimeout, TorrentDecodeError
from tribler_core.domain.ports import TorrentRecipe
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.units import Bytes, Seconds

_TOPIC = re.compile(r"[?&]xt=urn:(btih|btmh):(?:1220)?([0-9a-zA-Z]+)")
_NAME = re.compile(r"[?&]dn=([^&]*)")
_TRACKER = re.compile(r"[?&]tr=([^&]*)")


def read_torrent(data: bytes) -> Metainfo:
    """Raises: TorrentDecodeError."""
    try:
        torrent = bdecode(data)
        info = torrent[b"info"]
        files = _v1_files(info) if b"pieces" in info else _v2_files(info)
        return _metainfo(torrent, info, files)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise TorrentDecodeError(f"corrupt torrent file ({error})") from error


def _metainfo(torrent: dict[bytes, Any], info: dict[bytes, Any], files: tuple[TorrentFile, ...]) -> Metainfo:
    encoded = bencode(info)
    v1 = InfoHash(hashlib.sha1(encoded).hexdigest()) if b"pieces" in info else None  # noqa: S324 - BitTorrent's
    v2 = InfoHash(hashlib.sha256(encoded).hexdigest()) if b"meta version" in info else None
    size = sum(file.size for file in files)
    selection = torrent.pop(b"selected_files", None)
    return Metainfo(
        infohashes=InfoHashes(v1, v2),
        name=info[b"name"].decode(),
        size=Bytes(size),
        piece_length=Bytes(info[b"piece length"]),
        piece_count=-(-size // info[b"piece length"]),
        files=files,
        trackers=tuple(tuple(url.decode() for url in tier) for tier in _tiers(torrent)),
        web_seeds=(),
        comment=torrent.get(b"comment", b"").decode(),
        creator=torrent.get(b"created by", b"").decode(),
        created=torrent.get(b"creation date"),
        private=info.get(b"private") == 1,
        data=bencode(torrent),
        selection=None if selection is None else tuple(selection),
    )


def _tiers(torrent: dict[bytes, Any]) -> list[list[bytes]]:
    alone = [[torrent[b"announce"]]] if b"announce" in torrent else []
    tiers: list[list[bytes]] = torrent.get(b"announce-list", alone)
    return tiers


def _v1_files(info: dict[bytes, Any]) -> tuple[TorrentFile, ...]:
    name = info[b"name"].decode()
    if b"files" not in info:
        return (TorrentFile(0, name, Bytes(info[b"length"])),)
    paths = ("/".join([name, *(part.decode() for part in file[b"path"])]) for file in info[b"files"])
    entries = zip(info[b"files"], paths, strict=True)
    return tuple(
        TorrentFile(index, path, Bytes(file[b"length"]))
        for index, (file, path) in enumerate(entries)
        if file.get(b"attr") != b"p"
    )


def _v2_files(info: dict[bytes, Any]) -> tuple[TorrentFile, ...]:
    name = info[b"name"].decode()
    return tuple(
        TorrentFile(index, f"{name}/{path.decode()}", Bytes(entry[b""][b"length"]))
        for index, (path, entry) in enumerate(info[b"file tree"].items())
    )


class FakeContent:
    """Implements MetainfoReader, MetainfoLookup and TorrentMaker."""

    def __init__(self) -> None:
        self.swarm: dict[InfoHash, bytes] = {}
        """The torrents that a look-up finds."""
        self.lookups: list[tuple[Magnet, Hops, Seconds]] = []

    async def read(self, data: bytes) -> Metainfo:
        return read_torrent(data)

    def read_magnet(self, uri: str) -> Magnet:
        topics = _TOPIC.findall(uri) if uri.startswith("magnet:") else []
        hashes = {kind: InfoHash.parse_loose(text) for kind, text in topics}
        if not any(hashes.values()):
            raise InvalidParameter("no infohash in the magnet link")
        name = _NAME.search(uri)
        return Magnet(
            infohashes=InfoHashes(hashes.get("btih"), hashes.get("btmh")),
            name=name[1] if name else "",
            trackers=tuple((url,) for url in _TRACKER.findall(uri)),
        )

    async def lookup(self, magnet: Magnet, *, hops: Hops, timeout: Seconds) -> bytes:
        self.lookups.append((magnet, hops, timeout))
        try:
            return self.swarm[magnet.infohashes.identity]
        except KeyError:
            raise MetainfoTimeout("metainfo error") from None

    async def make(self, recipe: TorrentRecipe, progress: Callable[[float], None] | None = None) -> bytes:
        if progress is not None:
            progress(1.0)
        name = (recipe.name or recipe.root.name).encode()
        return bencode({b"info": {b"name": name, b"piece length": 16384, b"length": 0, b"pieces": b""}})
