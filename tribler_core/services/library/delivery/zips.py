"""A ZIP of an item: stored, never built, its length and every byte of it known by arithmetic.

The files are not read before they are sent: their checksums stand behind them (data descriptors), and in the
directory at the end. Once the checksums are known, any part of the archive can be made without the parts before it.
Source: APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
"""

import asyncio
import hashlib
import struct
import zlib
from bisect import bisect_right
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import accumulate

from tribler_core.services.library.files import ItemFile

ReadFile = Callable[[ItemFile, int, int], AsyncGenerator[bytes, None]]
"""The bytes of a file from the first to the last, both inside."""
Learn = Callable[[ItemFile, int], Awaitable[None]]
"""The CRC-32 of a file was computed on the way."""

MANY = 0xFFFF
LARGE = 0xFFFFFFFF
"""From here on ZIP64 says it."""
_FLAGS = 0x0808
"""The checksum stands behind the file; the name is UTF-8."""
_PLAIN, _ZIP64 = 20, 45
_UNIX = 3 << 8
_MODE = 0o100644 << 16
_DAY = 0x0021
"""1980-01-01: the same for everybody, so that the bytes are."""
_LOCAL, _DESCRIPTOR, _DESCRIPTOR64 = struct.Struct("<4sHHHHHLLLHH"), struct.Struct("<4sLLL"), struct.Struct("<4sLQQ")
_ENTRY, _END = struct.Struct("<4sHHHHHHLLLHHHHHLL"), struct.Struct("<4sHHHHLLH")
_END64, _LOCATOR = struct.Struct("<4sQHHLLQQQQ"), struct.Struct("<4sLQL")
_EXTRA = struct.Struct("<HHQQ")


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in the archive."""

    file: ItemFile
    name: bytes

    @property
    def large(self) -> bool:
        return self.file.size >= LARGE

    @property
    def head_size(self) -> int:
        return _LOCAL.size + len(self.name) + (_EXTRA.size if self.large else 0)

    @property
    def tail_size(self) -> int:
        return _DESCRIPTOR64.size if self.large else _DESCRIPTOR.size

    @property
    def size(self) -> int:
        """In the archive, with what is before and behind."""
        return self.head_size + self.file.size + self.tail_size

    def head(self) -> bytes:
        extra = _EXTRA.pack(1, 16, 0, 0) if self.large else b""
        sizes = LARGE if self.large else 0
        version = _ZIP64 if self.large else _PLAIN
        fixed = _LOCAL.pack(b"PK\3\4", version, _FLAGS, 0, 0, _DAY, 0, sizes, sizes, len(self.name), len(extra))
        return fixed + self.name + extra

    def tail(self, crc: int) -> bytes:
        form = _DESCRIPTOR64 if self.large else _DESCRIPTOR
        return form.pack(b"PK\7\10", crc, self.file.size, self.file.size)

    def entry(self, offset: int, crc: int) -> bytes:
        """In the directory."""
        far = offset >= LARGE
        numbers = [self.file.size] * 2 * self.large + [offset] * far
        extra = struct.pack(f"<HH{len(numbers)}Q", 1, 8 * len(numbers), *numbers) if numbers else b""
        version = _ZIP64 if numbers else _PLAIN
        size = LARGE if self.large else self.file.size
        fixed = _ENTRY.pack(
            b"PK\1\2",
            _UNIX | version,
            version,
            _FLAGS,
            0,
            0,
            _DAY,
            crc,
            size,
            size,
            len(self.name),
            len(extra),
            0,
            0,
            0,
            _MODE,
            LARGE if far else offset,
        )
        return fixed + self.name + extra

    def entry_size(self, offset: int) -> int:
        """Of the same."""
        numbers = 2 * self.large + (offset >= LARGE)
        return _ENTRY.size + len(self.name) + (4 + 8 * numbers if numbers else 0)


class ZipPlan:
    """An archive of some files, in their order."""

    def __init__(self, files: Sequence[ItemFile]) -> None:
        self._members = [_Member(file, _safe(file.name)) for file in files]
        self._offsets = [0, *accumulate(member.size for member in self._members)]
        self._directory = self._offsets[-1]
        entries = sum(member.entry_size(offset) for member, offset in zip(self._members, self._offsets, strict=False))
        self._directory_size = entries
        self.size = self._directory + entries + len(self._end())
        """Of the whole archive, in bytes."""

    @property
    def tag(self) -> str:
        """Another for every other list of files."""
        digest = hashlib.sha256()
        for member in self._members:
            digest.update(b"%d %d " % (member.file.size, len(member.name)) + member.name)
        return digest.hexdigest()[:32]

    async def read(
        self, first: int, last: int, known: dict[int, int], files: ReadFile, learn: Learn
    ) -> AsyncGenerator[bytes, None]:
        """The bytes from `first` to `last`, both inside; from 0 unless every checksum is `known` (by file number).

        Holds one chunk of a file at a time.
        """
        sums = dict(known)
        at = bisect_right(self._offsets, first, hi=max(1, len(self._members))) - 1
        for position in range(at, len(self._members)):
            if self._offsets[position] > last:
                return
            pieces = self._member(position, first, last, sums, files, learn)
            async with aclosing(pieces):
                async for piece in pieces:
                    yield piece
        offset = self._directory
        for piece in self._closing(sums):
            if part := _part(piece, offset, first, last):
                yield part
            offset += len(piece)
            if offset > last:
                return

    async def _member(
        self, position: int, first: int, last: int, sums: dict[int, int], files: ReadFile, learn: Learn
    ) -> AsyncGenerator[bytes, None]:  # fmt: skip
        member, start = self._members[position], self._offsets[position]
        if part := _part(member.head(), start, first, last):
            yield part
        begin = start + member.head_size
        end = begin + member.file.size
        from_byte, to_byte = max(first, begin) - begin, min(last, end - 1) - begin
        computes, crc = member.file.number not in sums, 0
        if from_byte <= to_byte:
            async with aclosing(files(member.file, from_byte, to_byte)) as chunks:
                async for chunk in chunks:
                    if computes:
                        crc = await asyncio.to_thread(zlib.crc32, chunk, crc)
                    yield chunk
        if computes and to_byte == member.file.size - 1:
            sums[member.file.number] = crc
            await learn(member.file, crc)
        if end <= last and (part := _part(member.tail(sums.get(member.file.number, 0)), end, first, last)):
            yield part

    def _closing(self, sums: dict[int, int]) -> Iterator[bytes]:
        for member, offset in zip(self._members, self._offsets, strict=False):
            yield member.entry(offset, sums[member.file.number])
        yield self._end()

    def _end(self) -> bytes:
        count, size, offset = len(self._members), self._directory_size, self._directory
        large = count >= MANY or size >= LARGE or offset >= LARGE
        end = _END.pack(b"PK\5\6", 0, 0, min(count, MANY), min(count, MANY), min(size, LARGE), min(offset, LARGE), 0)
        if not large:
            return end
        end64 = _END64.pack(b"PK\6\6", _END64.size - 12, _UNIX | _ZIP64, _ZIP64, 0, 0, count, count, size, offset)
        return end64 + _LOCATOR.pack(b"PK\6\7", 0, offset + size, 1) + end


def _part(piece: bytes, offset: int, first: int, last: int) -> bytes:
    """Of a piece at `offset`, what is wanted."""
    return piece[max(0, first - offset) : max(0, last - offset + 1)]


def _safe(name: str) -> bytes:
    """A path that stays below the folder it is unpacked in."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts).replace("\0", "_").encode("utf-8", "replace")[:MANY] or b"file"
