"""Alerts about trackers: asked, answered, refused, counted."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import libtorrent as lt

from tribler_core.domain.swarm.tracker import Tracker, TrackerState
from tribler_core.engine.pump import AlertHandlers
from tribler_core.engine.torrents.held import Held, Torrents
from tribler_core.engine.torrents.trackers import announcing
from tribler_core.engine.views.swarm import Swarm

_TIMED_OUT = frozenset({"timed out", "Connection timed out"})
"""libtorrent's own words and the system's."""


class TrackerAlerts:
    """Keeps the word of each tracker up to date."""

    def __init__(self, torrents: Torrents, swarm: Swarm, refresh: Callable[[Held], None]) -> None:
        """`refresh` asks for a status: an answer says when to ask again, and is no change that libtorrent tells of."""
        self._torrents = torrents
        self._swarm = swarm
        self._refresh = refresh

    def handlers(self) -> AlertHandlers:
        return {
            lt.tracker_announce_alert: self._asked,
            lt.tracker_reply_alert: self._answered,
            lt.tracker_warning_alert: self._warned,
            lt.tracker_error_alert: self._refused,
            lt.scrape_reply_alert: self._scraped,
        }

    def _asked(self, alert: lt.tracker_announce_alert) -> None:
        self._said(alert, announcing)

    def _answered(self, alert: lt.tracker_reply_alert) -> None:
        self._said(alert, partial(_answered, alert.num_peers))
        held = self._torrents.of(alert.handle)
        if held is not None:
            self._swarm.counts_wanted(held)
            self._refresh(held)

    def _warned(self, alert: lt.tracker_warning_alert) -> None:
        message = alert.message().partition(" warning: ")[2]
        self._said(alert, lambda tracker: replace(tracker, state=TrackerState.WARNING, message=message))

    def _refused(self, alert: lt.tracker_error_alert) -> None:
        state, status, message = _refusal(alert)
        self._said(alert, lambda tracker: replace(tracker, state=state, http_status=status, message=message))

    def _scraped(self, alert: lt.scrape_reply_alert) -> None:
        seeds, leeches = alert.complete, alert.incomplete
        self._said(
            alert,
            lambda tracker: replace(
                tracker,
                seeds=seeds if seeds >= 0 else tracker.seeds,
                leeches=leeches if leeches >= 0 else tracker.leeches,
            ),
        )

    def _said(self, alert: lt.tracker_alert, change: Callable[[Tracker], Tracker]) -> None:
        held = self._torrents.of(alert.handle)
        if held is not None:
            self._swarm.tracker_said(held, alert.tracker_url(), change)


def _answered(peers: int, tracker: Tracker) -> Tracker:
    """A warning comes just before the answer that it belongs to, and outlives it."""
    if tracker.state is TrackerState.WARNING:
        return replace(tracker, http_status=None, peers=peers)
    return replace(tracker, state=TrackerState.WORKING, message="", http_status=None, peers=peers)


def _refusal(alert: lt.tracker_error_alert) -> tuple[TrackerState, int | None, str]:
    """What a failed announce came to: an HTTP status, the tracker's own words, or silence."""
    error, reason = alert.error, alert.failure_reason()
    if error.category().name() == "http":
        return TrackerState.HTTP_ERROR, error.value(), reason or error.message()
    timed_out = not reason and error.message() in _TIMED_OUT
    return TrackerState.TIMEOUT if timed_out else TrackerState.ERROR, None, reason or error.message()
