"""Alerts from a session that only pretends."""

import asyncio
import os
from typing import Any, cast

import libtorrent as lt
import pytest

from tribler_core.engine import pump as module
from tribler_core.engine.pump import AlertPump


class Good:
    """An alert."""


class Bad:
    """An alert whose handler fails."""


class Unknown:
    """An alert that nobody handles."""


class PretendSession:
    """Gives out the batches it was given, and says so through the descriptor."""

    def __init__(self, *batches: list[object]) -> None:
        self.batches = list(batches)
        self.popped = 0
        self._descriptor = -1

    def set_alert_fd(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.wake()

    def wake(self) -> None:
        os.write(self._descriptor, b".")

    def pop_alerts(self) -> list[object]:
        self.popped += 1
        return self.batches.pop(0) if self.batches else []


def pump_of(session: PretendSession, handlers: dict[type, Any]) -> AlertPump:
    return AlertPump(cast("lt.session", session), handlers)


async def test_every_alert_reaches_the_handler_of_its_class() -> None:
    heard: list[object] = []
    done = asyncio.Event()
    first, last = Good(), Good()
    session = PretendSession([first, Unknown()], [last])

    def handle(alert: object) -> None:
        heard.append(alert)
        if alert is last:
            done.set()

    pump = pump_of(session, {Good: handle})
    await asyncio.wait_for(done.wait(), 60)
    pump.deafen()
    pump.close()

    assert heard == [first, last]


async def test_a_handler_that_fails_is_logged_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    done = asyncio.Event()

    def fail(_: object) -> None:
        raise ValueError("a bug")

    pump = pump_of(PretendSession([Bad(), Good()]), {Bad: fail, Good: lambda _: done.set()})
    await asyncio.wait_for(done.wait(), 60)
    pump.deafen()
    pump.close()

    assert "handling Bad failed" in caplog.text


async def test_a_flood_lets_others_run_and_is_not_popped_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLICE", 0)
    session = PretendSession([Good() for _ in range(50)])
    pops: list[int] = []
    done = asyncio.Event()

    def handle(_: object) -> None:
        session.wake()
        pops.append(session.popped)
        if len(pops) == 50:
            done.set()

    pump = pump_of(session, {Good: handle})
    turns = 0
    async with asyncio.timeout(60):
        while not done.is_set():
            turns += 1
            await asyncio.sleep(0)
    pump.deafen()
    pump.close()

    assert set(pops) == {1}, "the next pop would have taken the alerts of this batch away"
    assert turns >= 50


async def test_a_deaf_pump_handles_nothing_more() -> None:
    heard: list[object] = []
    session = PretendSession([Good()])
    pump = pump_of(session, {Good: heard.append})
    pump.deafen()
    await asyncio.sleep(0.01)
    pump.close()

    assert heard == []
