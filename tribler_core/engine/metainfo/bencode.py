"""Bencoding by libtorrent, with bounds on what a stranger's bytes may cost."""

from collections.abc import Mapping
from typing import Any, cast

import libtorrent as lt

LIMITS: dict[str, int] = {
    "max_buffer_size": 256 * 1024 * 1024,
    "max_pieces": 0x200000,
    "max_decode_depth": 100,
    "max_decode_tokens": 10_000_000,
}
"""Depth and token count bound the time; libtorrent refuses what exceeds them."""
_SMALL = 64 * 1024
"""Bytes. What is no larger cannot exceed libtorrent's own limits but for the depth, which is the same; and telling it
ours takes a quarter of the time of reading."""


def load(data: bytes) -> lt.add_torrent_params:
    """A .torrent as libtorrent sees it, names made safe. Raises: RuntimeError."""
    return lt.load_torrent_buffer(data) if len(data) <= _SMALL else lt.load_torrent_buffer(data, cast("Any", LIMITS))


def decode(data: bytes) -> Any:
    """A structure of dictionaries with bytes as keys. Raises: RuntimeError."""
    return lt.bdecode(data)


def encode(value: Any) -> bytes:
    """Keys come out sorted."""
    return lt.bencode(value)


def encode_around(values: Mapping[bytes, Any], info: bytes) -> bytes:
    """A .torrent whose info dictionary is taken as it is, byte by byte, because its hash is the identity."""
    parts = [
        encode(key) + (info if key == b"info" else encode(value))
        for key, value in sorted({**values, b"info": b""}.items())
    ]
    return b"d" + b"".join(parts) + b"e"
