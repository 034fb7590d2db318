"""Many changes in one call: each item is read like the request that it stands for."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from tribler_core.dialects.tribler.requests.adding import Adding, AddShape, LegacyAddShape, decoded_torrent
from tribler_core.dialects.tribler.requests.patching import LegacyPatchShape, Patching, PatchShape
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.errors import InvalidParameter, MissingParameter, TriblerError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.services.downloads.requests import Change, Removal, Request
from tribler_core.web.fields import Flag, InfoHashText, RequestShape
from tribler_core.web.request.validation import load

MOST_ITEMS = 10_000
_TORRENT = "torrent_file"


class Items(fields.List[dict[str, Any]]):
    """Objects, as JSON has them; what is in them is read later."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and all(type(item) is dict for item in value):
            return value
        return super()._deserialize(value, attr, data, **kwargs)


class BatchShape(RequestShape):
    """Many changes, in order."""

    items = Items(
        fields.Dict(keys=fields.String()),
        required=True,
        validate=validate.Length(max=MOST_ITEMS),
        metadata={
            "description": "Each has `op`: `add` (with the keys of PUT /downloads, or `torrent_file`: base64), "
            "`update` (`infohash` and the keys of PATCH) or `remove` (`infohash`, `remove_data`)."
        },
    )


class NamedShape(RequestShape):
    """The download that an item is about."""

    infohash = InfoHashText(required=True)


class RemoveShape(RequestShape):
    """How a download goes."""

    remove_data = Flag(required=True, metadata={"description": "Delete the files as well."})


class Batching:
    """Reads items into requests."""

    def __init__(self, face: Face, adding: Adding, patching: Patching) -> None:
        self._adding = adding
        self._patching = patching
        self._add = LegacyAddShape() if face is Face.LEGACY else AddShape()
        self._patch = LegacyPatchShape() if face is Face.LEGACY else PatchShape()
        self._named = NamedShape()
        self._remove = RemoveShape()

    async def read(self, item: dict[str, Any]) -> Request | TriblerError:
        """The request, or why it is none."""
        try:
            return await self._read(item)
        except TriblerError as refused:
            return refused

    async def _read(self, item: dict[str, Any]) -> Request:
        match item.get("op"):
            case "add":
                options = {key: value for key, value in item.items() if key != _TORRENT}
                return await self._adding.read(load(self._add, options), _torrent_file(item))
            case "update":
                infohash = self._infohash(item)
                return Change(infohash, await self._patching.read(infohash, load(self._patch, item)))
            case "remove":
                return Removal(infohash=self._infohash(item), with_data=load(self._remove, item)["remove_data"])
            case None:
                raise MissingParameter("op")
            case _:
                raise InvalidParameter("op: must be add, update or remove")

    def _infohash(self, item: dict[str, Any]) -> InfoHash:
        infohash: InfoHash = load(self._named, item)["infohash"]
        return infohash


def _torrent_file(item: dict[str, Any]) -> bytes | None:
    text = item.get(_TORRENT)
    if text is None:
        return None
    if not isinstance(text, str):
        raise InvalidParameter(f"{_TORRENT}: must be base64")
    return decoded_torrent(text)
