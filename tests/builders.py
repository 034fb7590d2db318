"""Domain values for tests: whole, valid, and in one line; name only what the test is about."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from tests.fakes.bencode import bencode
from tests.fakes.content import read_torrent
from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.download.snapshot import Download, Transfer
from tribler_core.domain.download.state import Activity
from tribler_core.domain.ports import DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet, TorrentSource
from tribler_core.foundation.units import Bytes, Timestamp
from tribler_core.services.downloads.requests import AddRequest

DOWNLOADS = PurePath("/downloads")
ADDED = Timestamp(1_700_000_000)
PIECE = 16 * 1024
MEBIBYTE = 1024 * 1024


def an_infohash(number: int = 1) -> InfoHash:
    """The v1 infohash of an imagined torrent; another for every number."""
    return InfoHash(hashlib.sha1(b"v1 %d" % number).hexdigest())  # noqa: S324 - the v1 hash of BitTorrent


def a_v2_infohash(number: int = 1) -> InfoHash:
    """The v2 infohash of an imagined torrent."""
    return InfoHash(hashlib.sha256(b"v2 %d" % number).hexdigest())


def some_infohashes(number: int = 1, *, hybrid: bool = False) -> InfoHashes:
    """The names of an imagined torrent."""
    return InfoHashes(an_infohash(number), a_v2_infohash(number) if hybrid else None)


def some_settings(**changes: Any) -> DownloadSettings:
    """Settings of a plain download."""
    return replace(DownloadSettings(destination=DOWNLOADS), **changes)


def a_transfer(**changes: Any) -> Transfer:
    """A torrent of one MiB, half downloaded and running."""
    transfer = Transfer(
        activity=Activity.DOWNLOADING,
        paused=False,
        name="imagined",
        has_metadata=True,
        progress=0.5,
        size=Bytes(MEBIBYTE),
        wanted=Bytes(MEBIBYTE),
        wanted_done=Bytes(MEBIBYTE // 2),
        done=Bytes(MEBIBYTE // 2),
        piece_count=64,
        piece_length=Bytes(PIECE),
        pieces_done=32,
        downloaded=Bytes(MEBIBYTE // 2),
        added=ADDED,
    )
    return replace(transfer, **changes)


def a_finished_transfer(**changes: Any) -> Transfer:
    """The same torrent when it seeds."""
    done = {"progress": 1.0, "wanted_done": MEBIBYTE, "done": MEBIBYTE, "pieces_done": 64, "downloaded": MEBIBYTE}
    return a_transfer(activity=Activity.SEEDING, completed=ADDED + 60, **{**done, **changes})


def a_download(number: int = 1, **changes: Any) -> Download:
    """A row of the live table: a running download, half done."""
    parts = {"infohashes": some_infohashes(number), "settings": some_settings(), "transfer": a_transfer()}
    return Download(**{**parts, **changes})


def a_metainfo(
    number: int = 1,
    *,
    files: Mapping[str, int] | None = None,
    version: str = "v1",
    trackers: Sequence[str] = (),
    private: bool = False,
) -> Metainfo:
    """A torrent that the fakes read (its piece hashes are zeros); `files` by path below the name, None: one file."""
    sizes = {"content.bin": MEBIBYTE} if files is None else files
    name = b"imagined %d" % number
    count = -(-sum(sizes.values()) // PIECE)
    info: dict[bytes, Any] = {b"name": name, b"piece length": PIECE}
    listed = [{b"path": [part.encode() for part in path.split("/")], b"length": size} for path, size in sizes.items()]
    if version in ("v1", "hybrid"):
        info |= {b"pieces": bytes(20 * count), b"files": listed}
    if version in ("v2", "hybrid"):
        tree = {path.encode(): {b"": {b"length": size, b"pieces root": bytes(32)}} for path, size in sizes.items()}
        info |= {b"meta version": 2, b"file tree": tree}
    if private:
        info[b"private"] = 1
    torrent: dict[bytes, Any] = {b"info": info}
    if trackers:
        torrent[b"announce-list"] = [[url.encode()] for url in trackers]
    return read_torrent(bencode(torrent))


def a_magnet(number: int = 1, **changes: Any) -> Magnet:
    """A magnet link of an imagined torrent, read."""
    return replace(Magnet(infohashes=some_infohashes(number), name=f"imagined {number}"), **changes)


def a_magnet_of(metainfo: Metainfo, **changes: Any) -> Magnet:
    """What finds this torrent in the swarm."""
    return replace(Magnet(infohashes=metainfo.infohashes, name=metainfo.name), **changes)


def a_record(number: int = 1, **changes: Any) -> DownloadRecord:
    """One download as the catalogue keeps it, with its torrent; `settings` and the like can be changed."""
    metainfo = a_metainfo(number)
    record = DownloadRecord(
        infohashes=metainfo.infohashes,
        settings=some_settings(),
        added=Timestamp(ADDED + number),
        torrent=metainfo.data,
    )
    return replace(record, **changes)


def a_magnet_record(number: int = 1, **changes: Any) -> DownloadRecord:
    """A download whose metadata has not arrived."""
    magnet = a_magnet(number)
    record = DownloadRecord(
        infohashes=magnet.infohashes,
        settings=some_settings(),
        added=Timestamp(ADDED + number),
        magnet=magnet,
    )
    return replace(record, **changes)


def an_add(number: int = 1, **changes: Any) -> AddRequest:
    """A request to download an imagined torrent, from its bytes unless `source` is given."""
    source = changes.pop("source", None) or TorrentSource(a_metainfo(number).data)
    return AddRequest(source=source, **changes)
