"""Trackers and peers of a torrent, and what trackers last said."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import libtorrent as lt

from tribler_core.domain.events import TrackersChanged
from tribler_core.domain.ports import Publish
from tribler_core.domain.swarm.tracker import Tracker
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.metainfo.magnets import MOST_TRACKERS
from tribler_core.engine.torrents.held import FEW_PEERS, Held, Torrents
from tribler_core.engine.torrents.stripping import reachable
from tribler_core.engine.torrents.trackers import Trackers, heard, replaced, with_added, without
from tribler_core.foundation.tasks import TaskOwner

log = logging.getLogger(__name__)

_NOW = int(lt.reannounce_flags_t.ignore_min_interval)
_COUNTED_AT_ONCE = 100
"""Torrents whose scrape counts are fetched in one tick."""
_COUNTS = ("scrape_complete", "scrape_incomplete", "scrape_downloaded")
_UNKNOWN = 0xFFFFFF
"""libtorrent's 24 bits of not knowing."""


class Swarm:
    """Implements `SwarmControl`. What was done is told at once, what trackers said at most once a tick and torrent."""

    def __init__(self, torrents: Torrents, publish: Publish, tasks: TaskOwner) -> None:
        self._torrents = torrents
        self._publish = publish
        self._tasks = tasks
        self._changed: dict[Held, None] = {}
        self._uncounted: dict[Held, None] = {}
        self._counting = False

    def add_trackers(self, infohash: InfoHash, trackers: Sequence[tuple[str, int]]) -> None:
        held = self._torrents.get(infohash)
        known = {tracker.url for tracker in held.trackers}
        new = [(url, tier) for url, tier in _allowed(held, trackers) if url not in known][
            : max(0, MOST_TRACKERS - len(known))
        ]
        for url, tier in new:
            held.handle.add_tracker({"url": url, "tier": tier})
        self._set_now(held, with_added(held.trackers, new))

    def remove_trackers(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        held = self._torrents.get(infohash)
        self._replace(held, without(held.trackers, urls))

    def replace_trackers(self, infohash: InfoHash, trackers: Sequence[tuple[str, int]]) -> None:
        held = self._torrents.get(infohash)
        self._replace(held, replaced(held.trackers, _allowed(held, trackers)[:MOST_TRACKERS]))

    def announce(self, infohash: InfoHash, url: str | None = None) -> None:
        """An announce that is asked for does not wait for the tracker's own interval."""
        held = self._torrents.get(infohash)
        if url is None:
            held.handle.force_reannounce(0, -1, _NOW)
            held.handle.force_dht_announce()
        else:
            _ = self._tasks.spawn(asyncio.to_thread(_announce_to, held.handle, url), f"announce to {url}")

    def add_web_seeds(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        held = self._torrents.get(infohash)
        if held.session.hops:
            return  # a server of web seeds would see this machine
        for url in urls:
            held.handle.add_url_seed(url)

    def remove_web_seeds(self, infohash: InfoHash, urls: Iterable[str]) -> None:
        held = self._torrents.get(infohash)
        for url in urls:
            held.handle.remove_url_seed(url)

    def connect_peers(self, infohash: InfoHash, peers: Iterable[tuple[str, int]]) -> None:
        held = self._torrents.get(infohash)
        for peer in peers:
            held.handle.connect_peer(peer)
            if not held.session.hops:
                held.known = (*held.known, peer)[-FEW_PEERS:]

    def tracker_said(self, held: Held, url: str, change: Callable[[Tracker], Tracker]) -> None:
        """An alert about one tracker."""
        self._set(held, heard(held.trackers, url, change))

    def counts_wanted(self, held: Held) -> None:
        """A tracker answered, so it may have counted seeds and leeches; its alert does not say."""
        self._uncounted[held] = None

    def tick(self) -> None:
        """Tell what changed since the last tick; start to count what was answered."""
        changed, self._changed = self._changed, {}
        for held in changed:
            self._publish(TrackersChanged(held.infohash, held.trackers))
        if self._uncounted and not self._counting:
            self._counting = True
            _ = self._tasks.spawn(self._count(), "scrape counts")

    async def _count(self) -> None:
        """In a thread, because libtorrent has to be called and waited for."""
        batch = list(self._uncounted)[:_COUNTED_AT_ONCE]
        for held in batch:
            del self._uncounted[held]
        try:
            counted = await asyncio.to_thread(_counts_of, [held.handle for held in batch])
        finally:
            self._counting = False
        for held, counts in zip(batch, counted, strict=True):
            if self._torrents.of(held.handle) is held:
                for url, known in counts.items():
                    self.tracker_said(held, url, partial(_with_counts, known))

    def _replace(self, held: Held, trackers: Trackers) -> None:
        held.handle.replace_trackers([_entry(tracker) for tracker in trackers])
        self._set_now(held, trackers)

    def _set_now(self, held: Held, trackers: Trackers) -> None:
        """Whoever changes the list looks at it next."""
        self._set(held, trackers)
        if self._changed.pop(held, ...) is None:
            self._publish(TrackersChanged(held.infohash, held.trackers))

    def _set(self, held: Held, trackers: Trackers) -> None:
        if trackers is not held.trackers:
            held.trackers = trackers
            if not held.hidden:
                self._changed[held] = None


def _allowed(held: Held, trackers: Sequence[tuple[str, int]]) -> Sequence[tuple[str, int]]:
    """Those that this torrent may announce itself to."""
    return reachable(trackers) if held.session.hops else trackers


def _with_counts(counts: Mapping[str, int], tracker: Tracker) -> Tracker:
    return replace(
        tracker,
        seeds=counts.get("scrape_complete", tracker.seeds),
        leeches=counts.get("scrape_incomplete", tracker.leeches),
        downloaded=counts.get("scrape_downloaded", tracker.downloaded),
    )


def _entry(tracker: Tracker) -> lt.announce_entry:
    entry = lt.announce_entry(tracker.url)
    entry.tier = tracker.tier
    return entry


def _announce_to(handle: lt.torrent_handle, url: str) -> None:
    """libtorrent names a tracker by its place in a list that it reorders by itself, so the place is asked for."""
    with suppress(RuntimeError):  # the torrent has left
        for place, entry in enumerate(handle.trackers()):
            if entry.get("url") == url:
                handle.force_reannounce(0, place, _NOW)


def _counts_of(handles: Sequence[lt.torrent_handle]) -> list[dict[str, dict[str, int]]]:
    counts: list[dict[str, dict[str, int]]] = []
    for handle in handles:
        found: dict[str, dict[str, int]] = {}
        with suppress(RuntimeError):  # the torrent has left
            for entry in handle.trackers():
                found[entry.get("url", "")] = _best(entry)
        counts.append(found)
    return counts


def _best(entry: Any) -> dict[str, int]:
    """The highest that any of our listen sockets was told; unknown ones are left out."""
    told = [scrape for endpoint in entry.get("endpoints", ()) for scrape in endpoint["info_hashes"]]
    known = {name: [scrape[name] for scrape in told if 0 <= scrape[name] < _UNKNOWN] for name in _COUNTS}
    return {name: max(numbers) for name, numbers in known.items() if numbers}
