"""How late the event loop is: the one number that tells whether something blocks it."""

import asyncio
from collections import deque

from prometheus_client import CollectorRegistry, Gauge, Histogram

from tribler_core.foundation.units import Seconds

_INTERVAL = Seconds(0.1)
_SAMPLES = 600
"""A minute of them."""
_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class LoopLag:
    """Sleeps a little, again and again, and measures by how much it woke too late."""

    def __init__(self, registry: CollectorRegistry, interval: Seconds = _INTERVAL) -> None:
        self._interval = interval
        self._samples: deque[float] = deque(maxlen=_SAMPLES)
        self._histogram = Histogram(
            "triblerd_event_loop_lag_seconds",
            "By how much the event loop was late.",
            registry=registry,
            buckets=_BUCKETS,
        )
        p99 = Gauge("triblerd_event_loop_lag_p99_seconds", "99 % of the last minute's samples.", registry=registry)
        p99.set_function(self.p99)

    def p99(self) -> float:
        """Seconds that 99 % of the last 600 samples stayed below; 0 before the first."""
        ordered = sorted(self._samples)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0

    async def run(self) -> None:
        """Measure until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self._interval
            await asyncio.sleep(self._interval)
            late = max(0.0, loop.time() - due)
            self._samples.append(late)
            self._histogram.observe(late)
