"""Labels of many downloads, and what follows for their folders."""

from dataclasses import replace
from pathlib import PurePath

import pytest

from tests.builders import DOWNLOADS, an_add
from tests.fakes.catalogue import FakeStore
from tests.unit.services.downloads.room import Room, permit
from tribler_core.domain.errors import CategoryNotFound, InvalidParameter
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.labels.categories import Categories
from tribler_core.services.labels.category import Category
from tribler_core.services.labels.sorting import Sorting
from tribler_core.services.labels.tags import Tags


class Desk:
    """A room of downloads whose categories are real."""

    def __init__(self) -> None:
        self.store = FakeStore()
        self.categories = Categories(self.store, lambda: self.room.defaults, permit, lambda _: None)
        self.tags = Tags(self.store, lambda _: None)
        self.room = Room(categories=self.categories)  # type: ignore[arg-type]  # the real ones in the fakes' place
        self.sorting = Sorting(self.room.downloads, self.categories, self.tags)

    async def add(self, number: int, **request: object) -> InfoHash:
        return (await self.room.downloads.add(an_add(number, **request))).infohash

    def folder(self, infohash: InfoHash) -> str:
        return str(self.room.downloads.get(infohash).settings.destination)

    def labels(self, infohash: InfoHash) -> tuple[str | None, tuple[str, ...]]:
        settings = self.room.downloads.get(infohash).settings
        return settings.category, settings.tags


@pytest.fixture
async def desk() -> Desk:
    desk = Desk()
    await desk.room.start()
    await desk.categories.create(Category(name="films/old"))
    await desk.sorting.load()
    return desk


async def test_many_are_assigned_in_one_transaction(desk: Desk) -> None:
    infohashes = [await desk.add(number) for number in range(20)]
    before = desk.room.catalogue.transactions

    await desk.sorting.assign([*infohashes, InfoHash("0" * 40)], "films")

    assert {desk.labels(infohash)[0] for infohash in infohashes} == {"films"}
    assert desk.room.catalogue.transactions == before + 1


async def test_a_category_that_is_not_there_is_assigned_to_nobody(desk: Desk) -> None:
    with pytest.raises(CategoryNotFound):
        await desk.sorting.assign([], "unknown")


async def test_downloads_of_a_removed_category_are_in_none(desk: Desk) -> None:
    infohash = await desk.add(1, category="films/old")

    await desk.sorting.remove_categories(["films"])

    assert desk.labels(infohash)[0] is None
    assert not desk.categories.all()


async def test_tags_are_added_removed_and_set(desk: Desk) -> None:
    infohash = await desk.add(1, tags=("b",))
    await desk.sorting.add_tags([infohash], ["c", "a", "b"])
    assert desk.labels(infohash)[1] == ("a", "b", "c")
    await desk.sorting.remove_tags([infohash], ["b"])
    assert desk.labels(infohash)[1] == ("a", "c")
    await desk.sorting.set_tags([infohash], ["z"])
    assert desk.labels(infohash)[1] == ("z",)
    await desk.sorting.remove_tags([infohash], None)

    assert desk.labels(infohash)[1] == ()
    assert desk.tags.all() == ("a", "b", "c", "z")


async def test_a_deleted_tag_is_nowhere(desk: Desk) -> None:
    infohash = await desk.add(1, tags=("a", "b"))
    await desk.tags.ensure(["a", "b"])

    await desk.sorting.delete_tags(["a"])

    assert (desk.labels(infohash)[1], desk.tags.all()) == (("b",), ("b",))


@pytest.mark.parametrize("name", ["", " a", "a,b"])
async def test_a_tag_has_a_name_without_commas(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidParameter):
        await desk.tags.ensure([name])


async def test_tags_are_there_in_the_next_process(desk: Desk) -> None:
    await desk.tags.ensure(["b", "a"])
    later = Tags(desk.store, lambda _: None)
    await later.load()

    assert later.all() == ("a", "b")


@pytest.mark.parametrize("relocate", [True, False])
async def test_managed_downloads_follow_an_edited_category_or_are_managed_no_more(desk: Desk, relocate: bool) -> None:
    below = await desk.add(1, category="films/old", managed=True)
    other = await desk.add(2, managed=True)
    manual = await desk.add(3, category="films", destination=PurePath("/mine"))

    await desk.sorting.edit_category(Category(name="films", save_path="/cinema"), relocate=relocate)

    assert desk.folder(below) == ("/cinema/old" if relocate else "/downloads/films/old")
    assert desk.room.downloads.get(below).settings.managed is relocate
    assert desk.room.downloads.get(other).settings.managed
    assert desk.folder(manual) == "/mine"


@pytest.mark.parametrize("relocate", [True, False])
async def test_managed_downloads_follow_the_folder_of_all(desk: Desk, relocate: bool) -> None:
    infohash = await desk.add(1, category="films", managed=True)
    absolute = await desk.add(2, managed=True)
    desk.room.defaults = replace(desk.room.defaults, destination=PurePath("/elsewhere"))

    await desk.sorting.defaults_changed(relocate=relocate)
    await desk.sorting.defaults_changed(relocate=relocate)

    assert desk.folder(infohash) == ("/elsewhere/films" if relocate else f"{DOWNLOADS}/films")
    assert desk.room.downloads.get(absolute).settings.managed is relocate
