"""What files are called on the disk, and what everybody else is told."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.house import LOCAL, TICK, House
from tests.swarm import Seeder, magnet_of, until
from tribler_core.domain.download.settings import ContentLayout
from tribler_core.domain.events import ContentCompleted, MetadataArrived
from tribler_core.engine.engine import EngineOptions, FileRules

NAMES = ["a.bin", "b.bin", "c.bin", "d.txt"]
SLOW = 20_000
"""Bytes/s: the content takes a minute, so that nobody is too late to see it unfinished."""


def on_disk(folder: Path) -> list[str]:
    """Every file below, relative, sorted."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def suffixing(folder: Path) -> House:
    """An engine that marks what is not complete."""
    house = House(LOCAL, folder, EngineOptions(tick=TICK, file_rules=FileRules(suffix=True)))
    await house.start()
    return house


async def test_files_lose_their_folder_when_none_is_wanted(house: House) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent, content_layout=ContentLayout.NO_SUBFOLDER)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)

    assert on_disk(house.downloads) == NAMES
    assert [file.path for file in house.engine.inspection.files(infohash)] == NAMES


async def test_a_file_gets_a_folder_when_one_is_wanted(house: House) -> None:
    house.content("alone", {"film.mkv": 50_000})
    torrent = house.torrent_of("alone/film.mkv")
    infohash = await house.add(torrent, content_layout=ContentLayout.SUBFOLDER)

    assert [file.path for file in house.engine.inspection.files(infohash)] == ["film/film.mkv"]


async def test_a_layout_lasts_over_a_restart_and_is_not_made_twice(house: House) -> None:
    torrent = house.torrent()
    infohash = await house.add(torrent, content_layout=ContentLayout.NO_SUBFOLDER)
    saved = await house.engine.torrents.save_resume_data([infohash])
    await house.engine.torrents.remove(infohash, with_data=False)

    await house.add(torrent, content_layout=ContentLayout.NO_SUBFOLDER, resume_data=saved[infohash])

    assert [file.path for file in house.engine.inspection.files(infohash)] == NAMES


async def test_a_magnet_gets_its_layout_when_its_files_are_known(house: House) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        uri = magnet_of(torrent, peers=[seeder.address])
        infohash = await house.add_magnet(uri, content_layout=ContentLayout.NO_SUBFOLDER)
        await house.ears.hear(MetadataArrived)
        await house.until_seeding(infohash)
        await until(lambda: on_disk(house.downloads) == NAMES)

    assert [file.path for file in house.engine.inspection.files(infohash)] == NAMES


async def test_unfinished_files_have_a_suffix_that_only_the_disk_knows(tmp_path: Path) -> None:
    house = await suffixing(tmp_path)
    try:
        torrent = house.torrent()
        with Seeder(ignore_limits_on_local_network=False) as seeder:
            handle = seeder.share(torrent, house.source, upload_limit=SLOW)
            infohash = await house.add(torrent)
            house.engine.swarm.connect_peers(infohash, [seeder.address])
            await until(lambda: any(name.endswith(".!qB") for name in on_disk(house.downloads)))
            assert [file.path for file in house.engine.inspection.files(infohash)] == [
                f"stuff/{name}" for name in NAMES
            ]

            handle.set_upload_limit(-1)
            await house.ears.hear(ContentCompleted)
        assert on_disk(house.downloads) == [f"stuff/{name}" for name in NAMES]
    finally:
        await house.stop()


async def test_a_renamed_file_keeps_its_suffix_until_it_is_complete(tmp_path: Path) -> None:
    house = await suffixing(tmp_path)
    try:
        torrent = house.torrent()
        infohash = await house.add(torrent)
        await house.engine.torrents.rename_file(infohash, 0, "stuff/other.bin")
        assert house.engine.inspection.files(infohash)[0].path == "stuff/other.bin"
        with Seeder() as seeder:
            seeder.share(torrent, house.source)
            house.engine.swarm.connect_peers(infohash, [seeder.address])
            await house.ears.hear(ContentCompleted)

        assert (house.downloads / "stuff" / "other.bin").exists()
    finally:
        await house.stop()


async def test_the_suffix_comes_and_goes_with_the_rule(house: House) -> None:
    torrent = house.torrent()
    with Seeder(ignore_limits_on_local_network=False) as seeder:
        seeder.share(torrent, house.source, upload_limit=SLOW)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until(infohash, lambda transfer: transfer.done > 0)

        await house.engine.apply(LOCAL, FileRules(suffix=True))
        await until(lambda: any(name.endswith(".!qB") for name in on_disk(house.downloads)))
        await house.engine.apply(LOCAL, FileRules())
        await until(lambda: not any(name.endswith(".!qB") for name in on_disk(house.downloads)))


async def test_a_suffix_that_is_unwanted_before_it_is_there_does_not_stay(house: House) -> None:
    infohash = await house.add(house.torrent())
    held = house.engine._torrents.get(infohash)

    await house.engine.apply(LOCAL, FileRules(suffix=True))
    assert held.suffixing
    await house.engine.apply(LOCAL, FileRules())

    await house.ears.until(lambda: not held.suffixing | held.unsuffixing)
    assert sorted((held.renamed or {}).values()) == [f"stuff/{name}" for name in NAMES]


async def test_content_that_is_there_under_its_proper_name_is_found(tmp_path: Path) -> None:
    house = await suffixing(tmp_path)
    try:
        torrent = house.torrent()
        house.downloads.mkdir()
        (house.source / "stuff").rename(house.downloads / "stuff")

        infohash = await house.add(torrent)

        await house.until_seeding(infohash)
    finally:
        await house.stop()


@pytest.mark.parametrize("preallocate", [True, False])
async def test_space_is_reserved_at_once_where_that_is_wanted(house: House, preallocate: bool) -> None:
    await house.engine.apply(LOCAL, FileRules(preallocate=preallocate))
    torrent = house.torrent()
    with Seeder(ignore_limits_on_local_network=False) as seeder:
        seeder.share(torrent, house.source, upload_limit=SLOW)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        transfer = await house.until(infohash, lambda transfer: transfer.done > 0)

    held = house.engine._torrents.get(infohash)
    mode = held.handle.status().storage_mode
    assert transfer.done < transfer.size
    assert (str(mode).endswith("allocate")) is preallocate


async def test_a_banned_peer_is_never_talked_to(house: House) -> None:
    await house.engine.apply(replace(LOCAL, banned_peers=("127.0.0.1",)))
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await asyncio.sleep(0.5)  # for nothing to happen
        assert await house.engine.inspection.peers(infohash) == ()

        await house.engine.apply(LOCAL)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)
