"""How late the loop is."""

import asyncio
import time

from prometheus_client import CollectorRegistry

from tribler_core.foundation.units import Seconds
from tribler_core.web.observe.loop_lag import LoopLag


async def test_what_blocks_the_loop_is_seen() -> None:
    registry = CollectorRegistry()
    lag = LoopLag(registry, interval=Seconds(0.001))
    running = asyncio.ensure_future(lag.run())
    asyncio.get_running_loop().call_soon(time.sleep, 0.05)
    async with asyncio.timeout(60):
        while (registry.get_sample_value("triblerd_event_loop_lag_seconds_count") or 0) < 2:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.001)
    running.cancel()

    assert lag.p99() > 0.03
    assert registry.get_sample_value("triblerd_event_loop_lag_p99_seconds") == lag.p99()
