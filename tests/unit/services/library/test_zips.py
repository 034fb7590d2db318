"""A ZIP is what every tool takes it for, has the length that was told, and can be had in parts."""

import io
import random
import zipfile
import zlib
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager

import pytest

from tribler_core.services.library.delivery.zips import ZipPlan
from tribler_core.services.library.files import ItemFile

GIB = 2**30


def some_files(*named: tuple[str, int]) -> list[ItemFile]:
    return [ItemFile(number, number, name, size) for number, (name, size) in enumerate(named)]


def content(file: ItemFile, first: int, last: int) -> bytes:
    """The same bytes at the same place, whoever asks."""
    pattern = bytes((file.number * 7 + position) % 251 for position in range(251)) * 2
    return b"".join(
        pattern[start % 251 : start % 251 + min(251, last - start + 1)] for start in range(first, last + 1, 251)
    )


async def read(file: ItemFile, first: int, last: int) -> AsyncGenerator[bytes, None]:
    for start in range(first, last + 1, 65_536):
        yield content(file, start, min(last, start + 65_535))


async def nothing_learnt(_: ItemFile, __: int) -> None:
    """Nobody wants to know."""


async def part(plan: ZipPlan, first: int, last: int, sums: dict[int, int]) -> bytes:
    return b"".join([piece async for piece in plan.read(first, last, sums, read, nothing_learnt)])


async def test_every_part_is_a_part_of_the_whole() -> None:
    files = some_files(("r/a.bin", 70_000), ("r/leer", 0), ("r/\u00fc \u65e5.txt", 3), ("r/sub/b.bin", 251))
    plan, learnt = ZipPlan(files), {}

    async def learn(file: ItemFile, crc: int) -> None:
        learnt[file.number] = crc

    whole = b"".join([piece async for piece in plan.read(0, plan.size - 1, {}, read, learn)])

    assert len(whole) == plan.size
    assert learnt == {file.number: zlib.crc32(content(file, 0, file.size - 1)) for file in files}
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert [(entry.filename, entry.file_size) for entry in archive.infolist()] == [
            (file.name, file.size) for file in files
        ]
    chance = random.Random(3)  # noqa: S311 - reproducible, not secret
    for _ in range(200):
        first = chance.randrange(plan.size)
        last = chance.randrange(first, plan.size)
        assert await part(plan, first, last, learnt) == whole[first : last + 1]


async def test_the_same_files_make_the_same_bytes_and_others_another_tag() -> None:
    files = some_files(("r/a", 10), ("r/b", 20))

    assert await part(ZipPlan(files), 0, 10**6, {}) == await part(ZipPlan(files), 0, 10**6, {})
    assert ZipPlan(files).tag == ZipPlan(list(files)).tag != ZipPlan(files[:1]).tag


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\b", "..", "a\0b"])
async def test_no_name_leads_out_of_the_folder(name: str) -> None:
    plan = ZipPlan(some_files((name, 1)))

    with zipfile.ZipFile(io.BytesIO(await part(plan, 0, plan.size - 1, {}))) as archive:
        (found,) = archive.namelist()
    assert not found.startswith("/")
    assert ".." not in found.split("/")
    assert "\\" not in found


class Window(io.RawIOBase):
    """An archive that is never built: a reader seeks in it, and gets the bytes it asks for."""

    def __init__(self, plan: ZipPlan, known: bytes, start: int) -> None:
        self._plan, self._known, self._start, self._at = plan, known, start, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = {0: 0, 1: self._at, 2: self._plan.size}[whence] + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer) -> int:
        data = self._known[self._at - self._start :][: len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


async def test_what_is_larger_than_four_gibibytes_is_told_in_zip64() -> None:
    files = some_files(("r/large.bin", 5 * GIB), ("r/small.bin", 100), ("r/other.bin", 200))
    plan, sums = ZipPlan(files), {0: 1, 1: 2, 2: 3}
    start = 5 * GIB
    end = await part(plan, start, plan.size - 1, sums)

    assert len(end) == plan.size - start
    with opened(plan, end, start) as archive:
        entries = archive.infolist()
        assert [(entry.file_size, entry.CRC) for entry in entries] == [(5 * GIB, 1), (100, 2), (200, 3)]
        assert entries[0].header_offset == 0
        assert entries[1].header_offset > 5 * GIB
    second = entries[1].header_offset
    head = await part(plan, second, second + 3, sums)
    assert head == b"PK\3\4"


async def test_many_files_are_told_in_zip64() -> None:
    files = some_files(*((f"r/{number}", 0) for number in range(70_000)))
    plan = ZipPlan(files)

    whole = await part(plan, 0, plan.size - 1, {})

    assert len(whole) == plan.size
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert len(archive.namelist()) == 70_000


@contextmanager
def opened(plan: ZipPlan, known: bytes, start: int) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(io.BufferedReader(Window(plan, known, start))) as archive:
        yield archive
