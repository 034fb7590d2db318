"""Torrents made from files on the host."""

import asyncio
import hashlib
from dataclasses import replace
from pathlib import Path

import libtorrent as lt
import pytest

from tests.swarm import make_content, make_torrent
from tribler_core.domain.errors import InvalidParameter, StorageError
from tribler_core.domain.ports import TorrentRecipe
from tribler_core.engine.metainfo.making import TorrentHasher
from tribler_core.engine.metainfo.reading import read_torrent

PIECE = 16 * 1024


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_content(tmp_path / "stuff", {"a.bin": 100_000, "b/c.bin": 50_000, "z.txt": 1})


async def test_a_folder_becomes_a_torrent_with_the_hashes_of_its_files(folder: Path) -> None:
    info = lt.torrent_info(await TorrentHasher().make(TorrentRecipe(root=folder, piece_size=PIECE)))

    content = b"".join((folder / name).read_bytes() for name in ("a.bin", "b/c.bin", "z.txt"))
    for piece in range(info.num_pieces()):
        digest = hashlib.sha1(content[piece * PIECE : (piece + 1) * PIECE], usedforsecurity=False).digest()
        assert info.hash_for_piece(piece) == digest


@pytest.mark.parametrize("version", ["v2", "hybrid"])
async def test_a_folder_becomes_a_torrent_that_libtorrent_agrees_with(folder: Path, version: str) -> None:
    made = await TorrentHasher().make(TorrentRecipe(root=folder, version=version, piece_size=PIECE))

    assert read_torrent(made).infohashes == read_torrent(make_torrent(folder, version=version)).infohashes


async def test_everything_in_the_recipe_is_in_the_torrent(folder: Path) -> None:
    recipe = TorrentRecipe(
        root=folder,
        name="another name",
        comment="a comment",
        creator="a creator",
        trackers=(("http://a/announce", "http://b/announce"), ("http://c/announce",)),
        web_seeds=("http://w/",),
        nodes=(("127.0.0.1", 9),),
        private=True,
        source="a source",
    )

    made = await TorrentHasher().make(recipe)

    metainfo = read_torrent(made)
    assert (metainfo.name, metainfo.comment, metainfo.creator) == ("another name", "a comment", "a creator")
    assert metainfo.trackers == recipe.trackers
    assert metainfo.web_seeds == recipe.web_seeds
    assert metainfo.private
    assert b"6:source8:a source" in lt.torrent_info(made).info_section()
    assert lt.load_torrent_buffer(made).dht_nodes == [("127.0.0.1", 9)]
    assert made == await TorrentHasher().make(recipe), "the same recipe, the same bytes"


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
async def test_a_single_file_can_have_another_name(folder: Path, version: str) -> None:
    made = await TorrentHasher().make(TorrentRecipe(root=folder / "a.bin", name="other.bin", version=version))

    assert [file.path for file in read_torrent(made).files] == ["other.bin"]


async def test_only_the_files_asked_for_are_in_it(folder: Path) -> None:
    made = await TorrentHasher().make(TorrentRecipe(root=folder, files=(folder / "z.txt", folder / "b" / "c.bin")))

    assert [file.path for file in read_torrent(made).files] == ["stuff/b/c.bin", "stuff/z.txt"]


async def test_progress_is_told_and_ends_at_one(folder: Path) -> None:
    told: list[float] = []

    await TorrentHasher().make(TorrentRecipe(root=folder, piece_size=PIECE), told.append)
    await asyncio.sleep(0)

    assert told == sorted(told)
    assert told[-1] == 1.0


async def test_who_goes_away_stops_the_hashing(tmp_path: Path) -> None:
    folder = make_content(tmp_path / "large", {"a": 64 * 1024 * 1024})
    told: list[float] = []
    making = asyncio.ensure_future(TorrentHasher().make(TorrentRecipe(root=folder, piece_size=PIECE), told.append))
    async with asyncio.timeout(60):
        while not told:  # noqa: ASYNC110 - only the callback says so
            await asyncio.sleep(0)

    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    await asyncio.get_running_loop().shutdown_default_executor()

    assert told[-1] < 1.0


@pytest.mark.parametrize(
    "change",
    [{"piece_size": 1000}, {"piece_size": 1024}, {"version": "v3"}, {"files": ()}, {"files": (Path("/etc/passwd"),)}],
)
async def test_a_recipe_that_makes_no_sense_is_refused(folder: Path, change: dict[str, object]) -> None:
    with pytest.raises(InvalidParameter):
        await TorrentHasher().make(replace(TorrentRecipe(root=folder), **change))  # type: ignore[arg-type]


async def test_content_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        await TorrentHasher().make(TorrentRecipe(root=tmp_path / "nothing"))
