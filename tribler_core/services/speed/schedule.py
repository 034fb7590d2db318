"""When a schedule holds, in local time."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from tribler_core.config.sections import Days, SpeedSection

_WEEK = (Days.MONDAY, Days.TUESDAY, Days.WEDNESDAY, Days.THURSDAY, Days.FRIDAY, Days.SATURDAY, Days.SUNDAY)
_WEEKDAYS = {Days.DAILY: range(7), Days.WEEKDAYS: range(5), Days.WEEKEND: range(5, 7)} | {
    day: range(number, number + 1) for number, day in enumerate(_WEEK)
}
"""Days of the week, Monday is 0."""
_LOOK_AHEAD = 9
"""Days; in so many every schedule has an edge."""


def holds(section: SpeedSection, moment: datetime) -> bool:
    """Whether the moment is inside; the end itself is not."""
    return section.schedule and any(begin <= moment < end for begin, end in _windows(section, moment.date()))


def next_edge(section: SpeedSection, moment: datetime) -> datetime | None:
    """The first beginning or end after the moment; None: there is none."""
    edges = (edge for window in _windows(section, moment.date()) for edge in window if edge > moment)
    return min(edges, default=None) if section.schedule else None


def _windows(section: SpeedSection, today: date) -> Iterator[tuple[datetime, datetime]]:
    """From yesterday's on. One that would end before it begins ends the day after; one without length is none."""
    begin = time(section.schedule_from_hour, section.schedule_from_minute)
    end = time(section.schedule_to_hour, section.schedule_to_minute)
    if begin == end:
        return
    for number in range(-1, _LOOK_AHEAD):
        day = today + timedelta(days=number)
        if day.weekday() in _WEEKDAYS[section.schedule_days]:
            yield datetime.combine(day, begin), datetime.combine(day + timedelta(days=end < begin), end)
