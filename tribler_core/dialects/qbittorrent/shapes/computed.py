"""What a torrent's keys show that is not simply read off the snapshot. Source: section 3.1 of the specification."""

from functools import lru_cache
from urllib.parse import quote

from tribler_core.dialects.qbittorrent.shapes.columns import Row
from tribler_core.dialects.qbittorrent.vocabulary.numbers import NO_LIMIT, UNKNOWN, from_position
from tribler_core.dialects.qbittorrent.vocabulary.states import is_stopped
from tribler_core.dialects.qbittorrent.vocabulary.trackers import NOT_WORKING, SAID_NO, UNREACHABLE, later_status_of
from tribler_core.domain.swarm.tracker import TrackerState

_CALM = frozenset({TrackerState.NOT_CONTACTED, TrackerState.UPDATING, TrackerState.DISABLED})
quoted = lru_cache(maxsize=65536)(lambda text: quote(text, safe=""))
"""Percent-encoded; the trackers of ten thousand torrents are few."""


def name(row: Row) -> str:
    return row.settings.name or row.transfer.name or row.id


def private(row: Row) -> bool | None:
    return row.transfer.private if row.transfer.has_metadata else None


def magnet(row: Row) -> str:
    """A link that finds the torrent."""
    infohashes, transfer = row.download.infohashes, row.transfer
    parts = [f"xt=urn:btih:{infohashes.v1}"] if infohashes.v1 else []
    parts += [f"xt=urn:btmh:1220{infohashes.v2}"] if infohashes.v2 else []
    parts += [f"dn={quoted(transfer.name)}"] if transfer.name else []
    parts += [f"xl={transfer.size}"] if transfer.size else []
    parts += [f"tr={quoted(tracker.url)}" for tracker in row.download.trackers]
    return "magnet:?" + "&".join(parts)


def tracker_url(row: Row) -> str:
    """The tracker that works, else the first; "": there is none."""
    trackers = row.download.trackers
    for tracker in trackers:
        if tracker.state is TrackerState.WORKING:
            return tracker.url
    return trackers[0].url if trackers else ""


def priority(row: Row) -> int:
    """The place in the queue. Quirk(qbittorrent): the first release said -1 where there is none."""
    seeds = row.download.complete
    if row.scene.profile.early and (seeds or not row.scene.queueing):
        return UNKNOWN
    return 0 if seeds else from_position(row.transfer.queue_position)


def comment(row: Row) -> str:
    if row.labels.comment is not None:
        return row.labels.comment
    return "" if row.content is None else row.content.comment


def availability(row: Row) -> float:
    """Distributed copies; -1 where nobody asks."""
    return float(UNKNOWN) if row.download.complete or is_stopped(row.download) else row.transfer.availability


def most_connections(row: Row) -> int:
    limit = row.transfer.max_connections
    return NO_LIMIT if limit is None else limit


def in_swarm(scraped: int | None, known: int) -> int:
    """By scrape, else as we see it."""
    return known if scraped is None else scraped


def after_metadata(row: Row, number: int) -> int:
    """-1 before."""
    return number if row.transfer.has_metadata else UNKNOWN


def warned(row: Row) -> bool:
    """A tracker that works said something."""
    return any(
        tracker.state is TrackerState.WARNING or (tracker.state is TrackerState.WORKING and bool(tracker.message))
        for tracker in row.download.trackers
    )


def refused(row: Row) -> bool:
    """A tracker said no."""
    return _in_trouble(row, (SAID_NO,))


def unanswered(row: Row) -> bool:
    """A tracker does not work for another reason."""
    return _in_trouble(row, (NOT_WORKING, UNREACHABLE))


def _in_trouble(row: Row, statuses: tuple[int, ...]) -> bool:
    return any(later_status_of(tracker) in statuses for tracker in row.download.trackers if tracker.state not in _CALM)
