"""[speed]: the other limits of speed, and when they hold."""

import enum
from dataclasses import dataclass
from typing import ClassVar

from tribler_core.config.sections.checks import LARGEST, require_range
from tribler_core.foundation.units import BytesPerSecond


class Days(enum.Enum):
    """Days on which a schedule holds."""

    DAILY = "daily"
    WEEKDAYS = "weekdays"
    WEEKEND = "weekend"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedSection:
    """The alternative limits of speed, over all downloads, and when they hold in place of the usual ones."""

    PATH: ClassVar = ("speed",)

    alternative_download_rate: BytesPerSecond = BytesPerSecond(10240)
    """Over all downloads; 0: no limit."""
    alternative_upload_rate: BytesPerSecond = BytesPerSecond(10240)
    """Over all downloads; 0: no limit."""
    schedule: bool = False
    """Let the alternative limits hold at the hours below. A switch by hand holds until the next of them."""
    schedule_days: Days = Days.DAILY
    """`daily`, `weekdays`, `weekend`, or a day by its name; a time over midnight belongs to the day it begins on."""
    schedule_from_hour: int = 8
    """In local time."""
    schedule_from_minute: int = 0
    """In local time."""
    schedule_to_hour: int = 20
    """In local time; earlier than the beginning: on the next day."""
    schedule_to_minute: int = 0
    """In local time."""

    def __post_init__(self) -> None:
        for name in ("alternative_download_rate", "alternative_upload_rate"):
            require_range(f"speed.{name}", getattr(self, name), 0, LARGEST)
        for end in ("from", "to"):
            require_range(f"speed.schedule_{end}_hour", getattr(self, f"schedule_{end}_hour"), 0, 23)
            require_range(f"speed.schedule_{end}_minute", getattr(self, f"schedule_{end}_minute"), 0, 59)
