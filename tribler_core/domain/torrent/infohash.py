"""The identity of a torrent."""

import base64
import binascii
import re

from tribler_core.domain.errors import DownloadNotFound
from tribler_core.foundation.value import value

_HEX = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_BASE32_LENGTH = 32


class InfoHash(str):
    """Lower-case hex: 40 digits (v1) where the torrent has a v1 hash, else 64 (v2).

    A `str`, so that it costs nothing as a key and nothing to encode.
    Source: BEP 3, BEP 52.
    """

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> "InfoHash":
        """Read hex of 40 or 64 digits in any case.

        Raises: DownloadNotFound, because nothing can be stored under a malformed id.
        """
        lowered = text.lower()
        if not _HEX.fullmatch(lowered):
            raise DownloadNotFound(text)
        return cls(lowered)

    @classmethod
    def parse_loose(cls, text: str) -> "InfoHash | None":
        """Read hex of 40 or 64 digits, or 32 of base-32; None for anything else, and for zero, which is no hash."""
        digits = text.strip().lower()
        if len(digits) == _BASE32_LENGTH:
            try:
                digits = base64.b32decode(digits.upper()).hex()
            except binascii.Error:
                return None
        return cls(digits) if _HEX.fullmatch(digits) and digits.strip("0") else None


@value(frozen=True, slots=True)
class InfoHashes:
    """Both names of one torrent; at least one is there. Hybrid torrents have both."""

    v1: InfoHash | None
    v2: InfoHash | None

    def __post_init__(self) -> None:
        if self.v1 is None and self.v2 is None:
            raise ValueError("a torrent needs at least one infohash")

    @property
    def identity(self) -> InfoHash:
        """The one that the daemon files the download under: v1 where it exists, else v2."""
        identity = self.v1 or self.v2
        assert identity is not None  # noqa: S101 - __post_init__ refuses it
        return identity
