"""Trackers of a torrent as last heard, as values that equal lists share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from tribler_core.domain.swarm.tracker import Tracker, TrackerState

Trackers = tuple[Tracker, ...]


@lru_cache(maxsize=20_000)
def _shared(trackers: Trackers) -> Trackers:
    """The tuple that was equal first: a hundred thousand torrents often have the same trackers."""
    return trackers


def initial_trackers(urls: Sequence[str], tiers: Sequence[int]) -> Trackers:
    """Nobody was asked yet. Without tiers (a bare magnet) each tracker is a tier of its own."""
    numbered = zip(urls, tiers or range(len(urls)), strict=False)
    return _shared(tuple(Tracker(url, tier) for url, tier in sorted(numbered, key=lambda pair: pair[1])))


def with_added(trackers: Trackers, added: Iterable[tuple[str, int]]) -> Trackers:
    """Those already there are left alone."""
    known = {tracker.url for tracker in trackers}
    new = [Tracker(url, tier) for url, tier in dict(added).items() if url not in known]
    return _shared(tuple(sorted((*trackers, *new), key=lambda tracker: tracker.tier)))


def without(trackers: Trackers, urls: Iterable[str]) -> Trackers:
    gone = set(urls)
    return _shared(tuple(tracker for tracker in trackers if tracker.url not in gone))


def replaced(trackers: Trackers, wanted: Iterable[tuple[str, int]]) -> Trackers:
    """A new list; what is known of those that stay is kept."""
    known = {tracker.url: tracker for tracker in trackers}
    listed = [replace(known.get(url, Tracker(url)), tier=tier) for url, tier in dict(wanted).items()]
    return _shared(tuple(sorted(listed, key=lambda tracker: tracker.tier)))


def heard(trackers: Trackers, url: str, change: Callable[[Tracker], Tracker]) -> Trackers:
    """One tracker said something; the same tuple when it said nothing new."""
    return _shared(tuple(change(tracker) if tracker.url == url else tracker for tracker in trackers))


def announcing(tracker: Tracker) -> Tracker:
    """A tracker that was never heard is being asked; one that was heard keeps its last word, but for a warning."""
    forgotten = tracker.state in (TrackerState.NOT_CONTACTED, TrackerState.WARNING)
    return replace(tracker, state=TrackerState.UPDATING, message="") if forgotten else tracker
