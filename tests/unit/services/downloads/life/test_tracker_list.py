"""A list of trackers that somebody else keeps."""

import asyncio
from dataclasses import replace

import pytest

from tests.fakes.catalogue import FakeStore
from tests.swarm import until
from tribler_core.config.sections import DownloadsSection
from tribler_core.domain.errors import FetchError
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.downloads.life.tracker_list import FETCHED, TrackerList

SOURCE = "https://lists.example/best.txt"
LIST = b"udp://one/announce\n\n# not this\nhttps://two/announce\nudp://one/announce\nftp://no\n"


class House:
    """A list, and where it is fetched from."""

    def __init__(self) -> None:
        self.section = DownloadsSection(add_trackers_url_enabled=True, add_trackers_url=SOURCE)
        self.store = FakeStore()
        self.asked: list[str] = []
        self.answer: bytes | Exception = LIST
        self.list = TrackerList(lambda: self.section, self.fetch, self.store)
        self.tasks = TaskOwner()

    def run(self) -> None:
        _ = self.tasks.spawn(self.list.run(), "list")

    async def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
async def house():
    made = House()
    yield made
    await made.tasks.close()


async def test_the_list_is_fetched_at_the_start_and_kept(house) -> None:
    house.run()
    await until(lambda: bool(house.list.urls))

    assert house.list.urls == ("udp://one/announce", "https://two/announce")
    assert house.store.values[FETCHED] == {"source": SOURCE, "urls": list(house.list.urls)}


async def test_what_was_kept_is_used_while_the_list_cannot_be_fetched(house) -> None:
    house.store.values[FETCHED] = {"source": SOURCE, "urls": ["udp://kept/announce"]}
    house.answer = FetchError("no")

    house.run()
    await until(lambda: bool(house.asked))

    assert house.list.urls == ("udp://kept/announce",)


async def test_another_list_takes_the_place_of_the_old_one_and_none_is_none(house) -> None:
    house.run()
    await until(lambda: bool(house.list.urls))
    house.section = replace(house.section, add_trackers_url="https://lists.example/other.txt")
    house.list.settings_changed()
    assert house.list.urls == ()
    await until(lambda: bool(house.list.urls))

    house.section = replace(house.section, add_trackers_url_enabled=False)

    assert house.list.urls == ()
    assert len(house.asked) == 2


async def test_nothing_is_fetched_while_it_is_switched_off(house) -> None:
    house.section = DownloadsSection(add_trackers_url=SOURCE)
    house.run()
    await asyncio.sleep(0)

    assert not house.asked
