"""Hidden downloads wait for circuits, run while there are some, and wait again."""

from tests.builders import a_metainfo, a_transfer, an_add
from tests.fakes.network import FakeReadiness
from tests.unit.services.downloads.room import Room
from tribler_core.domain.anonymity import ReadinessChanged, TorrentStripped
from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import DownloadState, Hold
from tribler_core.domain.errors import AnonymityUnavailable, EngineFailure
from tribler_core.domain.events import DownloadFailed, TransfersChanged
from tribler_core.domain.torrent.infohash import InfoHash

ONE = Hops(1)
READY = FakeReadiness(available=True, ready=True, exits_known=True)
BUILDING = FakeReadiness(available=True, ready=False, exits_known=True)
ALONE = FakeReadiness(available=True, ready=False, exits_known=False)


def hidden(number: int = 1, **options):
    return an_add(number, hops=ONE, safe_seeding=True, **options)


async def turn(room: Room, now: FakeReadiness) -> None:
    """The network says that things stand otherwise now."""
    room.network.now = now
    room.events.publish(ReadinessChanged(ONE))
    await room.settle()


async def a_hidden_download(room: Room, now: FakeReadiness = READY, **options) -> InfoHash:
    room.network.now = now
    return (await room.downloads.add(hidden(**options))).infohash


async def test_it_waits_for_an_exit_then_for_a_circuit_then_runs(room: Room):
    infohash = await a_hidden_download(room, ALONE)
    assert room.downloads.get(infohash).state is DownloadState.EXIT_NODES

    await turn(room, BUILDING)
    assert room.downloads.get(infohash).state is DownloadState.CIRCUITS
    assert not room.engine.holds(infohash)

    await turn(room, READY)
    assert room.downloads.get(infohash).hold is Hold.NONE
    assert room.engine.holds(infohash)


async def test_held_at_a_start_after_a_kill_it_is_looked_through_when_it_runs(room: Room):
    await a_hidden_download(room)
    room.network.now = BUILDING
    after_a_kill = await (await room.killed()).start()
    stopped_meanwhile = await (await after_a_kill.restarted()).start()
    assert stopped_meanwhile.engine.orders == []

    await turn(stopped_meanwhile, READY)
    assert [order.recover for order in stopped_meanwhile.engine.orders] == [True]

    again = await (await stopped_meanwhile.restarted()).start()
    assert [order.recover for order in again.engine.orders] == [False]


async def test_a_lost_circuit_halts_it_and_the_next_lets_it_go_on(room: Room):
    infohash = await a_hidden_download(room)

    await turn(room, BUILDING)
    assert room.downloads.get(infohash).state is DownloadState.CIRCUITS
    assert room.engine.torrent(infohash).transfer.paused
    room.events.publish(TransfersChanged([(infohash, a_transfer())]))  # from before
    assert room.downloads.get(infohash).transfer.paused

    await turn(room, READY)
    assert room.downloads.get(infohash).hold is Hold.NONE
    assert not room.engine.torrent(infohash).transfer.paused
    assert len(room.engine.orders) == 1


async def test_who_was_stopped_stays_stopped(room: Room):
    infohash = await a_hidden_download(room)
    await turn(room, BUILDING)
    await room.downloads.update(infohash, DownloadPatch(command=Command.STOP))

    await turn(room, READY)

    assert room.engine.torrent(infohash).transfer.paused
    assert room.downloads.get(infohash).state is DownloadState.STOPPED


async def test_who_is_resumed_while_it_waits_does_not_run_before_its_time(room: Room):
    infohash = await a_hidden_download(room)
    await room.downloads.update(infohash, DownloadPatch(command=Command.STOP))
    await turn(room, BUILDING)

    await room.downloads.update(infohash, DownloadPatch(command=Command.RESUME))
    assert room.engine.torrent(infohash).transfer.paused

    await turn(room, READY)
    assert not room.engine.torrent(infohash).transfer.paused


async def test_plain_downloads_and_other_hop_counts_are_left_alone(room: Room):
    room.network.now = READY
    plain = (await room.downloads.add(an_add(2))).infohash
    two = (await room.downloads.add(an_add(3, hops=Hops(2), safe_seeding=True))).infohash
    before = {infohash: room.downloads.get(infohash) for infohash in (plain, two)}

    await turn(room, BUILDING)

    assert {infohash: room.downloads.get(infohash) for infohash in (plain, two)} == before


async def test_the_network_is_told_how_many_want_it(room: Room):
    first, second = await a_hidden_download(room), (await room.downloads.add(hidden(2))).infohash
    await room.tick()
    assert room.network.wanted == {1: 2}

    await room.downloads.update(first, DownloadPatch(command=Command.STOP))
    await room.tick()
    assert room.network.wanted == {1: 1}

    await room.downloads.remove(second, with_data=False)
    await room.tick()
    assert room.network.wanted == {1: 0}


async def test_a_change_that_nobody_told_of_is_found_at_the_next_tick(room: Room):
    infohash = await a_hidden_download(room)
    room.network.now = BUILDING
    room.table.touch(infohash)

    await room.tick()

    assert room.downloads.get(infohash).state is DownloadState.CIRCUITS


async def test_a_circuit_that_is_gone_again_means_waiting_on(room: Room):
    infohash = await a_hidden_download(room, BUILDING)
    room.engine.refusals[infohash] = AnonymityUnavailable("gone again")

    await turn(room, READY)

    assert room.downloads.get(infohash).state is DownloadState.CIRCUITS
    assert not room.heard_of(DownloadFailed)


async def test_what_the_engine_refuses_is_told(room: Room):
    infohash = await a_hidden_download(room, BUILDING)
    room.engine.refusals[infohash] = EngineFailure("no")

    await turn(room, READY)

    assert room.downloads.get(infohash).state is DownloadState.STOPPED_ON_ERROR
    assert [event.message for event in room.heard_of(DownloadFailed)] == ["no"]


async def test_what_a_hidden_download_does_without_is_shown_until_it_is_plain(room: Room):
    infohash = await a_hidden_download(room)
    room.events.publish(TorrentStripped(infohash, ("1 web seed",)))
    assert room.downloads.get(infohash).stripped == ("1 web seed",)

    await room.downloads.update(infohash, DownloadPatch(hops=Hops(0)))

    assert room.downloads.get(infohash).stripped == ()


async def test_a_hundred_are_released_together(room: Room):
    room.network.now = BUILDING
    infohashes = [(await room.downloads.add(hidden(number))).infohash for number in range(1, 101)]

    await turn(room, READY)
    await room.until(lambda: all(room.downloads.get(each).hold is Hold.NONE for each in infohashes))

    assert all(room.engine.holds(infohash) for infohash in infohashes)


async def test_a_restart_releases_who_waited(room: Room):
    infohash = await a_hidden_download(room, BUILDING)
    room = await (await room.killed()).start()
    assert room.downloads.get(infohash).state is DownloadState.CIRCUITS

    await turn(room, READY)

    assert room.downloads.get(infohash).hold is Hold.NONE
    assert room.engine.holds(a_metainfo(1).infohash)
