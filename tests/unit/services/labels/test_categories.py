"""Categories: their names, their levels, what they mean, and that nothing is lost."""

from pathlib import Path, PurePath

import pytest

from tests.fakes.catalogue import FakeStore
from tests.unit.services.downloads.room import permit
from tribler_core.domain.download.settings import EndAction, Limit, Match, SeedingLimits
from tribler_core.domain.errors import CategoryExists, CategoryNotFound, InvalidParameter, PathNotAllowed
from tribler_core.domain.events import Event, LabelsChanged
from tribler_core.services.downloads.defaults import DownloadDefaults
from tribler_core.services.labels.categories import KEY, Categories
from tribler_core.services.labels.category import Category

LIMITS = SeedingLimits(ratio=Limit(2.0), time=Limit(None), action=EndAction.REMOVE, match=Match.ALL)


class Shelf:
    """Categories with what is around them."""

    def __init__(self, store: FakeStore | None = None, *, incomplete: bool = False) -> None:
        self.heard: list[Event] = []
        self.store = store or FakeStore()
        self.defaults = DownloadDefaults(
            destination=PurePath("/all"), incomplete_enabled=incomplete, incomplete_folder=PurePath("/temp")
        )
        self.categories = Categories(self.store, lambda: self.defaults, permit, self.heard.append)


@pytest.mark.parametrize("name", ["", "/a", "a/", "a//b", "a\\b", "a\0b"])
def test_a_name_has_levels_that_are_not_empty(name: str) -> None:
    with pytest.raises(InvalidParameter):
        Category(name=name)


async def test_the_levels_above_are_made_with_it() -> None:
    shelf = Shelf()
    await shelf.categories.create(Category(name="films/old/silent", save_path="silent"))

    assert list(shelf.categories.all()) == ["films", "films/old", "films/old/silent"]
    assert shelf.categories.all()["films/old/silent"].save_path == "silent"
    assert shelf.heard == [LabelsChanged()]


async def test_a_category_is_made_once() -> None:
    shelf = Shelf()
    await shelf.categories.create(Category(name="films"))

    with pytest.raises(CategoryExists):
        await shelf.categories.create(Category(name="films"))
    await shelf.categories.ensure("films")
    assert shelf.categories.revision == 1


async def test_what_was_made_is_there_in_the_next_process() -> None:
    shelf = Shelf()
    category = Category(name="a/b", save_path="/x", download_enabled=True, download_path="y", limits=LIMITS)
    await shelf.categories.create(category)

    later = Shelf(shelf.store)
    await later.categories.load()

    assert later.categories.all() == shelf.categories.all()
    assert later.categories.all()["a/b"] == category


async def test_a_damaged_category_is_forgotten_and_the_others_stay() -> None:
    shelf = Shelf()
    await shelf.categories.create(Category(name="films"))
    shelf.store.values[KEY] = [{"name": "broken"}, 3, *shelf.store.values[KEY]]

    later = Shelf(shelf.store)
    await later.categories.load()

    assert list(later.categories.all()) == ["films"]


async def test_an_edit_needs_a_category_and_an_equal_one_changes_nothing() -> None:
    shelf = Shelf()
    with pytest.raises(CategoryNotFound):
        await shelf.categories.edit(Category(name="films"))
    await shelf.categories.create(Category(name="films"))
    await shelf.categories.edit(Category(name="films"))
    assert shelf.categories.revision == 1

    await shelf.categories.edit(Category(name="films", save_path="/x"))

    assert shelf.categories.save_path("films") == Path("/x")


async def test_the_levels_below_go_with_it() -> None:
    shelf = Shelf()
    for name in ("a/b/c", "ab", "d"):
        await shelf.categories.create(Category(name=name))

    await shelf.categories.remove(["a", "unknown"])

    assert list(shelf.categories.all()) == ["ab", "d"]


async def test_where_content_lies_follows_the_levels() -> None:
    shelf = Shelf()
    for category in (
        Category(name="absolute", save_path="/x"),
        Category(name="absolute/below"),
        Category(name="relative", save_path="somewhere/else"),
        Category(name="silent"),
        Category(name="silent/.."),
    ):
        await shelf.categories.create(category)

    paths = {name: str(shelf.categories.save_path(name)) for name in (None, *shelf.categories.all(), "gone")}
    assert paths == {
        None: "/all",
        "absolute": "/x",
        "absolute/below": "/x/below",
        "relative": "/all/somewhere/else",
        "silent": "/all/silent",
        "silent/..": "/all/silent/__",
        "gone": "/all/gone",
    }


@pytest.mark.parametrize("incomplete", [True, False])
async def test_the_folder_for_incomplete_follows_the_levels(incomplete: bool) -> None:
    shelf = Shelf(incomplete=incomplete)
    for category in (
        Category(name="off", download_enabled=False),
        Category(name="off/inherits"),
        Category(name="off/on", download_enabled=True),
        Category(name="on", download_enabled=True, download_path="/x"),
        Category(name="on/below"),
        Category(name="silent"),
    ):
        await shelf.categories.create(category)

    paths = {name: shelf.categories.download_path(name) for name in (None, *shelf.categories.all())}
    assert {name: path and str(path) for name, path in paths.items()} == {
        None: "/temp" if incomplete else None,
        "off": None,
        "off/inherits": None,
        "off/on": "/temp/off/on",
        "on": "/x",
        "on/below": "/x/below",
        "silent": "/temp/silent" if incomplete else None,
    }


async def test_limits_come_from_the_levels_above() -> None:
    shelf = Shelf()
    await shelf.categories.create(Category(name="a", limits=LIMITS))
    await shelf.categories.create(Category(name="a/b", limits=SeedingLimits(ratio=Limit(None), idle=Limit(5.0))))

    assert shelf.categories.limits("a/b") == SeedingLimits(
        ratio=Limit(None), time=Limit(None), idle=Limit(5.0), action=EndAction.REMOVE, match=Match.ALL
    )
    assert shelf.categories.limits(None) == SeedingLimits()


async def test_a_folder_that_clients_may_not_name_is_refused() -> None:
    shelf = Shelf()
    with pytest.raises(PathNotAllowed):
        await shelf.categories.create(Category(name="films", save_path="/forbidden/x"))

    assert not shelf.categories.all()
