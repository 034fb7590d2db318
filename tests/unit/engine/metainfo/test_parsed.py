"""Torrents are parsed once, where that is possible."""

from pathlib import Path

import pytest

from tests.swarm import make_content, make_torrent
from tribler_core.engine.metainfo.bencode import load
from tribler_core.engine.metainfo.parsed import ParsedTorrents
from tribler_core.engine.metainfo.reading import TorrentReader


@pytest.fixture
def torrents(tmp_path: Path) -> list[bytes]:
    content = make_content(tmp_path / "content", {"a": 20_000, "b": 20_000, "c": 20_000})
    return [make_torrent(content / name) for name in "abc"]


async def test_what_was_read_is_handed_over_once(torrents: list[bytes]) -> None:
    parsed = ParsedTorrents()
    first = (await TorrentReader(parsed).read(torrents[0])).data
    kept = parsed.take(first)
    again = parsed.take(first)

    assert kept is not again
    assert kept.ti is not None
    assert again.ti is not None
    assert kept.ti.info_hashes() == again.ti.info_hashes() == load(torrents[0]).info_hashes


def test_the_oldest_makes_room(torrents: list[bytes]) -> None:
    parsed = ParsedTorrents(room=len(torrents[0]) + len(torrents[1]))
    given = [load(torrent) for torrent in torrents]
    for torrent, params in zip(torrents, given, strict=True):
        parsed.keep(torrent, params)

    taken = [parsed.take(torrent) for torrent in torrents]
    assert [one is other for one, other in zip(taken, given, strict=True)] == [False, True, True]


def test_one_that_is_read_again_takes_no_more_room(torrents: list[bytes]) -> None:
    parsed = ParsedTorrents(room=len(torrents[0]) + len(torrents[1]))
    first = load(torrents[0])
    parsed.keep(torrents[0], first)
    for _ in range(5):
        parsed.keep(torrents[1], load(torrents[1]))

    assert parsed.take(torrents[0]) is first


async def test_one_that_was_not_read_is_parsed(torrents: list[bytes]) -> None:
    with pytest.raises(RuntimeError):
        ParsedTorrents().take(b"nonsense")
    assert ParsedTorrents().take(torrents[0]).ti is not None
