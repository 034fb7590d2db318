"""Hidden downloads that run are in their hidden swarm, and nobody else is."""

from tests.builders import a_metainfo, an_add
from tests.fakes.network import FakeReadiness
from tests.unit.services.downloads.room import Room
from tribler_core.domain.anonymity import ReadinessChanged
from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource

READY = FakeReadiness(available=True, ready=True, exits_known=True)
BUILDING = FakeReadiness(available=True, ready=False, exits_known=True)


async def a_hidden_download(room: Room, number: int = 1, **options) -> InfoHash:
    room.network.now = READY
    source = TorrentSource(a_metainfo(number, **options).data)
    infohash = (await room.downloads.add(an_add(source=source, hops=Hops(2), safe_seeding=True))).infohash
    room.engine.change(infohash, paused=False)
    await room.tick()
    return infohash


def joined(room: Room) -> dict[InfoHash, tuple[int, bool]]:
    return {infohash: (hops, seeding) for infohash, (hops, seeding, _) in room.network.swarms.items()}


async def test_it_looks_for_seeders_and_is_one_when_it_is_complete(room: Room) -> None:
    infohash = await a_hidden_download(room)
    assert joined(room) == {infohash: (2, False)}

    room.engine.complete(infohash)
    await room.tick()

    assert joined(room) == {infohash: (2, True)}


async def test_plain_and_private_downloads_meet_nobody(room: Room) -> None:
    await a_hidden_download(room, 1, private=True)
    await room.downloads.add(an_add(2))
    await room.tick()

    assert joined(room) == {}


async def test_it_leaves_when_it_stops_waits_changes_or_goes(room: Room) -> None:
    stopped, gone, changed = [await a_hidden_download(room, number) for number in (1, 2, 3)]
    await room.downloads.update(stopped, DownloadPatch(command=Command.STOP))
    await room.downloads.remove(gone, with_data=False)
    await room.downloads.update(changed, DownloadPatch(hops=Hops(0)))
    await room.tick()
    assert joined(room) == {}

    waiting = await a_hidden_download(room, 4)
    room.network.now = BUILDING
    room.events.publish(ReadinessChanged(Hops(2)))
    await room.tick()
    assert waiting not in joined(room)


async def test_addresses_that_are_found_are_tried_only_where_they_make_sense(room: Room) -> None:
    infohash = await a_hidden_download(room)
    _, _, connect = room.network.swarms[infohash]
    connect("1.2.3.4", 1024)
    assert room.engine.torrent(infohash).connected == [("1.2.3.4", 1024)]

    await room.downloads.update(infohash, DownloadPatch(hops=Hops(0)))
    connect("5.6.7.8", 1024)

    assert ("5.6.7.8", 1024) not in room.engine.torrent(infohash).connected
