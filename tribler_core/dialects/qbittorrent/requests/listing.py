"""Which torrents are listed, and in what order. Source: section 2.5 of the specification."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from tribler_core.dialects.qbittorrent.labels import labels_of
from tribler_core.dialects.qbittorrent.requests.fields import Parameters, torrent_ids
from tribler_core.dialects.qbittorrent.rows import Rows
from tribler_core.dialects.qbittorrent.shapes.columns import Row
from tribler_core.dialects.qbittorrent.shapes.torrent import BY_NAME
from tribler_core.dialects.qbittorrent.vocabulary.states import Filter, admits, filter_named
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import InvalidParameter
from tribler_core.web.fields import Flag, Text, WholeNumber

log = logging.getLogger(__name__)


class InfoQuery(Parameters):
    """Which torrents, and in what order."""

    filter = Text(load_default="all", metadata={"enum": [wanted.value for wanted in Filter]})
    category = Text(metadata={"description": "Exactly this one or one below it; empty: none."})
    tag = Text(metadata={"description": "Empty: none."})
    hashes = torrent_ids()
    private = Flag()
    include_trackers = Flag(data_key="includeTrackers", load_default=False)
    include_files = Flag(data_key="includeFiles", load_default=False)
    sort = Text(load_default="", metadata={"description": "Any key of a torrent."})
    reverse = Flag(load_default=False)
    limit = WholeNumber(load_default=0, metadata={"description": "0 or less: all."})
    offset = WholeNumber(load_default=0, metadata={"description": "Negative: from the end."})


def is_sortable(asked: dict[str, Any]) -> bool:
    """Whether torrents have the key to sort by."""
    return not asked["sort"] or asked["sort"] in BY_NAME


def select(downloads: Sequence[Download], asked: dict[str, Any], rows: Rows) -> list[Download]:
    """Filtered, sorted, cut. Raises: InvalidParameter for a key that no torrent has, if there is a torrent."""
    found = _sorted(_filtered(downloads, asked), asked["sort"], rows, descending=asked["reverse"])
    offset, limit = asked["offset"], asked["limit"]
    start = max(0, len(found) + offset) if offset < 0 else offset
    return found[start : start + limit] if limit > 0 else found[start:]


def _filtered(downloads: Sequence[Download], asked: dict[str, Any]) -> list[Download]:
    wanted = filter_named(asked["filter"])
    if wanted is None:
        log.warning("a client asks for the filter %r, which nobody knows", asked["filter"][:100])
    found = (
        [each for each in downloads if admits(wanted, each)] if wanted not in (None, Filter.ALL) else list(downloads)
    )
    if "private" in asked:
        found = [each for each in found if each.transfer.has_metadata and each.transfer.private is asked["private"]]
    if "category" in asked:
        found = [each for each in found if _within(labels_of(each).category, asked["category"])]
    if "tag" in asked:
        found = [each for each in found if _tagged(labels_of(each).tags, asked["tag"])]
    return found


def _sorted(found: list[Download], key: str, rows: Rows, *, descending: bool) -> list[Download]:
    """Stable; texts by case; null before everything."""
    if key and found:
        column = BY_NAME.get(key)
        if column is None:
            raise InvalidParameter("'sort' parameter is invalid")
        read: Callable[[Row], Any] = column.read
        found = sorted(found, key=lambda each: _comparable(read(rows.row(each))))
    return found[::-1] if descending else found


def _comparable(value: Any) -> Any:
    """`private` is null before metadata, which sorts like false."""
    return False if value is None else value


def _within(category: str, wanted: str) -> bool:
    return category == wanted or (bool(wanted) and category.startswith(wanted + "/"))


def _tagged(tags: tuple[str, ...], wanted: str) -> bool:
    return wanted in tags if wanted else not tags
