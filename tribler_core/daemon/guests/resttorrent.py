"""The RestTorrent dialect, introduced to the house."""

import logging
import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from weakref import WeakKeyDictionary

from tribler_core.config.sections import Config
from tribler_core.daemon.core import Core, Process, file_rules
from tribler_core.daemon.hidden.annex import Annex
from tribler_core.dialects.resttorrent.dialect import RestTorrent, Services, Surroundings, new_jail
from tribler_core.domain.events import Event, SpeedSwitched, UnexpectedError
from tribler_core.domain.ports import AnonymityNetwork, WorkspaceEngine
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.engine.separate import EngineSettings, SeparateEngine
from tribler_core.fetching.torrent_urls import GuardedFetcher
from tribler_core.foundation.units import Bytes, Seconds
from tribler_core.services.downloads.building import Sources
from tribler_core.services.sources import SourceReader
from tribler_core.services.workspaces.opening import Materials
from tribler_core.services.workspaces.record import WorkspaceRecord
from tribler_core.services.workspaces.workspace import Workspace
from tribler_core.services.workspaces.workspaces import WorkspaceRules, Workspaces

log = logging.getLogger(__name__)

ROOT_VARIABLE = "RESTTORRENT_ROOT_DIR"
_RESIDENT = "main"
_LARGEST_FETCHED = Bytes(10 * 1024 * 1024)
_FETCHING_PATIENCE = Seconds(30.0)
_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class RestGuest:
    """The dialect, and the workspaces that it works with."""

    dialect: RestTorrent
    workspaces: Workspaces
    process: Process
    core: Core

    async def start(self) -> None:
        """The engine runs: bring back what was durable. Raises: CatalogueError, OSError."""
        if self.process.store.current.resttorrent.expose_main_session:
            self.workspaces.show_resident(self._resident())
        await self.workspaces.restore()
        self.dialect.start()
        _ = self.process.tasks.keep(self.workspaces.run, "ports of sessions")
        self.process.store.subscribe(self._changed)
        self.core.events.subscribe(SpeedSwitched, lambda _: self._follow())

    async def stop(self, saving: Seconds) -> None:
        """Save and close every session."""
        await self.dialect.stop()
        await self.workspaces.stop(saving)

    def _changed(self, old: Config, new: Config) -> None:
        rules = file_rules(new.downloads) != file_rules(old.downloads)
        if rules or (new.libtorrent, new.tuning) != (old.libtorrent, old.tuning):
            self._follow()

    def _follow(self) -> None:
        _ = self.process.tasks.spawn(self.workspaces.follow(), "settings of sessions")

    def _resident(self) -> Workspace:
        record = WorkspaceRecord(
            id=_RESIDENT,
            first_port=self.process.store.current.libtorrent.port,
            last_port=self.process.store.current.libtorrent.port,
            port=0,
            durable=True,
            created=self.process.clock.now(),
        )
        return Workspace(
            record=record,
            downloads=self.core.downloads,
            events=self.core.events,
            sessions=self.core.engine.sessions,
            protected=True,
        )


def build_resttorrent(process: Process, core: Core, ports: Callable[[], Collection[int]]) -> RestGuest:
    """Nothing runs yet when this returns. `ports` are those that the API listens on."""

    def config() -> Config:
        return process.store.current

    def reserved() -> set[int]:
        return {*ports(), *core.engine.sessions.listen_ports().values()} - {0}

    given = os.environ.get(ROOT_VARIABLE)
    jail, reader = new_jail(config, Path(given) if given else None), TorrentReader()
    fetcher = GuardedFetcher(lambda: _bounded(config()), core.cookies.sent_to)
    read = SourceReader(reader, fetcher, core.paths.permit).read
    engines = _Engines(process, core)
    materials = Materials(
        new_engine=engines.new,
        downloads=process.catalogue.workspaces,
        store=process.catalogue.key_values,
        reader=reader,
        network=engines.network,
        sources=Sources(read=read, permit=jail.permit, known=lambda _: None),
        folder=lambda: config().download_defaults.saveas,
        claims=core.downloads.claims,
        clock=process.clock,
    )
    rules = WorkspaceRules(limit=lambda: config().resttorrent.max_sessions, reserved=reserved)
    workspaces = Workspaces(materials, rules, core.events.publish)
    services = Services(
        workspaces=workspaces,
        events=core.events,
        meaning=core.metainfo.source_of,
        read=read,
        read_torrent=reader.read,
        jail=jail,
    )
    return RestGuest(RestTorrent(services, _around(process, core)), workspaces, process, core)


class _Engines:
    """Made for sessions, and introduced to the anonymity network."""

    def __init__(self, process: Process, core: Core) -> None:
        self._process = process
        self._core = core
        self._networks: WeakKeyDictionary[WorkspaceEngine, AnonymityNetwork] = WeakKeyDictionary()

    def new(self, publish: Callable[[Event], None]) -> SeparateEngine:
        core, clock = self._core, self._process.clock
        annex = Annex(self._config, core.hideout, core.events, publish)
        engine = SeparateEngine(lambda: _engine_settings(self._config(), core), publish, clock, ways=annex.ways)
        annex.introduce(engine)
        self._networks[engine] = annex.network
        return engine

    def network(self, engine: WorkspaceEngine) -> AnonymityNetwork:
        """What its downloads hide in."""
        return self._networks[engine]

    def _config(self) -> Config:
        return self._process.store.current


def _around(process: Process, core: Core) -> Surroundings:
    return Surroundings(
        config=lambda: process.store.current,
        report=lambda error_id, error: core.events.publish(UnexpectedError(error_id, type(error).__name__, str(error))),
        clock=process.clock,
        tasks=process.tasks,
    )


def _engine_settings(config: Config, core: Core) -> EngineSettings:
    return EngineSettings(core.speed.in_force(config.libtorrent), file_rules(config.downloads), config.tuning)


def _bounded(config: Config) -> Config:
    """The bounds that RestTorrent's specification sets for what is fetched, where the operator's are wider."""
    fetching = config.fetching
    bounds = replace(
        fetching,
        max_size=min(fetching.max_size, _LARGEST_FETCHED),
        timeout=min(fetching.timeout, _FETCHING_PATIENCE),
        max_redirects=min(fetching.max_redirects, _REDIRECTS),
        allow_private=config.resttorrent.url_allow_private,
    )
    return replace(config, fetching=bounds)
