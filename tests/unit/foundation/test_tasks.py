"""Background tasks are held, heard and ended."""

import asyncio
import logging

import pytest

from tribler_core.foundation.tasks import TaskOwner


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
