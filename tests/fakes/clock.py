"""Time that stands still until a test moves it."""

from tribler_core.foundation.units import Seconds, Timestamp


class FakeClock:
    """Implements Clock."""

    def __init__(self, now: int = 1_700_000_000) -> None:
        self._now = float(now)
        self._monotonic = 1000.0

    def now(self) -> Timestamp:
        return Timestamp(int(self._now))

    def microseconds(self) -> int:
        return int(self._now * 1_000_000)

    def monotonic(self) -> Seconds:
        return Seconds(self._monotonic)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds
        self._monotonic += seconds
