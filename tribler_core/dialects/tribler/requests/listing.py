"""Which downloads a list shows, and in which order."""

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from tribler_core.dialects.tribler.shapes.details import CurrentListShape, LegacyListShape
from tribler_core.dialects.tribler.vocabulary import Face, StatusVocabulary, is_status_text, status_of
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.web.fields import Flag, RequestShape, Text, WholeNumber

SORTS: dict[str, Callable[[Download], Any]] = {
    "name": lambda download: download.name.casefold(),
    "infohash": lambda download: download.infohash,
    "size": lambda download: download.transfer.size,
    "progress": lambda download: download.transfer.progress,
    "speed_down": lambda download: download.transfer.download_rate,
    "speed_up": lambda download: download.transfer.upload_rate,
    "all_time_upload": lambda download: download.transfer.uploaded,
    "all_time_download": lambda download: download.transfer.downloaded,
    "time_added": lambda download: download.transfer.added,
    "time_finished": lambda download: download.transfer.completed or 0,
    "status_code": lambda download: download.state.value,
    "hops": lambda download: download.settings.hops,
    "queue_position": lambda download: _last_when_none(download.transfer.queue_position),
}


class ListQuery(RequestShape):
    """What a list below /api is asked."""

    get_peers = Flag(bare=True, load_default=False, metadata={"description": "Add `peers`."})
    get_pieces = Flag(bare=True, load_default=False, metadata={"description": "Add `pieces`."})
    get_availability = Flag(bare=True, load_default=False, metadata={"description": "Add `availability`."})
    infohash = Text(load_default="", metadata={"description": "Only this one gets the details; all are listed."})
    excluded = Text(load_default="", metadata={"description": "An infohash to leave out."})
    since = WholeNumber(
        minimum=0, load_default=None, metadata={"description": "A revision: only what changed after it."}
    )
    limit = WholeNumber(minimum=0, load_default=None, metadata={"description": "At most so many downloads."})
    offset = WholeNumber(minimum=0, load_default=0, metadata={"description": "Leave out so many at the front."})
    sort = Text(
        load_default="", metadata={"description": f"`-` before it: falling. One of: {', '.join(sorted(SORTS))}."}
    )
    only_fields = Text(
        data_key="fields", load_default="", metadata={"description": "Only these fields and the infohash, with commas."}
    )
    state = Text(load_default="", metadata={"description": "Only these states, as `status` shows them, with commas."})
    name = Text(load_default="", metadata={"description": "Only names that contain this, in any case."})


class LegacyListQuery(ListQuery):
    """What a list without prefix is asked."""

    get_files = Flag(bare=True, load_default=True, metadata={"description": "`files`; 0 leaves them out."})
    infohash = Text(load_default="", metadata={"description": "Only this download."})


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The filters, order and page of one request."""

    states: frozenset[str] = frozenset()
    """Texts of the vocabulary; empty: any."""
    name: str = ""
    only: InfoHash | None = None
    excluded: InfoHash | None = None
    sort: Callable[[Download], Any] | None = None
    falling: bool = False
    offset: int = 0
    limit: int | None = None
    vocabulary: StatusVocabulary = StatusVocabulary.CURRENT

    @property
    def filtered(self) -> bool:
        return bool(self.states or self.name or self.only or self.excluded)

    @property
    def paged(self) -> bool:
        return self.sort is not None or self.offset > 0 or self.limit is not None

    def admits(self, download: Download) -> bool:
        """Whether the filters let it through."""
        return (
            (self.only is None or download.infohash == self.only)
            and download.infohash != self.excluded
            and (not self.states or status_of(download, self.vocabulary).text in self.states)
            and (not self.name or self.name in download.name.casefold())
        )

    def page(self, rows: Iterable[Download]) -> Iterator[Download]:
        """The rows of the page, in order; nothing behind it is looked at unless the order needs it."""
        admitted = filter(self.admits, rows) if self.filtered else iter(rows)
        end = None if self.limit is None else self.offset + self.limit
        if self.sort is None:
            return islice(admitted, self.offset, end)
        if end is None:
            return islice(iter(sorted(admitted, key=self.sort, reverse=self.falling)), self.offset, None)
        best = heapq.nlargest if self.falling else heapq.nsmallest
        return islice(iter(best(end, admitted, key=self.sort)), self.offset, None)


def to_selection(
    query: dict[str, Any], face: Face, vocabulary: StatusVocabulary, resolve: Callable[[InfoHash], InfoHash | None]
) -> Selection:
    """Read what was asked; `resolve` turns either infohash of a download into its identity.

    Raises: InvalidParameter.
    """
    order = query["sort"].removeprefix("-")
    if order and order not in SORTS:
        raise InvalidParameter(f"sort: one of {', '.join(sorted(SORTS))}")
    return Selection(
        states=frozenset(_status_text(text) for text in _parts(query["state"])),
        name=query["name"].casefold(),
        only=_identity(query["infohash"], resolve) if face is Face.LEGACY else None,
        excluded=_identity(query["excluded"], resolve),
        sort=SORTS.get(order),
        falling=query["sort"].startswith("-"),
        offset=query["offset"],
        limit=query["limit"],
        vocabulary=vocabulary,
    )


def to_fields(text: str, face: Face) -> frozenset[str] | None:
    """The names of the fields asked for; None: all.

    Raises: InvalidParameter.
    """
    asked = frozenset(_parts(text))
    listed = (LegacyListShape if face is Face.LEGACY else CurrentListShape)().fields["downloads"]
    known = listed.inner.schema.fields.keys()  # type: ignore[attr-defined]  # a list of nested schemas
    if unknown := asked - known:
        raise InvalidParameter(f"fields: there is no {min(unknown)}")
    return asked | {"infohash"} if asked else None


def _identity(text: str, resolve: Callable[[InfoHash], InfoHash | None]) -> InfoHash | None:
    """None: not asked for. What no download has stays as it is and matches none."""
    if not text:
        return None
    infohash = InfoHash.parse_loose(text) or InfoHash(text)
    return resolve(infohash) or infohash


def _status_text(text: str) -> str:
    upper = text.upper()
    if not is_status_text(upper):
        raise InvalidParameter(f"state: there is no {text}")
    return upper


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _last_when_none(position: int | None) -> float:
    return float("inf") if position is None else position
