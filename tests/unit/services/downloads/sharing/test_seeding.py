"""When seeding ends."""

from dataclasses import replace
from typing import Any

from tests.builders import DOWNLOADS, MEBIBYTE, an_add
from tests.fakes.network import FakeReadiness
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.settings import Hops, SeedingMode, SeedingRule
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.events import DownloadFailed
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.defaults import FOREVER, DownloadDefaults

NEVER = SeedingRule(mode=SeedingMode.NEVER)
TWICE = SeedingRule(mode=SeedingMode.RATIO, ratio=2.0)
MINUTE = SeedingRule(mode=SeedingMode.TIME, time=Seconds(60))


async def a_seed(room: Room, **request: Any) -> InfoHash:
    """A download that was added and is complete."""
    infohash = (await room.downloads.add(an_add(**request))).infohash
    room.engine.complete(infohash)
    await room.settle()
    return infohash


def state(room: Room, infohash: InfoHash) -> DownloadState:
    return room.downloads.get(infohash).state


async def test_without_a_rule_seeding_never_ends(room: Room) -> None:
    infohash = await a_seed(room)
    room.engine.change(infohash, uploaded=100 * MEBIBYTE, finished_time=10**9)
    await room.tick(10**9)

    assert state(room, infohash) is DownloadState.SEEDING


async def test_never_ends_at_once_and_is_not_the_users_stop(room: Room) -> None:
    infohash = await a_seed(room, seeding=NEVER)

    row = room.downloads.get(infohash)
    assert row.state is DownloadState.STOPPED
    assert (row.settings.stopped_by_rule, row.settings.user_stopped) == (True, False)
    assert room.catalogue.records[infohash].settings.stopped_by_rule


async def test_a_ratio_ends_when_it_is_reached(room: Room) -> None:
    infohash = await a_seed(room, seeding=TWICE)
    room.engine.change(infohash, uploaded=2 * MEBIBYTE - 1)
    await room.settle()
    assert state(room, infohash) is DownloadState.SEEDING

    room.engine.change(infohash, uploaded=2 * MEBIBYTE)
    await room.settle()

    assert state(room, infohash) is DownloadState.STOPPED


async def test_a_time_ends_though_nothing_changes(room: Room) -> None:
    infohash = await a_seed(room, seeding=MINUTE)
    await room.tick(59)
    assert state(room, infohash) is DownloadState.SEEDING

    await room.tick(1)

    assert state(room, infohash) is DownloadState.STOPPED


async def test_time_stands_still_while_a_seed_is_stopped(room: Room) -> None:
    infohash = await a_seed(room, seeding=MINUTE)
    await room.tick(30)
    await room.downloads.update(infohash, DownloadPatch(command=Command.STOP))
    await room.tick(1000)
    room.engine.change(infohash, finished_time=30)
    await room.downloads.update(infohash, DownloadPatch(command=Command.RESUME))
    await room.tick(29)
    assert state(room, infohash) is DownloadState.SEEDING

    await room.tick(1)

    assert state(room, infohash) is DownloadState.STOPPED


async def test_many_seeds_share_one_list_of_deadlines(room: Room) -> None:
    seeds = [await a_seed(room, number=number, seeding=MINUTE) for number in range(1, 6)]
    for infohash in seeds:
        room.engine.change(infohash, finished_time=1)
    assert len(room.parts.seeding._deadlines) == len(seeds)

    await room.tick(60)

    assert {state(room, infohash) for infohash in seeds} == {DownloadState.STOPPED}
    assert room.parts.seeding._deadlines == []


async def test_the_configured_rule_fills_the_gaps_of_a_downloads_own(room: Room) -> None:
    room.defaults = DownloadDefaults(destination=DOWNLOADS, seeding=replace(FOREVER, mode=SeedingMode.RATIO, ratio=1.0))
    configured, own = await a_seed(room, number=1), await a_seed(room, number=2, seeding=SeedingRule(ratio=5.0))
    for infohash in (configured, own):
        room.engine.change(infohash, uploaded=2 * MEBIBYTE)
    await room.settle()

    assert state(room, configured) is DownloadState.STOPPED
    assert state(room, own) is DownloadState.SEEDING
    rule = room.downloads.effective_seeding(room.downloads.get(own))
    assert (rule.mode, rule.ratio) == (SeedingMode.RATIO, 5.0)


async def test_a_changed_default_is_applied_to_who_seeds_now(room: Room) -> None:
    infohash = await a_seed(room)
    room.defaults = DownloadDefaults(destination=DOWNLOADS, seeding=replace(FOREVER, mode=SeedingMode.NEVER))

    room.downloads.defaults_changed()
    await room.settle()

    assert state(room, infohash) is DownloadState.STOPPED


async def test_a_changed_rule_is_applied_at_once(room: Room) -> None:
    infohash = await a_seed(room)

    await room.downloads.update(infohash, DownloadPatch(seeding=NEVER))
    await room.settle()

    assert state(room, infohash) is DownloadState.STOPPED


async def test_an_incomplete_download_is_nobodys_seed(room: Room) -> None:
    infohash = (await room.downloads.add(an_add(seeding=NEVER))).infohash
    room.engine.change(infohash, progress=0.5)
    await room.settle()

    assert state(room, infohash) is DownloadState.DOWNLOADING


async def test_a_seed_in_the_queue_ends_too(room: Room) -> None:
    infohash = await a_seed(room, seeding=TWICE, auto_managed=True)
    room.engine.change(infohash, paused=True, auto_managed=True, uploaded=2 * MEBIBYTE)
    await room.settle()

    assert state(room, infohash) is DownloadState.STOPPED


async def test_a_download_that_shall_seed_safely_stops_rather_than_seed_in_the_open(room: Room) -> None:
    infohash = await a_seed(room, safe_seeding=True)

    assert state(room, infohash) is DownloadState.STOPPED
    assert room.downloads.get(infohash).settings.stopped_by_rule
    (failed,) = room.heard_of(DownloadFailed)
    assert "safe seeding" in failed.message


async def test_it_stays_stopped_when_it_is_resumed(room: Room) -> None:
    infohash = await a_seed(room, safe_seeding=True)

    await room.downloads.update(infohash, DownloadPatch(command=Command.RESUME))
    await room.settle()

    assert state(room, infohash) is DownloadState.STOPPED


async def test_who_can_hide_is_not_stopped(room: Room) -> None:
    room.network.now = FakeReadiness(available=True, ready=True, exits_known=True)

    infohash = await a_seed(room, safe_seeding=True)

    assert state(room, infohash) is DownloadState.SEEDING


async def test_a_seed_that_was_removed_meanwhile_is_forgotten(room: Room) -> None:
    infohash = await a_seed(room, seeding=MINUTE)
    await room.downloads.remove(infohash, with_data=False)

    await room.tick(61)

    assert room.parts.seeding._deadlines == []


async def test_a_hidden_download_that_waits_is_not_a_seed(room: Room) -> None:
    infohash = await a_seed(room)
    await room.downloads.update(infohash, DownloadPatch(hops=Hops(1)))
    await room.downloads.update(infohash, DownloadPatch(seeding=NEVER))
    await room.settle()

    assert state(room, infohash) is DownloadState.CIRCUITS
