"""Files on disk: moved, deleted, missing, refused."""

import shutil
from pathlib import Path

import pytest

from tests.engine.house import FILES, House
from tests.swarm import Seeder, until
from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import StorageMoveFailed
from tribler_core.domain.events import ContentCompleted, FilesMoved, FilesNotMoved, TorrentFailed
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.infohash import InfoHash


async def complete(house: House, torrent: bytes) -> InfoHash:
    """A download that has everything."""
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)
    return infohash


async def test_content_moves_while_it_is_being_downloaded(house: House, tmp_path: Path) -> None:
    torrent = house.torrent()
    with Seeder(ignore_limits_on_local_network=False) as seeder:
        handle = seeder.share(torrent, house.source, upload_limit=20_000)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until(infohash, lambda transfer: transfer.done > 0)
        await house.engine.torrents.move(infohash, tmp_path / "elsewhere")
        assert house.transfer(infohash).activity is Activity.DOWNLOADING
        handle.set_upload_limit(-1)
        await house.until_seeding(infohash)

    assert house.ears.heard(FilesMoved) == [FilesMoved(infohash, str(tmp_path / "elsewhere"))]
    assert (tmp_path / "elsewhere" / "stuff" / "c.bin").read_bytes() == (house.source / "stuff" / "c.bin").read_bytes()
    assert not (house.downloads / "stuff").exists()


async def test_a_move_overwrites_nothing(house: House, tmp_path: Path) -> None:
    infohash = await complete(house, house.torrent())
    taken = tmp_path / "taken" / "stuff" / "b.bin"
    taken.parent.mkdir(parents=True)
    taken.write_text("mine")

    with pytest.raises(StorageMoveFailed):
        await house.engine.torrents.move(infohash, tmp_path / "taken")

    assert taken.read_text() == "mine"
    assert (house.downloads / "stuff" / "b.bin").exists()
    assert len(house.ears.heard(FilesNotMoved)) == 1


@pytest.mark.parametrize("with_data", [True, False])
async def test_a_download_leaves_with_or_without_its_data(house: House, with_data: bool) -> None:
    infohash = await complete(house, house.torrent())

    await house.engine.torrents.remove(infohash, with_data=with_data)

    assert (house.downloads / "stuff").exists() is not with_data
    assert not house.engine.torrents.holds(infohash)


async def test_a_magnet_without_metadata_can_leave_with_its_data(house: House) -> None:
    infohash = await house.add_magnet("magnet:?xt=urn:btih:" + "b" * 40)

    await house.engine.torrents.remove(infohash, with_data=True)

    assert not house.engine.torrents.holds(infohash)


@pytest.mark.parametrize("damage", ["gone", "cut short"])
async def test_data_that_is_missing_at_the_start_is_an_error_and_not_fetched_again(house: House, damage: str) -> None:
    torrent = house.torrent()
    infohash = await complete(house, torrent)
    saved = await house.engine.torrents.save_resume_data([infohash], flush=True)
    await house.engine.torrents.remove(infohash, with_data=False)
    if damage == "gone":
        shutil.rmtree(house.downloads)
    else:
        with (house.downloads / "stuff" / "b.bin").open("r+b") as file:
            file.truncate(1000)
    house.ears.forget()

    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        await house.add(torrent, resume_data=saved[infohash])
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        transfer = await house.until(infohash, lambda transfer: transfer.error)
        assert "missing" in transfer.error
        assert len(house.ears.heard(TorrentFailed)) == 1
        assert not await house.engine.torrents.save_resume_data([infohash]), "what was saved is still the truth"

        house.engine.torrents.apply(infohash, EngineChange(paused=False))
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        there, proper = (folder / "stuff" / "b.bin" for folder in (house.downloads, house.source))
        await until(lambda: there.exists() and there.read_bytes() == proper.read_bytes())
        await house.until(infohash, lambda transfer: transfer.activity is Activity.SEEDING and not transfer.error)


async def test_a_disk_that_refuses_is_told_and_a_resume_tries_again(house: House) -> None:
    torrent = house.torrent()
    house.downloads.mkdir()
    obstacle = house.downloads / "stuff"
    obstacle.write_text("a file where a folder has to be")
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        failed = await house.ears.hear(TorrentFailed)
        await house.until(infohash, lambda transfer: transfer.error)
        assert failed.infohash == infohash
        assert "stuff" in failed.message

        obstacle.unlink()
        house.engine.torrents.apply(infohash, EngineChange(paused=False))
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        transfer = await house.until_seeding(infohash)

    assert transfer.error == ""


async def test_a_clean_stop_and_start_hashes_nothing(house: House) -> None:
    torrent = house.torrent()
    infohash = await complete(house, torrent)
    saved = await house.engine.torrents.save_resume_data([infohash], flush=True)
    await house.engine.torrents.remove(infohash, with_data=False)
    before = await house.engine.sessions.counters(0)
    house.ears.forget()

    await house.add(torrent, resume_data=saved[infohash])
    transfer = await house.until_seeding(infohash)

    assert transfer.done == sum(FILES.values())
    assert [event.transferred for event in house.ears.heard(ContentCompleted)] == [False]
    assert before["disk.num_blocks_hashed"] == (await house.engine.sessions.counters(0))["disk.num_blocks_hashed"]
