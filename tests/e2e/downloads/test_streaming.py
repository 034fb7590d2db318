"""A player reads a film that is still on its way."""

import pytest

from tests.e2e.api import Api
from tests.e2e.offers import Swarm

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIB = 1024 * 1024
SIZE = 48 * MIB
RATE = 5 * MIB // 4
"""Bytes/s: all of it takes forty seconds, what the player asks for before the end less than ten."""


class Player:
    """Asks like a media player does, and knows what it should get."""

    def __init__(self, api: Api, infohash: str, film: bytes) -> None:
        self._client = api.daemon.client
        self._path = f"/api/downloads/{infohash}/stream/0"
        self._film = film

    async def look(self) -> None:
        """How large is it, and what?"""
        async with self._client.head(self._path) as answer:
            assert (answer.status, answer.content_length, answer.content_type) == (200, len(self._film), "video/mp4")
            assert answer.headers["Accept-Ranges"] == "bytes"

    async def play(self, first: int, length: int) -> None:
        """Ask for everything from a position on, read so much of it, and hang up, as a seek does."""
        async with self._client.get(self._path, headers={"Range": f"bytes={first}-"}) as answer:
            last = len(self._film) - 1
            assert (answer.status, answer.headers["Content-Range"]) == (206, f"bytes {first}-{last}/{last + 1}")
            assert await answer.content.readexactly(length) == self._film[first : first + length]

    async def read(self, text: str, expected: bytes) -> None:
        """One range, to its end."""
        async with self._client.get(self._path, headers={"Range": f"bytes={text}"}) as answer:
            assert answer.status == 206
            assert await answer.read() == expected


@pytest.mark.slow
async def test_a_player_gets_head_tail_and_where_it_seeks_before_the_rest(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("film", {"film.mp4": SIZE}, piece_size=128 * 1024, upload_limit=RATE)
    film = (offer.source / "film/film.mp4").read_bytes()
    infohash = await api.add(swarm.magnet(offer))
    await api.until(infohash, lambda row: row["size"] > 0)
    player = Player(api, infohash, film)
    await player.look()
    await player.play(0, 64 * 1024)
    await player.read("-65536", film[-65536:])
    await player.play(40 * MIB, MIB)
    await player.play(25 * MIB + 7, MIB)
    assert swarm.uploaded(offer) < 0.9 * SIZE, "the seeks did not come before the rest"
    swarm.set_limit(offer, -1)
    await player.play(0, SIZE)
    await api.until_complete(infohash)
    await player.read("0-", film)
    assert offer.differs(api.daemon.downloads) == []


async def test_a_stopped_download_runs_for_its_reader_and_only_the_file_asked_for_is_urgent(
    api: Api, swarm: Swarm
) -> None:
    offer = swarm.offer("series", {"one.mp4": 2 * MIB, "two.mp4": 2 * MIB}, trackers=[swarm.tracker.announce_url])
    names = list(offer.sizes)
    infohash = await api.add(offer.torrent, stopped=True)
    expected = (offer.source / names[1]).read_bytes()
    async with api.daemon.client.get(f"/downloads/{infohash}/stream/1") as answer:
        assert answer.status == 200
        assert await answer.read() == expected
    await api.until_complete(infohash)
    assert offer.differs(api.daemon.downloads) == []


async def test_before_the_metadata_there_is_nothing_to_play(api: Api) -> None:
    infohash = await api.add("ab" * 20)
    async with api.daemon.client.get(f"/api/downloads/{infohash}/stream/0") as answer:
        assert answer.status == 404
    await api.remove(infohash, with_data=True)
