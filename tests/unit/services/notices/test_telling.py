"""Whoever wants to hear of downloads hears when the content is in its place."""

from tests.builders import an_add
from tests.unit.services.downloads.room import Room
from tribler_core.services.notices.facts import Facts
from tribler_core.services.notices.telling import Listener, Telling


async def test_a_download_is_told_when_it_was_added_and_when_it_lies_where_it_stays() -> None:
    room = await Room().start()
    told: list[tuple[str, str]] = []

    async def added(facts: Facts) -> None:
        told.append(("added", facts.name))

    async def broken(_: Facts) -> None:
        raise ZeroDivisionError

    async def finished(facts: Facts) -> None:
        told.append(("finished", facts.content_path))

    tasks = room.parts.desk.tasks
    Telling(
        room.downloads,
        tasks,
        added=[Listener(lambda: True, added), Listener(lambda: False, added)],
        finished=[Listener(lambda: True, broken), Listener(lambda: True, finished)],
    ).listen(room.events)
    infohash = (await room.downloads.add(an_add())).infohash
    room.engine.complete(infohash)
    await room.settle()

    assert told == [("added", "imagined 1"), ("finished", "/downloads/imagined 1/content.bin")]
    await tasks.close()
