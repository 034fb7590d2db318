"""Adding items."""

import unicodedata
from collections.abc import Callable
from typing import Any

from aiohttp import web
from marshmallow import Schema, fields, validate

from tribler_core.dialects.torbox.access.authenticator import holder_of
from tribler_core.dialects.torbox.access.rates import Allowance, Rates
from tribler_core.dialects.torbox.answers import success
from tribler_core.dialects.torbox.declare import answers, asked, nested
from tribler_core.dialects.torbox.errors import TooManySources
from tribler_core.dialects.torbox.requests.fields import LooseFlag, TorBoxShape, TorrentBytes
from tribler_core.dialects.torbox.shapes.item import name_of
from tribler_core.dialects.torbox.vocabulary import SEED_WISHES
from tribler_core.domain.errors import MissingParameter, TriblerError
from tribler_core.domain.library.errors import NotCached
from tribler_core.domain.people.account import AccountHolder
from tribler_core.services.library.library import Library
from tribler_core.services.library.requests import Created, How, NewItem
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Text, WholeNumber
from tribler_core.web.openapi.declare import body_schema, docs

LONGEST_NAME = 255
_SAID = {
    How.STARTED: "Torrent was added successfully.",
    How.CACHED: "Found Cached Torrent. It was added successfully.",
    How.EXISTING: "Torrent is there already. It was added successfully.",
    How.QUEUED: "Torrent was queued successfully.",
}


class CreateBody(TorBoxShape):
    """Something to download: exactly one of `file` and `magnet`."""

    file = TorrentBytes(metadata={"description": "A .torrent; in JSON as base64."})
    magnet = Text(metadata={"description": "A magnet link, or a bare infohash."})
    name = Text(metadata={"description": "For display."})
    seed = WholeNumber(
        validate=validate.OneOf(tuple(SEED_WISHES)),
        metadata={"description": "1: as configured, 2: seed, 3: do not seed; else as the account prefers."},
    )
    allow_zip = LooseFlag(metadata={"description": "Else as the account prefers."})
    as_queued = LooseFlag(load_default=False, metadata={"description": "Wait, though a slot is free."})
    add_only_if_cached = LooseFlag(load_default=False)


class CreatedShape(Schema):
    """The item; in the queue its id is `queued_id` as well."""

    torrent_id = fields.Integer(required=True)
    queued_id = fields.Integer(metadata={"description": "Only when it waits; the same number."})
    hash = fields.String(required=True)
    auth_id = fields.String(required=True)
    name = fields.String(required=True)


def present_created(created: Created, auth_id: str) -> dict[str, Any]:
    """As CreatedShape."""
    item = created.item
    queued = {"queued_id": item.number} if created.how is How.QUEUED else {}
    return {
        **queued,
        "torrent_id": item.number,
        "hash": item.infohash,
        "auth_id": auth_id,
        "name": name_of(item, None),
    }


class CreateEndpoint(Endpoint):
    """Adding items; what is there already is not added again."""

    def __init__(self, library: Library, rates: Rates, creations_per_hour: Callable[[], int]) -> None:
        """`creations_per_hour` is asked each time; 0: as many as somebody likes."""
        self._library = library
        self._rates = rates
        self._creations_per_hour = creations_per_hour

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/torrents/createtorrent", self.create),
            web.post("/torrents/asynccreatetorrent", self.create_later),
        ]

    @docs(
        tags=["torrents"],
        summary="Add a torrent",
        description="By JSON, form or multipart. What the account has already is answered with the item it has.",
        responses=answers("CreatedAnswer", nested(CreatedShape)),
    )
    @body_schema(CreateBody, torrent=True)
    async def create(self, request: web.Request) -> web.Response:
        holder = holder_of(request)
        created = await self._create(request, holder, new_item(asked(request)))
        auth_id = self._library.accounts.get(holder.account).auth_id
        return success(_SAID[created.how], present_created(created, auth_id))

    @docs(
        tags=["torrents"],
        summary="Add a torrent, and be told later",
        description="What becomes of it, good or bad, is a notification.",
        responses=answers("LaterAnswer"),
    )
    @body_schema(CreateBody, torrent=True)
    async def create_later(self, request: web.Request) -> web.Response:
        """Adding takes no time, so that it is stored, with its outcome, when this is answered."""
        holder, notices = holder_of(request), self._library.notices
        try:
            created = await self._create(request, holder, new_item(asked(request)))
        except TriblerError as error:
            await notices.tell(holder.account, "Download failed", str(error))
        else:
            said = f"{name_of(created.item, None)}: {_SAID[created.how]}"
            await notices.tell(holder.account, "Download added", said)
        return success("Torrent will be added successfully, if it can be.")

    async def _create(self, request: web.Request, holder: AccountHolder, wanted: NewItem) -> Created:
        allowance = Allowance("creations", self._creations_per_hour(), 3600)
        self._rates.take(request, allowance, str(holder.key))
        try:
            created = await self._library.create(holder.account, wanted)
        except NotCached:
            self._rates.give_back(allowance, str(holder.key))
            raise
        if created.how in (How.CACHED, How.EXISTING):
            self._rates.give_back(allowance, str(holder.key))
        return created


def new_item(body: dict[str, Any]) -> NewItem:
    """Raises: MissingParameter, TooManySources."""
    if "file" in body and "magnet" in body:
        raise TooManySources("a file and a magnet were sent, and one of them is enough")
    if "file" not in body and "magnet" not in body:
        raise MissingParameter("magnet or file")
    return NewItem(
        magnet=body.get("magnet"),
        torrent=body.get("file"),
        name=clean_name(body.get("name", "")) or None,
        seed=SEED_WISHES[body["seed"]] if "seed" in body else None,
        allow_zip=body.get("allow_zip"),
        as_queued=body["as_queued"],
        only_if_cached=body["add_only_if_cached"],
    )


def clean_name(name: str) -> str:
    """Without control characters, and not too long."""
    return "".join(char for char in name if unicodedata.category(char)[0] != "C").strip()[:LONGEST_NAME]
