"""Alerts about torrents as wholes: added, changed, checked, complete, failed, saved."""

import logging
from collections.abc import Callable

import libtorrent as lt

from tribler_core.domain.events import FileCompleted, TorrentChecked, TorrentFailed
from tribler_core.domain.ports import Publish
from tribler_core.engine.failures import sentence
from tribler_core.engine.pump import AlertHandlers
from tribler_core.engine.torrents.arrivals import Arrivals
from tribler_core.engine.torrents.feed import StatusFeed
from tribler_core.engine.torrents.held import Held, Torrents, hasten_ends
from tribler_core.engine.torrents.intake.adding import Adding
from tribler_core.engine.torrents.saving import Saving
from tribler_core.engine.unfinished import Unfinished

log = logging.getLogger(__name__)


class TorrentAlerts:
    """Turns what happened to a torrent into an event, or hands it to who asked."""

    def __init__(self, torrents: Torrents, feed: StatusFeed, unfinished: Unfinished, publish: Publish) -> None:
        self._torrents = torrents
        self._feed = feed
        self._unfinished = unfinished
        self._publish = publish

    def handlers(self, adding: Adding, arrivals: Arrivals, saving: Saving) -> AlertHandlers:
        return {
            lt.add_torrent_alert: adding.answered,
            lt.metadata_received_alert: arrivals.received,
            lt.save_resume_data_alert: saving.saved,
            lt.save_resume_data_failed_alert: saving.refused,
            lt.torrent_checked_alert: self._checked,
            lt.torrent_finished_alert: self._finished,
            lt.cache_flushed_alert: self._flushed,
            lt.file_completed_alert: self._file_completed,
            lt.file_prio_alert: self._prioritized,
            lt.torrent_error_alert: self._failed,
            lt.file_error_alert: self._disk_refused,
            lt.alerts_dropped_alert: self._dropped,
            lt.performance_alert: self._slowed_down,
        }

    def _download(self, alert: lt.torrent_alert) -> Held | None:
        """The download that an alert is about, if it is one that anybody hears of."""
        held = self._torrents.of(alert.handle)
        return None if held is None or held.hidden else held

    def _checked(self, alert: lt.torrent_checked_alert) -> None:
        """Of one that was just added, somebody may be waiting to hear what it is."""
        held = self._download(alert)
        if held is not None and not held.missing:
            if held.new:
                held.new = False
                self._feed.hasten()
            self._publish(TorrentChecked(held.infohash))

    def _finished(self, alert: lt.torrent_finished_alert) -> None:
        """The event waits for the status, which knows whether anything was transferred."""
        if (held := self._download(alert)) is not None:
            held.finishing = held.unflushed = True
            self._unfinished.completed(held)
            self._feed.refresh(held)

    def _flushed(self, alert: lt.cache_flushed_alert) -> None:
        """libtorrent flushes by itself whenever it has said that a torrent is complete."""
        held = self._download(alert)
        if held is not None and held.unflushed:
            held.unflushed = False
            self._feed.refresh(held)

    def _file_completed(self, alert: lt.file_completed_alert) -> None:
        if (held := self._download(alert)) is not None:
            self._unfinished.file_completed(held, alert.index)
            self._publish(FileCompleted(held.infohash, alert.index))

    def _prioritized(self, alert: lt.file_prio_alert) -> None:
        if (held := self._download(alert)) is not None:
            hasten_ends(held)

    def _failed(self, alert: lt.torrent_error_alert) -> None:
        """Of a disk error, the better words came just before."""
        held = self._download(alert)
        if held is not None and not held.failure:
            self._publish(TorrentFailed(held.infohash, sentence(alert.error)))

    def _disk_refused(self, alert: lt.file_error_alert) -> None:
        """libtorrent may stop, or go on seeding and try again later; either way somebody has to know."""
        held = self._download(alert)
        if held is None:
            return
        failure = sentence(alert.error, alert.filename())
        if failure != held.failure:
            held.failure = failure
            self._publish(TorrentFailed(held.infohash, failure, alert.filename()))
        self._feed.refresh(held)

    def _slowed_down(self, alert: lt.performance_alert) -> None:
        log.warning("libtorrent is slowed down: %s", alert.message())

    def _dropped(self, _alert: lt.alerts_dropped_alert) -> None:
        for held in self._torrents:
            if held.unflushed:
                held.handle.flush_cache()  # that it was flushed may be what was dropped
        self._feed.refresh_all()


def status_handler(
    feed: StatusFeed, listeners: tuple[Callable[[lt.torrent_status], None], ...]
) -> Callable[[lt.state_update_alert], None]:
    """Statuses come by one alert, whether a tick asked for all or somebody for one."""

    def updated(alert: lt.state_update_alert) -> None:
        statuses = alert.status
        if len(statuses) == 1:
            for listener in listeners:
                listener(statuses[0])
        feed.feed(statuses)

    return updated
