"""Categories and tags: looked at, made, given to torrents. Source: sections 2.7 and 2.8 of the specification."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, ReadingEndpoint, asked, command, done, reads
from tribler_core.dialects.qbittorrent.errors import Conflict, NothingSuch
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.labels import (
    CategoryBody,
    CategoryNames,
    CategoryOfTorrents,
    LostTags,
    TagNames,
    TagsOfTorrents,
    to_category,
)
from tribler_core.dialects.qbittorrent.shapes.category import present_category
from tribler_core.domain.errors import CategoryExists, CategoryNotFound, InvalidParameter, TriblerError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.requests import Answer
from tribler_core.services.labels.category import Category
from tribler_core.services.labels.labels import Labels
from tribler_core.services.labels.tags import is_tag
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs

log = logging.getLogger(__name__)


class LabelsEndpoint(ReadingEndpoint):
    """What there is to sort by."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    def routes(self) -> list[web.RouteDef]:
        return [*reads("/torrents/categories", self.categories), *reads("/torrents/tags", self.tags)]

    @docs(tags=["torrents"], summary="All categories", responses={200: {"description": "Category objects by name."}})
    async def categories(self, _: web.Request) -> web.Response:
        return json_answer({name: present_category(each) for name, each in self._labels.categories.all().items()})

    @docs(tags=["torrents"], summary="All tags", responses={200: {"description": "Names, sorted."}})
    async def tags(self, _: web.Request) -> web.Response:
        return json_answer(self._labels.tags.all())


class CategoriesEndpoint(Endpoint):
    """A torrent has one category, or none."""

    def __init__(self, labels: Labels, targets: Targets, relocate: Callable[[], bool], profile: Profile) -> None:
        """`relocate`: whether managed torrents follow a category whose folders are others now."""
        self._labels = labels
        self._targets = targets
        self._relocate = relocate
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/createCategory", self.create, CategoryBody),
            command("/torrents/editCategory", self.edit, CategoryBody),
            command("/torrents/removeCategories", self.remove, CategoryNames),
            command("/torrents/setCategory", self.assign, CategoryOfTorrents),
        ]

    @docs(tags=["torrents"], summary="Make a category", responses={200: EMPTY}, produces=(TEXT,))
    async def create(self, request: web.Request) -> web.Response:
        category = _named(asked(request))
        try:
            await self._labels.categories.create(category)
        except CategoryExists as refused:
            if not self._profile.makes_categories:
                raise Conflict("Unable to create category") from refused
        return done()

    @docs(tags=["torrents"], summary="Change a category", responses={200: EMPTY}, produces=(TEXT,))
    async def edit(self, request: web.Request) -> web.Response:
        given = asked(request)
        category = _named(given, self._labels.categories.all().get(given["category"]))
        try:
            await self._labels.sorting.edit_category(category, relocate=self._relocate())
        except CategoryNotFound as refused:
            if self._profile.speaks_status:
                raise NothingSuch("Category does not exist") from refused
            raise Conflict("Unable to edit category") from refused
        return done()

    @docs(
        tags=["torrents"],
        summary="Remove categories",
        description="With the levels below them; their torrents are in no category.",
        responses={200: EMPTY},
        produces=(TEXT,),
    )
    async def remove(self, request: web.Request) -> web.Response:
        await self._labels.sorting.remove_categories(asked(request)["categories"])
        return done()

    @docs(tags=["torrents"], summary="Put torrents into a category", responses={200: EMPTY}, produces=(TEXT,))
    async def assign(self, request: web.Request) -> web.Response:
        given = asked(request)
        name = given["category"] or None
        rows = await self._targets.several(given["hashes"])
        try:
            if name is not None and self._profile.makes_categories:
                await self._labels.categories.ensure(name)
            answers = await self._labels.sorting.assign([row.infohash for row in rows], name)
        except (CategoryNotFound, InvalidParameter) as refused:
            raise Conflict("Incorrect category name") from refused
        _note(answers)
        return done()


class TagsEndpoint(Endpoint):
    """A torrent has any number of tags."""

    def __init__(self, labels: Labels, targets: Targets) -> None:
        self._labels = labels
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/createTags", self.create, TagNames),
            command("/torrents/deleteTags", self.delete, TagNames),
            command("/torrents/addTags", self.add, TagsOfTorrents),
            command("/torrents/removeTags", self.remove, LostTags),
            command("/torrents/setTags", self.set, TagsOfTorrents),
        ]

    @docs(tags=["torrents"], summary="Make tags", responses={200: EMPTY}, produces=(TEXT,))
    async def create(self, request: web.Request) -> web.Response:
        await self._labels.tags.ensure(filter(is_tag, asked(request)["tags"]))
        return done()

    @docs(tags=["torrents"], summary="Remove tags for good", responses={200: EMPTY}, produces=(TEXT,))
    async def delete(self, request: web.Request) -> web.Response:
        await self._labels.sorting.delete_tags(asked(request)["tags"])
        return done()

    @docs(tags=["torrents"], summary="Give torrents tags", responses={200: EMPTY}, produces=(TEXT,))
    async def add(self, request: web.Request) -> web.Response:
        await self._labels.sorting.add_tags(await self._infohashes(request), filter(is_tag, asked(request)["tags"]))
        return done()

    @docs(tags=["torrents"], summary="Take tags from torrents", responses={200: EMPTY}, produces=(TEXT,))
    async def remove(self, request: web.Request) -> web.Response:
        await self._labels.sorting.remove_tags(await self._infohashes(request), asked(request).get("tags") or None)
        return done()

    @docs(tags=["torrents"], summary="Give torrents these tags alone", responses={200: EMPTY}, produces=(TEXT,))
    async def set(self, request: web.Request) -> web.Response:
        await self._labels.sorting.set_tags(await self._infohashes(request), filter(is_tag, asked(request)["tags"]))
        return done()

    async def _infohashes(self, request: web.Request) -> list[InfoHash]:
        return [row.infohash for row in await self._targets.several(asked(request)["hashes"])]


def _named(given: dict[str, Any], before: Category | None = None) -> Category:
    """Raises: InvalidParameter, Conflict."""
    if not given["category"]:
        raise InvalidParameter("Category cannot be empty")
    try:
        return to_category(given, before)
    except InvalidParameter as refused:
        raise Conflict("Incorrect category name") from refused


def _note(answers: Sequence[Answer]) -> None:
    for answer in answers:
        if isinstance(answer, TriblerError):
            log.warning("the category was not given: %s", answer)
