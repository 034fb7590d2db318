"""Bencoding in plain Python, so that tests of services need no libtorrent. Source: BEP 3."""

from typing import Any


def bencode(value: Any) -> bytes:
    """Bytes of dictionaries with bytes as keys, lists, integers and bytes."""
    if isinstance(value, bytes):
        return b"%d:%b" % (len(value), value)
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, list):
        return b"l%be" % b"".join(map(bencode, value))
    return b"d%be" % b"".join(bencode(key) + bencode(value[key]) for key in sorted(value))


def bdecode(data: bytes) -> Any:
    """Raises: ValueError, IndexError for what is not bencoded."""
    value, end = _decode(data, 0)
    if end != len(data):
        raise ValueError("something follows")
    return value


def _decode(data: bytes, at: int) -> tuple[Any, int]:
    kind = data[at : at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1 : end]), end + 1
    if kind in (b"l", b"d"):
        items, at = [], at + 1
        while data[at : at + 1] != b"e":
            item, at = _decode(data, at)
            items.append(item)
        return (items if kind == b"l" else dict(zip(items[::2], items[1::2], strict=True))), at + 1
    colon = data.index(b":", at)
    end = colon + 1 + int(data[at:colon])
    if end > len(data):
        raise ValueError("cut off")
    return data[colon + 1 : end], end
