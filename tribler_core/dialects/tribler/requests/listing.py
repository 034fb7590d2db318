"""Which downloads a list shows, in which order, and with which fields."""

from collections.abc import Callable
from dataclasses import field
from functools import lru_cache
from typing import Any

from tribler_core.dialects.tribler.shapes.download import CurrentDownloadShape, LegacyDownloadShape
from tribler_core.dialects.tribler.vocabulary import Face, states_named
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Revision
from tribler_core.foundation.value import value
from tribler_core.services.downloads.views import SortField, View
from tribler_core.web.fields import Flag, RepeatedShape, Text, WholeNumber

SORTS = {
    "name": SortField.NAME,
    "status_code": SortField.STATE,
    "size": SortField.SIZE,
    "progress": SortField.PROGRESS,
    "time_added": SortField.ADDED,
    "time_finished": SortField.COMPLETED,
    "speed_down": SortField.DOWNLOAD_RATE,
    "speed_up": SortField.UPLOAD_RATE,
    "all_time_download": SortField.DOWNLOADED,
    "all_time_upload": SortField.UPLOADED,
    "queue_position": SortField.QUEUE_POSITION,
}


class DetailsQuery(RepeatedShape):
    """What is added to a download on request."""

    get_peers = Flag(bare=True, load_default=False, metadata={"description": "Add `peers`."})
    get_pieces = Flag(bare=True, load_default=False, metadata={"description": "Add `pieces`."})
    get_availability = Flag(bare=True, load_default=False, metadata={"description": "Add `availability`."})


class LegacyDetailsQuery(DetailsQuery):
    """What is added or left out of a download without prefix."""

    get_files = Flag(bare=True, load_default=True, metadata={"description": "0 leaves `files` out."})


class ListQuery(DetailsQuery):
    """What a list below /api is asked."""

    infohash = Text(load_default="", metadata={"description": "Only this one gets the details; all are listed."})
    excluded = Text(load_default="", metadata={"description": "An infohash to leave out."})
    since = WholeNumber(
        minimum=0,
        load_default=None,
        metadata={"description": "A `revision` of an earlier answer: only what changed after it. 0: everything."},
    )
    limit = WholeNumber(minimum=0, load_default=None, metadata={"description": "At most so many downloads."})
    offset = WholeNumber(minimum=0, load_default=0, metadata={"description": "Leave out so many at the front."})
    sort = Text(load_default="", metadata={"description": f"With `-` before it falling: {', '.join(SORTS)}."})
    only_fields = Text(
        data_key="fields", load_default="", metadata={"description": "Only these fields and the infohash, by comma."}
    )
    state = Text(load_default="", metadata={"description": "Only these states, named as in `status`, by comma."})
    name = Text(load_default="", metadata={"description": "Only names that contain this, in any case."})


class LegacyListQuery(LegacyDetailsQuery, ListQuery):
    """What a list without prefix is asked."""

    infohash = Text(load_default="", metadata={"description": "Only this download."})


@value(frozen=True, slots=True, kw_only=True)
class Details:
    """What is added to a download on request."""

    peers: bool = False
    pieces: bool = False
    availability: bool = False

    def __bool__(self) -> bool:
        return self.peers or self.pieces or self.availability


@value(frozen=True, slots=True, kw_only=True)
class Listing:
    """One request for a list, read."""

    view: View = field(default_factory=View)
    only: InfoHash | None = None
    """The legacy filter: this download alone."""
    detailed: InfoHash | None = None
    """The download that gets the details; None: all of them do."""
    excluded: InfoHash | None = None
    since: Revision | None = None
    details: Details = Details()
    fields: frozenset[str] | None = None
    """None: all."""
    files: bool = True

    def admits(self, download: Download) -> bool:
        """Whether the filters let it through; for a delta, which has no order and no page."""
        view = self.view
        return (
            (self.only is None or download.infohash == self.only)
            and download.infohash != self.excluded
            and (view.states is None or download.state in view.states)
            and (not view.name or view.name.casefold() in download.name.casefold())
        )


def to_listing(query: dict[str, Any], face: Face, resolve: Callable[[InfoHash], InfoHash | None]) -> Listing:
    """Read a query; `resolve` turns either infohash of a download into its identity.

    Raises: InvalidParameter.
    """
    if not (query["infohash"] or query["excluded"]):
        return _of_no_download(face, tuple(query.items()))
    return _read(query, face, resolve)


@lru_cache(maxsize=64)
def _of_no_download(face: Face, query: tuple[tuple[str, Any], ...]) -> Listing:
    """Clients ask the same again and again."""
    return _read(dict(query), face, lambda infohash: infohash)


def _read(query: dict[str, Any], face: Face, resolve: Callable[[InfoHash], InfoHash | None]) -> Listing:
    named = _identity(query["infohash"], resolve)
    view = _to_view(query)
    if query["since"] is not None and view != View(states=view.states, name=view.name):
        raise InvalidParameter("since: a delta has no sort, limit or offset")
    return Listing(
        view=view,
        only=named if face is Face.LEGACY else None,
        detailed=named,
        excluded=_identity(query["excluded"], resolve),
        since=None if query["since"] is None else Revision(query["since"]),
        details=to_details(query),
        fields=_to_fields(query["only_fields"], face),
        files=query.get("get_files", False),
    )


def to_details(query: dict[str, Any]) -> Details:
    return Details(peers=query["get_peers"], pieces=query["get_pieces"], availability=query["get_availability"])


def _to_view(query: dict[str, Any]) -> View:
    order = query["sort"].removeprefix("-")
    if order and order not in SORTS:
        raise InvalidParameter(f"sort: must be one of {', '.join(SORTS)}")
    return View(
        states=_to_states(query["state"]),
        name=query["name"],
        sort=SORTS.get(order),
        descending=query["sort"].startswith("-"),
        offset=query["offset"],
        limit=query["limit"],
    )


def _to_states(text: str) -> frozenset[DownloadState] | None:
    states: set[DownloadState] = set()
    for name in _parts(text):
        if not (known := states_named(name)):
            raise InvalidParameter(f"state: there is no {name}")
        states |= known
    return frozenset(states) or None


def _to_fields(text: str, face: Face) -> frozenset[str] | None:
    asked = frozenset(_parts(text))
    if unknown := asked - _FIELDS[face]:
        raise InvalidParameter(f"fields: there is no {min(unknown)}")
    return asked | {"infohash"} if asked else None


_FIELDS = {
    Face.LEGACY: frozenset(LegacyDownloadShape().fields),
    Face.CURRENT: frozenset(CurrentDownloadShape().fields),
}


def _identity(text: str, resolve: Callable[[InfoHash], InfoHash | None]) -> InfoHash | None:
    """None: not asked for. What no download has stays as it is, and matches none."""
    if not text:
        return None
    infohash = InfoHash.parse_loose(text) or InfoHash(text)
    return resolve(infohash) or infohash


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
