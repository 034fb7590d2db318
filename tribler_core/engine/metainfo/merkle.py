"""Merkle trees over blocks of 16 KiB. Source: BEP 52."""

import hashlib
from collections.abc import Sequence

BLOCK = 16 * 1024
EMPTY = bytes(32)
"""The hash that stands for a block past the end."""


def merkle_root(hashes: Sequence[bytes], leaves: int) -> bytes:
    """The root over the hashes of blocks, filled up with empty ones to `leaves`, a power of two."""
    layer = [*hashes, *[EMPTY] * (leaves - len(hashes))]
    while len(layer) > 1:
        layer = [hashlib.sha256(left + right).digest() for left, right in zip(layer[::2], layer[1::2], strict=True)]
    return layer[0]
