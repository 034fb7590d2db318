"""Reads torrents: what others wrote, checked and put into our words."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import libtorrent as lt

from tribler_core.domain.errors import TorrentDecodeError
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.engine.files.names import is_pad
from tribler_core.engine.infohashes import infohashes_of
from tribler_core.engine.metainfo.bencode import decode, encode, encode_around, load
from tribler_core.engine.metainfo.magnets import read_magnet
from tribler_core.engine.metainfo.parsed import ParsedTorrents
from tribler_core.foundation.units import Bytes, Timestamp

SMALL = 64 * 1024
"""Bytes; up to here parsing takes less time than a change of threads."""

_SELECTION = b"selected_files"
_PRIVATE = b"7:private"


class TorrentReader:
    """Implements `MetainfoReader`."""

    def __init__(self, parsed: ParsedTorrents | None = None) -> None:
        """`parsed` is where the engine that will be given these torrents looks first."""
        self.parsed = parsed or ParsedTorrents(room=0)

    async def read(self, data: bytes) -> Metainfo:
        """Parse, verify, and give back a clean copy with the same identity."""
        metainfo, params = _read(data) if len(data) <= SMALL else await asyncio.to_thread(_read, data)
        self.parsed.keep(metainfo.data, params)
        return metainfo

    def read_magnet(self, uri: str) -> Magnet:
        return read_magnet(uri)


def read_torrent(data: bytes) -> Metainfo:
    """Parse a .torrent, whatever the order of its keys.

    libtorrent refuses pieces that do not add up, and makes names safe: no `..`, no absolute path, no drive.
    Raises: TorrentDecodeError.
    """
    return _read(data)[0]


def _read(data: bytes) -> tuple[Metainfo, lt.add_torrent_params]:
    try:
        params = load(data)
    except (RuntimeError, UnicodeDecodeError) as error:
        raise TorrentDecodeError(f"corrupt torrent file ({error})") from error
    info = params.ti
    if info is None or not info.num_pieces():
        raise TorrentDecodeError("corrupt torrent file (no content)")
    try:
        section = info.info_section()
        clean, selection = _clean(data, section)
    except (RuntimeError, ValueError) as error:
        raise TorrentDecodeError(f"corrupt torrent file ({error})") from error
    metainfo = Metainfo(
        infohashes=infohashes_of(info.info_hashes()),
        name=info.name(),
        size=Bytes(info.size_on_disk()),
        piece_length=Bytes(info.piece_length()),
        piece_count=info.num_pieces(),
        files=torrent_files(info),
        trackers=tiers(zip(params.trackers, params.tracker_tiers, strict=False)),
        web_seeds=tuple(params.url_seeds),
        comment=params.comment,
        creator=params.created_by,
        created=Timestamp(params.creation_date) if params.creation_date > 0 else None,
        private=_PRIVATE in section and info.priv(),  # libtorrent parses the info anew to answer
        data=clean,
        selection=selection,
    )
    return metainfo, params


def torrent_files(info: lt.torrent_info, renamed: Mapping[int, str] | None = None) -> tuple[TorrentFile, ...]:
    """The real files, pad files left out, under the paths they have on disk."""
    layout, renamed = info.layout(), renamed or {}
    path, size = layout.file_path, layout.file_size
    real = [index for index in range(info.num_files()) if not is_pad(layout, index)]
    return tuple([TorrentFile(index, renamed.get(index) or path(index), Bytes(size(index))) for index in real])


def tiers(trackers: Iterable[tuple[str, int]]) -> tuple[tuple[str, ...], ...]:
    """Announce URLs with their tier, grouped, best tier first."""
    grouped: dict[int, list[str]] = {}
    for url, tier in trackers:
        grouped.setdefault(tier, []).append(url)
    return tuple([tuple(grouped[tier]) for tier in sorted(grouped)])


def _clean(data: bytes, info: bytes) -> tuple[bytes, tuple[int, ...] | None]:
    """The torrent with sorted keys and without what a sender appended, and what that was.

    The info dictionary is never decoded and encoded again: it may be written in a way that we would not write it.
    """
    start = data.index(b"4:info" + info) + len(b"4:info")
    shell = data[:start] + b"de" + data[start + len(info) :]
    outer = decode(shell)
    if _SELECTION not in outer and encode(outer) == shell:
        return data, None
    appended = outer.pop(_SELECTION, None)
    return encode_around(outer, info), _selection(appended)


def _selection(appended: Any) -> tuple[int, ...] | None:
    if not isinstance(appended, list) or not all(isinstance(index, int) for index in appended):
        return None
    return tuple(index for index in appended if index >= 0)
