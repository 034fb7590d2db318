"""The wish to stop comes once, and a second signal does not wait."""

import asyncio
import os
import signal

import pytest

from tribler_core.daemon.process.exit_codes import ExitCode
from tribler_core.daemon.process.stopping import StopRequest


async def test_whoever_waits_hears_of_it() -> None:
    stop = StopRequest()
    waiting = asyncio.create_task(stop.wait())
    stop.ask(restart=False)
    await asyncio.wait_for(waiting, 60)
    assert stop.exit_code is ExitCode.STOPPED


async def test_the_first_wish_counts() -> None:
    stop = StopRequest()
    stop.ask(restart=True)
    stop.ask(restart=False)
    stop.on_signal(signal.SIGTERM)
    assert stop.exit_code is ExitCode.RESTART


async def test_a_second_signal_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    stop = StopRequest()
    stop.ask()
    stop.on_signal(signal.SIGTERM)
    assert ended == []
    stop.on_signal(signal.SIGINT)
    assert ended == [128 + signal.SIGINT]
