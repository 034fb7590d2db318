"""The alternative limits of speed: by schedule, by hand, over restarts."""

from dataclasses import replace
from datetime import datetime

from tests.fakes.catalogue import FakeStore
from tests.fakes.clock import FakeClock
from tests.unit.services.speed.test_schedule import schedule
from tribler_core.config.sections import LibtorrentSection, SpeedSection
from tribler_core.foundation.units import BytesPerSecond
from tribler_core.services.speed.alternative import AlternativeSpeed


class Desk:
    """The service with a clock that stands at noon of a Monday."""

    def __init__(self, section: SpeedSection, store: FakeStore | None = None) -> None:
        self.section = section
        self.store = store or FakeStore()
        self.clock = FakeClock()
        self.to("12:00")
        self.switches = 0
        self.speed = AlternativeSpeed(lambda: self.section, self.store, self.clock, self._switched)

    def _switched(self) -> None:
        self.switches += 1

    def to(self, moment: str, day: str = "2026-06-01") -> None:
        """Let the clock show this local time."""
        self.clock.advance(datetime.fromisoformat(f"{day}T{moment}").timestamp() - self.clock.now())

    async def at(self, moment: str, day: str = "2026-06-01") -> bool:
        """Whether they are in force at this time."""
        self.to(moment, day)
        await self.speed.look()
        return self.speed.active


async def test_a_hand_switches_and_the_engine_gets_other_limits() -> None:
    desk = Desk(SpeedSection(alternative_download_rate=BytesPerSecond(5), alternative_upload_rate=BytesPerSecond(7)))
    await desk.speed.load()
    usual = LibtorrentSection(max_download_rate=BytesPerSecond(100))
    assert desk.speed.in_force(usual) is usual

    await desk.speed.switch(active=True)

    limited = desk.speed.in_force(usual)
    assert (limited.max_download_rate, limited.max_upload_rate) == (5, 7)
    assert desk.switches == 1


async def test_the_hand_is_remembered_over_a_restart() -> None:
    desk = Desk(SpeedSection())
    await desk.speed.switch(active=True)

    later = Desk(SpeedSection(), desk.store)
    await later.speed.load()

    assert later.speed.active


async def test_the_schedule_switches_at_its_edges_alone() -> None:
    desk = Desk(schedule("13:00", "14:00"))
    await desk.speed.load()

    assert [await desk.at(moment) for moment in ("12:59", "13:00", "13:30", "14:00", "14:01")] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert desk.switches == 2


async def test_a_switch_by_hand_lasts_until_the_next_edge() -> None:
    desk = Desk(schedule("13:00", "14:00"))
    await desk.speed.load()
    assert await desk.at("13:00")
    await desk.speed.switch(active=False)
    assert not await desk.at("13:59")
    await desk.speed.switch(active=True)

    assert not await desk.at("14:00")
    assert await desk.at("13:00", "2026-06-02")


async def test_a_start_inside_the_schedule_begins_with_them() -> None:
    desk = Desk(schedule("08:00", "20:00"))
    await desk.speed.load()

    assert desk.speed.active


async def test_a_restart_within_the_same_hours_keeps_the_hand_and_a_later_one_does_not() -> None:
    desk = Desk(schedule("08:00", "20:00"))
    await desk.speed.load()
    await desk.speed.switch(active=False)

    soon = Desk(desk.section, desk.store)
    soon.to("12:30")
    await soon.speed.load()
    assert not soon.speed.active

    next_day = Desk(desk.section, desk.store)
    next_day.to("12:30", "2026-06-02")
    await next_day.speed.load()
    assert next_day.speed.active


async def test_a_schedule_takes_effect_when_it_is_changed() -> None:
    desk = Desk(SpeedSection())
    await desk.speed.load()
    desk.section = schedule("08:00", "20:00")
    assert await desk.at("12:01")

    desk.section = replace(desk.section, alternative_download_rate=BytesPerSecond(1))
    await desk.speed.switch(active=False)

    assert not await desk.at("12:02")
