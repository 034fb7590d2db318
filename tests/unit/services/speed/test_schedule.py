"""When a schedule holds."""

from datetime import datetime

import pytest

from tribler_core.config.sections import Days, SpeedSection
from tribler_core.services.speed.schedule import holds, next_edge

MONDAY = "2026-06-01"


def schedule(begin: str, end: str, days: Days = Days.DAILY) -> SpeedSection:
    """From and to as hh:mm."""
    (from_hour, from_minute), (to_hour, to_minute) = (map(int, text.split(":")) for text in (begin, end))
    return SpeedSection(
        schedule=True,
        schedule_days=days,
        schedule_from_hour=from_hour,
        schedule_from_minute=from_minute,
        schedule_to_hour=to_hour,
        schedule_to_minute=to_minute,
    )


def at(text: str) -> datetime:
    """A moment of local time."""
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "inside"), [("07:59:59", False), ("08:00:00", True), ("19:59:59", True), ("20:00:00", False)]
)
def test_it_holds_from_the_first_moment_and_not_in_the_last(moment: str, inside: bool) -> None:
    assert holds(schedule("08:00", "20:00"), at(f"{MONDAY}T{moment}")) is inside


@pytest.mark.parametrize(
    ("moment", "inside"), [("23:00:00", True), ("00:30:00", True), ("06:00:00", False), ("12:00:00", False)]
)
def test_it_may_hold_over_midnight(moment: str, inside: bool) -> None:
    assert holds(schedule("22:00", "06:00"), at(f"{MONDAY}T{moment}")) is inside


@pytest.mark.parametrize(
    ("days", "day", "inside"),
    [
        (Days.WEEKDAYS, "2026-06-05", True),
        (Days.WEEKDAYS, "2026-06-06", False),
        (Days.WEEKEND, "2026-06-06", True),
        (Days.WEEKEND, "2026-06-05", False),
        (Days.MONDAY, MONDAY, True),
        (Days.SUNDAY, "2026-06-07", True),
        (Days.SUNDAY, MONDAY, False),
    ],
)
def test_it_holds_on_its_days(days: Days, day: str, inside: bool) -> None:
    assert holds(schedule("08:00", "20:00", days), at(f"{day}T12:00")) is inside


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    sunday_night = schedule("22:00", "06:00", Days.SUNDAY)

    assert holds(sunday_night, at(f"{MONDAY}T05:00"))
    assert not holds(sunday_night, at("2026-06-07T05:00"))


def test_edges_come_one_after_the_other() -> None:
    weekend = schedule("08:00", "20:00", Days.WEEKEND)

    assert next_edge(weekend, at(f"{MONDAY}T00:00")) == at("2026-06-06T08:00")
    assert next_edge(weekend, at("2026-06-06T08:00")) == at("2026-06-06T20:00")
    assert next_edge(weekend, at("2026-06-07T20:00")) == at("2026-06-13T08:00")


def test_a_schedule_without_length_or_that_is_off_has_no_edge() -> None:
    assert next_edge(schedule("08:00", "08:00"), at(f"{MONDAY}T00:00")) is None
    assert next_edge(SpeedSection(), at(f"{MONDAY}T00:00")) is None
    assert not holds(SpeedSection(), at(f"{MONDAY}T12:00"))
