"""Events for readers far away."""

import asyncio

import pytest

from tests.builders import an_infohash
from tests.fakes.clock import FakeClock
from tribler_core.domain.events import DownloadAdded, Event, ShutdownProgress, TransfersChanged, UnexpectedError
from tribler_core.services import event_stream
from tribler_core.services.event_stream import EventReader, EventStream
from tribler_core.services.events import EventBus


@pytest.fixture
def bus():
    return EventBus()


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def stream(bus, clock):
    return EventStream(bus.subscribe, clock)


async def read(reader: EventReader, count: int) -> list[Event]:
    return [(await asyncio.wait_for(anext(reader), 60)).event for _ in range(count)]


async def test_every_reader_hears_every_event_in_order(bus, stream):
    events = [ShutdownProgress("one"), DownloadAdded(an_infohash())]
    with stream.open() as first, stream.open() as second:
        for event in events:
            bus.publish(event)

        assert await read(first, 2) == events
        assert await read(second, 2) == events
        assert stream.readers == 2
    assert stream.readers == 0


async def test_a_waiting_reader_is_woken(bus, stream):
    with stream.open() as reader:
        waiting = asyncio.ensure_future(anext(reader))
        await asyncio.sleep(0)
        bus.publish(ShutdownProgress("now"))

        assert (await waiting).event == ShutdownProgress("now")


async def test_what_changes_each_second_is_not_streamed(bus, stream):
    with stream.open() as reader:
        bus.publish(TransfersChanged([]))
        bus.publish(ShutdownProgress("x"))

        assert await read(reader, 1) == [ShutdownProgress("x")]


async def test_a_reader_that_comes_back_gets_what_it_missed(bus, stream):
    with stream.open() as reader:
        bus.publish(ShutdownProgress("one"))
        last_id = (await anext(reader)).id
    bus.publish(ShutdownProgress("two"))

    with stream.open(last_id) as reader:
        bus.publish(ShutdownProgress("three"))

        assert not reader.missed
        assert await read(reader, 2) == [ShutdownProgress("two"), ShutdownProgress("three")]


async def test_a_reader_that_comes_back_too_late_is_told_that_it_missed_some(bus, stream, monkeypatch):
    with stream.open() as reader:
        bus.publish(ShutdownProgress("first"))
        last_id = (await anext(reader)).id
    for number in range(event_stream.KEPT + 1):
        bus.publish(ShutdownProgress(str(number)))

    with stream.open(last_id) as reader:
        assert reader.missed
        assert await read(reader, 1) == [ShutdownProgress("1")]


async def test_an_id_of_another_process_brings_all_that_is_kept(bus, stream, clock):
    with stream.open():
        bus.publish(ShutdownProgress("one"))

        with stream.open(clock.microseconds() * 2) as reader:
            assert reader.missed
            assert await read(reader, 1) == [ShutdownProgress("one")]


async def test_ids_grow_over_restarts(bus, stream, clock):
    with stream.open() as reader:
        bus.publish(ShutdownProgress("one"))
        before = (await anext(reader)).id
    clock.advance(1)
    with EventStream(bus.subscribe, clock).open() as reader:
        bus.publish(ShutdownProgress("two"))

        assert (await anext(reader)).id > before


async def test_a_reader_too_far_behind_is_let_go(bus, stream):
    with stream.open() as slow, stream.open() as fast:
        for number in range(event_stream.BEHIND + 1):
            bus.publish(ShutdownProgress(str(number)))
            await anext(fast)

        assert stream.readers == 1
        assert [streamed async for streamed in slow] == []


async def test_when_the_house_closes_what_waits_is_still_read(bus, stream):
    with stream.open() as reader:
        bus.publish(ShutdownProgress("bye"))
        stream.close()

        assert [streamed.event async for streamed in reader] == [ShutdownProgress("bye")]


async def test_nobody_there_costs_nothing(bus, stream, clock):
    assert not any(ShutdownProgress in kinds for kinds, _ in bus._subscriptions)
    with stream.open():
        assert any(ShutdownProgress in kinds for kinds, _ in bus._subscriptions)
    clock.advance(event_stream.KEPT_FOR + 1)

    bus.publish(ShutdownProgress("unheard"))

    assert not any(ShutdownProgress in kinds for kinds, _ in bus._subscriptions)


async def test_after_a_rest_a_reader_that_comes_back_is_told_that_it_missed_some(bus, stream, clock):
    with stream.open() as reader:
        bus.publish(ShutdownProgress("one"))
        last_id = (await anext(reader)).id
    clock.advance(event_stream.KEPT_FOR + 1)
    bus.publish(ShutdownProgress("unheard"))

    with stream.open(last_id) as reader:
        assert reader.missed


async def test_the_first_error_that_nobody_heard_is_kept_for_the_next_reader(bus, stream):
    bus.publish(UnexpectedError("1", "KeyError", "first"))
    bus.publish(UnexpectedError("2", "KeyError", "second"))

    with stream.open() as reader:
        bus.publish(ShutdownProgress("x"))
        assert await read(reader, 2) == [UnexpectedError("1", "KeyError", "first"), ShutdownProgress("x")]
    with stream.open() as reader:
        bus.publish(ShutdownProgress("y"))
        assert await read(reader, 1) == [ShutdownProgress("y")]


async def test_an_error_that_is_replayed_is_not_sent_twice(bus, stream):
    with stream.open() as reader:
        bus.publish(ShutdownProgress("one"))
        last_id = (await anext(reader)).id
    bus.publish(UnexpectedError("1", "KeyError", "first"))

    with stream.open(last_id) as reader:
        bus.publish(ShutdownProgress("two"))
        assert await read(reader, 2) == [UnexpectedError("1", "KeyError", "first"), ShutdownProgress("two")]
