"""One at a time, and nobody blocks another for ever."""

import asyncio
import gc

import pytest

from tribler_core.foundation.turns import Turns, give_way


async def test_who_wants_the_same_waits_and_who_wants_another_does_not() -> None:
    turns = Turns()
    done: list[str] = []

    async def work(name: str, *keys: str) -> None:
        async with turns.take(keys):
            await asyncio.sleep(0)
            done.append(name)

    async with turns.take(["a"]):
        first = asyncio.ensure_future(work("first", "a", "b"))
        await work("other", "c")
        assert done == ["other"]
    await first

    assert done == ["other", "first"]


async def test_two_who_want_several_in_different_order_both_get_them() -> None:
    turns = Turns()

    async def work(*keys: str) -> None:
        for _ in range(20):
            async with turns.take(keys):
                await asyncio.sleep(0)

    await asyncio.wait_for(asyncio.gather(work("a", "b", "c"), work("c", "b", "a"), work("b", "b", "a")), 60)


async def test_a_failure_gives_the_turn_back() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError):
        async with turns.take(["a"]):
            raise ZeroDivisionError

    async with asyncio.timeout(60), turns.take(["a"]):
        pass


async def test_who_gives_up_waiting_holds_nothing() -> None:
    turns = Turns()

    async def work() -> None:
        async with turns.take(["a", "b"]):
            pass

    async with turns.take(["b"]):
        waiting = asyncio.ensure_future(work())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
        async with asyncio.timeout(60), turns.take(["a"]):
            pass


async def test_keys_that_nobody_wants_cost_nothing() -> None:
    turns = Turns()
    for number in range(100):
        async with turns.take([str(number)]):
            pass
    gc.collect()

    assert len(turns._locks) == 0


async def test_long_work_lets_others_in_now_and_then() -> None:
    turns: list[int] = []

    async def other() -> None:
        while True:
            turns.append(step)
            await asyncio.sleep(0)

    step = 0
    task = asyncio.ensure_future(other())
    for step in range(120):
        await give_way(step)
    task.cancel()

    assert turns == [49, 99]
