"""Which parts come first, what is believed without a check, and what is seeded sparingly."""

from typing import Any

import pytest

from tests.engine.house import House
from tests.swarm import PIECE, FileServer, Seeder, magnet_of
from tribler_core.domain.events import MetadataArrived, TorrentChecked
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.infohash import InfoHash


def priorities(house: House, infohash: InfoHash) -> list[int]:
    handle: Any = house.engine._torrents.get(infohash).handle
    return list(handle.get_piece_priorities())


def is_hastened(house: House, infohash: InfoHash) -> bool:
    found = priorities(house, infohash)
    return found[0] == 7 and found[-1] == 7 and 4 in found


async def test_first_and_last_pieces_come_first_from_the_beginning(house: House) -> None:
    infohash = await house.add(house.torrent(), first_last_first=True)

    await house.ears.until(lambda: is_hastened(house, infohash))


async def test_first_and_last_pieces_of_a_magnet_come_first(house: House) -> None:
    torrent = house.torrent()
    with Seeder(ignore_limits_on_local_network=False) as seeder:
        seeder.share(torrent, house.source, upload_limit=20_000)
        infohash = await house.add_magnet(magnet_of(torrent, peers=[seeder.address]), first_last_first=True)
        await house.ears.hear(MetadataArrived)
        await house.ears.until(lambda: is_hastened(house, infohash))


async def test_they_stay_first_when_files_are_chosen_and_only_of_those(house: House) -> None:
    infohash = await house.add(house.torrent())
    house.engine.torrents.apply(infohash, EngineChange(first_last_first=True))
    await house.ears.until(lambda: is_hastened(house, infohash))

    house.engine.torrents.apply(infohash, EngineChange(file_priorities=(4, 0, 0, 0)))

    ends = 300_000 // PIECE
    await house.ears.until(lambda: priorities(house, infohash)[-1] == 0 and priorities(house, infohash)[0] == 7)
    assert priorities(house, infohash)[ends] == 7


async def test_they_are_like_others_when_nobody_wants_them_first(house: House) -> None:
    infohash = await house.add(house.torrent(), first_last_first=True)
    await house.ears.until(lambda: is_hastened(house, infohash))

    house.engine.torrents.apply(infohash, EngineChange(first_last_first=False))

    await house.ears.until(lambda: set(priorities(house, infohash)) == {4})


@pytest.mark.parametrize(
    ("before", "after", "wanted"), [((0,), (3,), [3]), (None, (1, 2), [1, 2]), ((0,), None, [0, 1, 2, 3])]
)
async def test_files_of_a_magnet_are_chosen_anew_before_anybody_knows_them(
    house: House, before: tuple[int, ...] | None, after: tuple[int, ...] | None, wanted: list[int]
) -> None:
    torrent = house.torrent()
    infohash = await house.add_magnet(magnet_of(torrent), selection=before)

    house.engine.torrents.apply(infohash, EngineChange(selection=after))
    await house.engine.torrents.give_metadata(infohash, torrent)
    await house.ears.hear(MetadataArrived)

    handle: Any = house.engine._torrents.get(infohash).handle
    assert [index for index, priority in enumerate(handle.get_file_priorities()) if priority] == wanted


async def test_a_seed_that_is_trusted_is_not_checked(house: House) -> None:
    torrent = house.torrent()
    infohash = await house.add(torrent, destination=house.source, seed_mode=True)

    transfer = await house.until_seeding(infohash)

    assert transfer.done == transfer.size


async def test_a_download_stops_when_what_is_there_is_checked(house: House) -> None:
    torrent = house.torrent()
    infohash = await house.add(torrent, destination=house.source, stop_after_check=True)

    await house.ears.hear(TorrentChecked)
    transfer = await house.until(infohash, lambda transfer: transfer.paused and transfer.done > 0)

    assert transfer.done == transfer.size
    assert not transfer.auto_managed


async def test_super_seeding_is_told_at_once_and_later(house: House) -> None:
    torrent = house.torrent()
    infohash = await house.add(torrent, destination=house.source, super_seeding=True)
    await house.until(infohash, lambda transfer: transfer.super_seeding)

    house.engine.torrents.apply(infohash, EngineChange(super_seeding=False))

    await house.until(infohash, lambda transfer: not transfer.super_seeding)


async def test_web_seeds_come_go_and_deliver(house: House) -> None:
    torrent = house.torrent()
    with FileServer(house.source) as server:
        infohash = await house.add(torrent)
        house.engine.swarm.add_web_seeds(infohash, ["http://127.0.0.1:9/", f"{server.url}/"])
        await house.until_seeding(infohash)
        house.engine.swarm.remove_web_seeds(infohash, ["http://127.0.0.1:9/"])

        assert await house.engine.inspection.web_seeds(infohash) == (f"{server.url}/",)
