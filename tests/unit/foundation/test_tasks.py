"""Background tasks are held, heard and ended."""

import asyncio
import logging

import pytest

from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds


async def test_a_failing_task_is_logged_under_its_name(caplog: pytest.LogCaptureFixture) -> None:
    owner = TaskOwner()

    async def fail() -> None:
        raise ValueError("broken")

    with caplog.at_level(logging.ERROR):
        task = owner.spawn(fail(), "the frail one")
        await asyncio.wait([task])
        await asyncio.sleep(0)

    assert "the frail one" in caplog.text
    assert "broken" in caplog.text


async def test_closing_cancels_what_still_runs_and_waits_for_it() -> None:
    owner = TaskOwner()
    ended = asyncio.Event()

    async def wait_forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    task = owner.spawn(wait_forever(), "patient")
    await asyncio.sleep(0)
    await owner.close()

    assert ended.is_set()
    assert task.cancelled()


async def test_a_task_may_close_its_own_owner() -> None:
    owner = TaskOwner()
    task = owner.spawn(owner.close(), "suicidal")

    await asyncio.wait_for(task, 60)


async def test_what_must_not_end_is_begun_anew_when_it_fails(caplog: pytest.LogCaptureFixture) -> None:
    owner, begun = TaskOwner(anew_after=Seconds(0)), 0

    async def work() -> None:
        nonlocal begun
        begun += 1
        if begun < 3:
            raise ValueError("broken")

    with caplog.at_level(logging.ERROR):
        await asyncio.wait_for(owner.keep(work, "the lasting one"), 60)

    assert begun == 3
    assert caplog.text.count("the lasting one failed") == 2


async def test_closing_ends_what_waits_to_be_begun_anew() -> None:
    owner, failed = TaskOwner(anew_after=Seconds(3600)), asyncio.Event()

    async def work() -> None:
        failed.set()
        raise ValueError("broken")

    task = owner.keep(work, "the lasting one")
    await failed.wait()
    await owner.close()

    assert task.cancelled()
