"""Time, handed in so that tests can hold it."""

import time
from typing import Protocol

from tribler_core.foundation.units import Seconds, Timestamp


class Clock(Protocol):
    """Tells wall-clock and monotonic time."""

    def now(self) -> Timestamp:
        """Unix seconds, UTC."""
        ...

    def microseconds(self) -> int:
        """Unix microseconds, UTC: for what must differ between two starts within one second."""
        ...

    def monotonic(self) -> Seconds:
        """Seconds that never run backwards, from an arbitrary start."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Timestamp:
        return Timestamp(int(time.time()))  # noqa: TID251 - the one place that reads the wall clock

    def microseconds(self) -> int:
        return time.time_ns() // 1000

    def monotonic(self) -> Seconds:
        return Seconds(time.monotonic())
