"""Names of peers are looked up behind the answer."""

import asyncio

from tribler_core.dialects.qbittorrent.sync.peer_names import PeerNames
from tribler_core.foundation.tasks import TaskOwner


async def look(address: str) -> str:
    if address == "10.0.0.1":
        raise OSError("no name")
    return "host.example"


async def test_a_name_is_known_at_the_next_look() -> None:
    tasks = TaskOwner()
    names = PeerNames(lambda: True, tasks, look)

    assert [names.of("10.0.0.1"), names.of("10.0.0.2")] == ["", ""]
    await asyncio.wait({task for task in asyncio.all_tasks() if task.get_name() == "name of a peer"})

    assert [names.of("10.0.0.1"), names.of("10.0.0.2")] == ["", "host.example"]
    await tasks.close()


async def test_nobody_is_looked_up_where_that_is_not_wanted() -> None:
    tasks = TaskOwner()

    assert PeerNames(lambda: False, tasks, look).of("10.0.0.2") == ""
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "name of a peer"]
    await tasks.close()
