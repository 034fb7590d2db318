"""The order of the queue: durable when a move is answered, and restored at the next start."""

import random

import pytest

from tests.builders import a_metainfo, an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.patch import DownloadPatch, QueueMove
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.services.downloads.requests import Change


async def add(room: Room, number: int) -> InfoHash:
    data = a_metainfo(number).data
    return (await room.downloads.add(an_add(source=TorrentSource(data)))).infohash


async def move(room: Room, infohash: InfoHash, where: QueueMove) -> None:
    await room.downloads.update(infohash, DownloadPatch(queue=where))


@pytest.fixture
async def four(room: Room) -> list[InfoHash]:
    return [await add(room, number) for number in range(4)]


@pytest.mark.parametrize("where", QueueMove)
@pytest.mark.parametrize("which", range(4))
async def test_a_move_outlasts_a_kill(room: Room, four: list[InfoHash], which: int, where: QueueMove) -> None:
    await move(room, four[which], where)
    order = await room.engine.queue()

    after = await (await room.killed()).start()

    assert await after.engine.queue() == order


async def test_any_order_outlasts_a_restart(room: Room, four: list[InfoHash]) -> None:
    dice = random.Random(5)  # noqa: S311 - reproducible, not secret
    for _ in range(30):
        await move(room, dice.choice(four), dice.choice(list(QueueMove)))
    order = await room.engine.queue()

    after = await (await room.restarted()).start()

    assert await after.engine.queue() == order


async def test_who_came_after_the_last_move_waits_behind(room: Room, four: list[InfoHash]) -> None:
    await move(room, four[3], QueueMove.TOP)
    last = await add(room, 4)

    after = await (await room.restarted()).start()

    assert await after.engine.queue() == [four[3], *four[:3], last]


async def test_who_was_removed_is_not_missed(room: Room, four: list[InfoHash]) -> None:
    await move(room, four[3], QueueMove.TOP)
    await room.downloads.remove(four[3], with_data=False)

    after = await (await room.restarted()).start()

    assert await after.engine.queue() == four[:3]


async def test_a_queue_that_nobody_touched_is_in_order_of_adding(room: Room, four: list[InfoHash]) -> None:
    after = await (await room.restarted()).start()

    assert await after.engine.queue() == four
    assert all(after.engine.torrent(infohash).changes == [] for infohash in four)


async def test_many_moves_at_once_are_remembered_once(room: Room, four: list[InfoHash]) -> None:
    writes: list[str] = []
    put = room.store.put

    async def counted(key: str, value: object) -> None:
        writes.append(key)
        await put(key, value)

    room.store.put = counted  # type: ignore[method-assign]

    await room.downloads.batch([Change(infohash, DownloadPatch(queue=QueueMove.TOP)) for infohash in four])

    assert writes == ["downloads.queue"]
    assert room.store.values["downloads.queue"] == four[::-1]
