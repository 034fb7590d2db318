"""Streaming a file in ranges."""

import pytest

from tests.builders import MEBIBYTE, a_metainfo
from tests.dialects.tribler.house import House

METAINFO = a_metainfo(files={"a.txt": 1000, "movie.mp4": MEBIBYTE})
SIZE = MEBIBYTE
PATH = f"/downloads/{METAINFO.infohash}/stream/1"
FACES = ["", "/api"]


@pytest.fixture
async def full(house: House) -> House:
    """A house with a complete download; its content is zeros."""
    await house.has(METAINFO.data)
    house.engine.complete(METAINFO.infohash)
    return house


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize(
    ("asked", "answered", "length"),
    [
        ("bytes=0-99", "bytes 0-99/1048576", 100),
        ("bytes=100-", "bytes 100-1048575/1048576", SIZE - 100),
        ("bytes=-50", "bytes 1048526-1048575/1048576", 50),
        ("bytes=1048000-9999999", "bytes 1048000-1048575/1048576", 576),
        ("bytes=-9999999", "bytes 0-1048575/1048576", SIZE),
        ("bytes=7-7", "bytes 7-7/1048576", 1),
    ],
)
async def test_a_range_is_answered_with_just_that(
    full: House, face: str, asked: str, answered: str, length: int
) -> None:
    answer = await full.call("GET", face + PATH, headers={"Range": asked})

    assert (answer.status, answer.headers["Content-Range"], len(answer.body)) == (206, answered, length)
    assert answer.headers["Content-Length"] == str(length)


@pytest.mark.parametrize("asked", ["bytes=1048576-", "bytes=9999999-", "bytes=5-1", "bytes=-0", "bytes=x-y", "bytes="])
async def test_a_range_that_holds_nothing_is_refused_with_the_size(full: House, asked: str) -> None:
    answer = await full.call("GET", PATH, headers={"Range": asked})

    assert (answer.status, answer.headers["Content-Range"], answer.body) == (416, "bytes */1048576", b"")


async def test_without_a_range_all_of_it_comes(full: House) -> None:
    answer = await full.call("GET", PATH)

    assert (answer.status, len(answer.body), answer.headers["Accept-Ranges"]) == (200, SIZE, "bytes")
    assert answer.headers["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("face", FACES)
async def test_players_ask_for_the_head_first(full: House, face: str) -> None:
    whole = await full.call("HEAD", face + PATH)
    part = await full.call("HEAD", face + PATH, headers={"Range": "bytes=0-9"})

    assert (whole.status, whole.headers["Content-Length"], whole.body) == (200, str(SIZE), b"")
    assert (part.status, part.headers["Content-Length"]) == (206, "10")


async def test_a_range_of_other_content_is_not_honoured(full: House) -> None:
    tag = (await full.call("HEAD", PATH)).headers["ETag"]
    same = await full.call("GET", PATH, headers={"Range": "bytes=0-9", "If-Range": tag})
    other = await full.call("GET", PATH, headers={"Range": "bytes=0-9", "If-Range": '"other"'})

    assert (same.status, other.status) == (206, 200)


async def test_a_player_may_carry_the_key_in_the_query(full: House) -> None:
    answer = await full.call("GET", f"{PATH}?key=0123456789abcdef0123456789abcdef", key="")

    assert answer.status == 200


@pytest.mark.parametrize("index", ["2", "99", "-1", "x"])
async def test_a_file_that_is_not_in_the_torrent_is_not_streamed(full: House, index: str) -> None:
    answer = await full.call("GET", f"/downloads/{METAINFO.infohash}/stream/{index}")

    assert answer.status == (400 if index == "x" else 404)
    assert answer.json()["error"]["handled"]


async def test_a_complete_file_is_read_from_the_disk(full: House) -> None:
    file = full.downloads_folder / METAINFO.name / "movie.mp4"
    file.parent.mkdir()
    file.write_bytes(b"x" * SIZE)
    answer = await full.call("GET", PATH, headers={"Range": "bytes=10-300009"})

    assert answer.body == b"x" * 300_000
