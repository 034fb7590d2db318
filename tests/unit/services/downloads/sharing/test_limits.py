"""Ends of seeding that are set one by one, by whom, and what is done then."""

from dataclasses import replace
from typing import Any

import pytest

from tests.builders import DOWNLOADS, MEBIBYTE, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.limits import NO_LIMITS, limits_of
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import EndAction, Limit, Match, SeedingLimits, SeedingMode, SeedingRule
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.events import DownloadRemoved, SeedingEnded
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.defaults import DownloadDefaults

NONE = Limit(None)


def limited(**limits: Any) -> SeedingRule:
    """A rule of limits alone."""
    return SeedingRule(limits=SeedingLimits(**limits))


async def a_seed(room: Room, **request: Any) -> InfoHash:
    """A download that was added and is complete."""
    infohash = (await room.downloads.add(an_add(**request))).infohash
    room.engine.complete(infohash)
    await room.settle()
    return infohash


def state(room: Room, infohash: InfoHash) -> DownloadState:
    return room.downloads.get(infohash).state


async def test_any_of_several_limits_ends_seeding(room: Room) -> None:
    infohash = await a_seed(room, seeding=limited(ratio=Limit(2.0), time=Limit(60.0)))
    room.engine.change(infohash, uploaded=MEBIBYTE)
    await room.tick(61)

    assert state(room, infohash) is DownloadState.STOPPED


async def test_all_of_several_limits_end_seeding_only_together(room: Room) -> None:
    infohash = await a_seed(room, seeding=limited(ratio=Limit(2.0), time=Limit(60.0), match=Match.ALL))
    room.engine.change(infohash, finished_time=61)
    await room.tick(61)
    assert state(room, infohash) is DownloadState.SEEDING

    room.engine.change(infohash, uploaded=2 * MEBIBYTE)
    await room.settle()

    assert state(room, infohash) is DownloadState.STOPPED


async def test_idle_seeding_ends_and_a_transfer_puts_it_off(room: Room) -> None:
    infohash = await a_seed(room, seeding=limited(idle=Limit(100.0)))
    await room.tick(60)
    room.engine.change(infohash, last_upload=room.clock.now())
    await room.tick(60)
    assert state(room, infohash) is DownloadState.SEEDING

    await room.tick(41)

    assert state(room, infohash) is DownloadState.STOPPED


async def test_many_transfers_cost_one_entry_in_the_heap(room: Room) -> None:
    infohash = await a_seed(room, seeding=limited(idle=Limit(1000.0)))
    for _ in range(50):
        room.clock.advance(3)
        room.engine.change(infohash, last_upload=room.clock.now())

    assert len(room.parts.seeding._deadlines) == 1


@pytest.mark.parametrize(("action", "with_data"), [(EndAction.REMOVE, False), (EndAction.REMOVE_WITH_CONTENT, True)])
async def test_a_download_goes_when_its_seeding_ends(room: Room, action: EndAction, with_data: bool) -> None:
    infohash = await a_seed(room, seeding=limited(ratio=Limit(1.0), action=action))
    room.engine.change(infohash, uploaded=MEBIBYTE)
    await room.settle()

    assert infohash not in room.table
    assert room.heard_of(DownloadRemoved) == [DownloadRemoved(infohash, with_data)]
    assert (infohash in room.engine.deleted) is with_data


async def test_super_seeding_begins_once_when_it_is_asked_for(room: Room) -> None:
    infohash = await a_seed(room, seeding=limited(ratio=Limit(1.0), action=EndAction.SUPER_SEED))
    for uploaded in (MEBIBYTE, MEBIBYTE + 1):
        room.engine.change(infohash, uploaded=uploaded)
        await room.settle()

    assert state(room, infohash) is DownloadState.SEEDING
    assert room.catalogue.records[infohash].settings.super_seeding
    assert room.heard_of(SeedingEnded) == [SeedingEnded(infohash, EndAction.SUPER_SEED)]


async def test_forced_downloads_do_not_end(room: Room) -> None:
    infohash = await a_seed(room, seeding=limited(ratio=Limit(1.0)), forced=True)
    room.engine.change(infohash, uploaded=MEBIBYTE)
    await room.tick(1000)

    assert state(room, infohash) is DownloadState.SEEDING


async def test_what_a_download_does_not_say_its_category_says_and_then_the_daemon(room: Room) -> None:
    room.categories.own_limits["films"] = SeedingLimits(time=Limit(60.0), ratio=NONE)
    room.defaults = DownloadDefaults(destination=DOWNLOADS, further=replace(NO_LIMITS, idle=Limit(10.0)))
    infohash = await a_seed(room, category="films", seeding=limited(time=Limit(30.0)))

    limits = room.downloads.effective_limits(room.downloads.get(infohash))

    assert limits == SeedingLimits(
        ratio=NONE, time=Limit(30.0), idle=Limit(10.0), action=EndAction.STOP, match=Match.ANY
    )


async def test_a_category_ends_seeding_of_what_was_just_put_into_it(room: Room) -> None:
    room.categories.own_limits["short"] = SeedingLimits(ratio=Limit(1.0))
    infohash = await a_seed(room)
    room.engine.change(infohash, uploaded=MEBIBYTE)
    await room.settle()
    assert state(room, infohash) is DownloadState.SEEDING

    await room.downloads.update(infohash, DownloadPatch(category="short"))
    await room.settle()

    assert state(room, infohash) is DownloadState.STOPPED


async def test_limits_have_words_for_who_knows_rules_alone(room: Room) -> None:
    infohash = await a_seed(room, seeding=limited(ratio=Limit(3.0), time=Limit(60.0)))

    rule = room.downloads.effective_seeding(room.downloads.get(infohash))

    assert (rule.mode, rule.ratio) == (SeedingMode.RATIO, 3.0)


def test_a_rule_says_what_limits_say() -> None:
    assert limits_of(SeedingRule(mode=SeedingMode.RATIO, ratio=2.0)).ratio == Limit(2.0)
    assert limits_of(SeedingRule(mode=SeedingMode.TIME, time=Seconds(5))).time == Limit(5)
    assert limits_of(SeedingRule(mode=SeedingMode.FOREVER)) == SeedingLimits(ratio=NONE, time=NONE, idle=NONE)
    assert limits_of(SeedingRule(ratio=4.0), SeedingMode.RATIO) == SeedingLimits(ratio=Limit(4.0))
    assert limits_of(SeedingRule(ratio=4.0), SeedingMode.TIME) == SeedingLimits()
