"""The engine, put together: what the daemon builds, starts and stops."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import libtorrent as lt

from tribler_core.config.sections.libtorrent import LibtorrentSection
from tribler_core.config.sections.tuning import TuningSection
from tribler_core.domain.ports import LastWords, Publish
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.alerts.peers import PeerAlerts
from tribler_core.engine.alerts.storage import StorageAlerts
from tribler_core.engine.alerts.torrents import TorrentAlerts, status_handler
from tribler_core.engine.alerts.trackers import TrackerAlerts
from tribler_core.engine.answers import Answers
from tribler_core.engine.metainfo.parsed import ParsedTorrents
from tribler_core.engine.sessions.bound_device import BoundDevice
from tribler_core.engine.sessions.packs import UNTUNED
from tribler_core.engine.sessions.pool import PLAIN, Sessions, Ways
from tribler_core.engine.sessions.session import Listeners
from tribler_core.engine.torrents.arrivals import Arrivals
from tribler_core.engine.torrents.control import TorrentControl
from tribler_core.engine.torrents.feed import Rhythm, StatusFeed
from tribler_core.engine.torrents.held import Torrents
from tribler_core.engine.torrents.intake.adding import Adding
from tribler_core.engine.torrents.intake.orders import HouseRules
from tribler_core.engine.torrents.layers import PieceLayers
from tribler_core.engine.torrents.lookup import Lookup
from tribler_core.engine.torrents.rerouting import Rerouting
from tribler_core.engine.torrents.saving import Saving
from tribler_core.engine.torrents.storage import Storage
from tribler_core.engine.unfinished import Unfinished
from tribler_core.engine.views.inspection import Inspection
from tribler_core.engine.views.pieces import Pieces
from tribler_core.engine.views.swarm import Swarm
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

_TURN = 500
"""Torrents told of a new rule in one turn of the event loop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRules:
    """How the content of torrents is written."""

    preallocate: bool = False
    """New torrents get all their space at once."""
    suffix: bool = False
    """Files that are not complete have a suffix on the disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """What only some daemons say."""

    ways: Ways = field(default_factory=Ways)
    session_state: bytes = b""
    """What `session_state` gave last time."""
    tick: Seconds = Seconds(1.0)
    """How often changes are told."""
    file_rules: FileRules = FileRules()
    tuning: TuningSection = UNTUNED
    parsed: ParsedTorrents = field(default_factory=ParsedTorrents)
    """Shared with whoever reads torrents before they are added."""
    overrides: Mapping[str, Any] = field(default_factory=dict)
    """libtorrent's settings that hold whatever the sections say."""


class LibtorrentEngine:
    """The ports of the engine, an attribute each. Built inside a running event loop, and used by no other thread."""

    def __init__(
        self,
        section: LibtorrentSection,
        publish: Publish,
        clock: Clock,
        tasks: TaskOwner,
        options: EngineOptions | None = None,
    ) -> None:
        options = options or EngineOptions()
        self._section, self._tuning, self._file_rules = section, options.tuning, options.file_rules
        self._torrents = Torrents()
        handlers: dict[type[lt.alert], Callable[[Any], None]] = {}
        configured = (section, options.tuning, options.overrides)
        self.sessions = Sessions(configured, Listeners(handlers, publish, clock), options.ways, options.session_state)
        self.rerouting = Rerouting(self.sessions.get, self._torrents, tasks)
        self._device = BoundDevice(publish, self.sessions.silence, self.sessions.speak)
        answers = Answers()
        self._saving = Saving(self._torrents, answers)
        self.inspection = Inspection(self._torrents, answers, self._saving, clock)
        self.pieces = Pieces(self._torrents, answers, self.inspection, publish)
        self.swarm = Swarm(self._torrents, publish, tasks)
        self._feed = StatusFeed(self._torrents, self.sessions, self._saving, publish, Rhythm(clock, options.tick))
        self._feed.each_tick(self.swarm.tick)
        storage = Storage(self._torrents, answers, publish, (self.inspection.forget, self.pieces.left))
        layers = PieceLayers(self._torrents, self._saving, publish, tasks)
        self._adding = Adding(self._torrents, self.sessions, storage, layers, publish, options.parsed)
        arrivals = Arrivals(self._torrents, self._adding, storage, self._saving, publish, tasks)
        self.torrents = TorrentControl(self._torrents, self._adding, self._feed, storage, self._saving)
        self.lookup = Lookup(self._torrents, self._adding, storage, arrivals, tasks)
        self._unfinished = Unfinished(self._torrents, self._feed.refresh)
        told = TorrentAlerts(self._torrents, self._feed, self._unfinished, publish)
        handlers.update(told.handlers(self._adding, arrivals, self._saving))
        stored = StorageAlerts(self._torrents, storage, self.inspection, self._unfinished, self._feed)
        heard = TrackerAlerts(self._torrents, self.swarm, self._feed.refresh)
        handlers.update({**stored.handlers(), **heard.handlers()})
        handlers.update({**self.inspection.handlers(), **self.pieces.handlers()})
        handlers.update(PeerAlerts(self._torrents, self.rerouting.met, publish).handlers())
        handlers[lt.state_update_alert] = status_handler(
            self._feed, (self.inspection.status_came, self.pieces.status_came)
        )

    async def start(self) -> None:
        """Open the plain session. Raises: OSError when the IP filter cannot be read."""
        self._adding.rules = _rules(self._section, self._file_rules)
        self._device.watch(self._section.bind_interface)
        await self.sessions.load_ip_filter()
        await self.sessions.open(PLAIN)
        self._feed.start()

    async def apply(
        self, section: LibtorrentSection, rules: FileRules | None = None, tuning: TuningSection | None = None
    ) -> None:
        """Follow a changed configuration; everything takes effect at once. Raises: OSError, as `start`."""
        old, self._section = self._section, section
        self._file_rules, self._tuning = rules or self._file_rules, tuning or self._tuning
        self.sessions.apply(section, self._tuning)
        self._device.watch(section.bind_interface)
        if _filter_of(section) != _filter_of(old):
            await self.sessions.load_ip_filter()
        before, rules_now = self._adding.rules, _rules(section, self._file_rules)
        if rules_now != before:
            self._adding.rules = rules_now
            await self._tell_torrents(rules_now)
        if rules_now.suffix != before.suffix:
            await self._unfinished.follow(suffix=rules_now.suffix)

    async def reload_ip_filter(self) -> None:
        """Read the filter file again. Raises: OSError."""
        await self.sessions.load_ip_filter()

    async def session_state(self) -> bytes:
        """What makes the next start easier: nodes of the DHT. Also good after `close`."""
        return await self.sessions.dht_state()

    def silence(self) -> None:
        """No more traffic, of any session, so that what is saved now stays true."""
        self.sessions.pause()

    async def last_words(self, deadline: Seconds) -> LastWords:
        """Fall silent for good, and say what was not saved yet; after this comes nothing but `close`.

        What could not be asked within `deadline` seconds is left out. What runs goes first. What rests was saved when
        it came to rest, and to ask a hundred thousand takes too long.
        """
        self._fall_silent()
        saved: dict[InfoHash, bytes] = {}
        whole = False
        try:
            async with asyncio.timeout(deadline):
                await self._saving.save_modified([held for held in self._torrents if not held.rests], saved)
                whole = True
                await self._saving.save_modified([held for held in self._torrents if held.rests], saved)
        except TimeoutError:
            which = "what rests" if whole else "everything that runs"
            log.log(logging.INFO if whole else logging.WARNING, "there was no time to ask %s for resume data", which)
        return LastWords(saved, whole=whole)

    async def close(self) -> None:
        """End the sessions, also without `last_words`; the sockets are closed when it returns.

        Fifty thousand torrents take some two seconds. Nothing is saved here, so a process at its end may break it off.
        """
        self._fall_silent()
        await self.sessions.close()

    def _fall_silent(self) -> None:
        self._device.close()
        self._feed.stop()
        self.silence()

    async def _tell_torrents(self, rules: HouseRules) -> None:
        mask = lt.torrent_flags.disable_pex
        for number, held in enumerate(self._torrents):
            held.handle.set_flags(0 if rules.pex else mask, mask)
            held.handle.set_max_connections(rules.max_connections)
            held.handle.set_max_uploads(rules.max_uploads)
            if number % _TURN == _TURN - 1:
                await asyncio.sleep(0)


def _filter_of(section: LibtorrentSection) -> tuple[object, ...]:
    return section.ip_filter_enabled, section.ip_filter_file, section.banned_peers


def _rules(section: LibtorrentSection, files: FileRules) -> HouseRules:
    return HouseRules(
        pex=section.pex,
        max_connections=section.max_connections_download,
        max_uploads=section.max_uploads_download,
        preallocate=files.preallocate,
        suffix=files.suffix,
    )
