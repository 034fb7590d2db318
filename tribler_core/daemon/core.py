"""The rooms below the dialects, built and introduced to each other."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tribler_core.anonymity.tunnels import Tunnels
from tribler_core.config.sections import Config, DownloadsSection
from tribler_core.config.store import ConfigStore
from tribler_core.daemon.hidden.hideout import Hideout, ways_through
from tribler_core.daemon.process.logging import DaemonLog
from tribler_core.daemon.process.stopping import StopRequest
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.events import SpeedSwitched
from tribler_core.domain.ports import KeyValueStore
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import Source, TorrentSource
from tribler_core.engine.engine import EngineOptions, FileRules, LibtorrentEngine
from tribler_core.engine.metainfo.making import TorrentHasher
from tribler_core.engine.metainfo.parsed import ParsedTorrents
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.fetching.pages import GuardedPages
from tribler_core.fetching.torrent_urls import GuardedFetcher
from tribler_core.fetching.webhooks import Webhooks
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.unset import UNSET
from tribler_core.services.bans import PeerBans
from tribler_core.services.cookies import Cookies
from tribler_core.services.downloads.building import Rules, Sources, build_downloads
from tribler_core.services.downloads.defaults import DownloadDefaults, defaults_of
from tribler_core.services.downloads.desk import Adapters
from tribler_core.services.downloads.life.tracker_list import TrackerList
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.events import EventBus
from tribler_core.services.labels.categories import Categories
from tribler_core.services.labels.labels import Labels
from tribler_core.services.labels.sorting import Sorting
from tribler_core.services.labels.tags import Tags
from tribler_core.services.making.service import TorrentMaking
from tribler_core.services.metainfo.cache import MetainfoCache
from tribler_core.services.metainfo.lookups import SharedLookups
from tribler_core.services.metainfo.service import MetainfoService
from tribler_core.services.notices.dyndns import DynDns
from tribler_core.services.notices.facts import Facts
from tribler_core.services.notices.mail import Mail
from tribler_core.services.notices.programs import Programs
from tribler_core.services.notices.telling import Listener, Telling
from tribler_core.services.paths import PathPolicy
from tribler_core.services.sources import SourceReader
from tribler_core.services.space import SpaceWatch
from tribler_core.services.speed.alternative import AlternativeSpeed
from tribler_core.services.streaming.content import ContentStreaming
from tribler_core.services.watch_folder import WatchFolder
from tribler_core.storage.catalogue import SqlCatalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What the process hands in."""

    store: ConfigStore
    catalogue: SqlCatalogue
    engine_state: bytes
    """What the engine gave at its last end; empty: nothing."""
    log: DaemonLog
    stop: StopRequest
    clock: Clock
    tasks: TaskOwner


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What dialects and the life of the daemon work with."""

    events: EventBus
    engine: LibtorrentEngine
    hideout: Hideout
    downloads: DownloadManager
    labels: Labels
    speed: AlternativeSpeed
    bans: PeerBans
    telling: Telling
    cookies: Cookies
    tracker_list: TrackerList
    dyndns: DynDns
    paths: PathPolicy
    metainfo: MetainfoService
    lookups: SharedLookups
    streaming: ContentStreaming
    making: TorrentMaking
    watch_folder: WatchFolder
    space: SpaceWatch


def build_core(process: Process) -> Core:
    """Nothing runs yet when this returns."""
    store, catalogue, tasks = process.store, process.catalogue, process.tasks
    events, reader = EventBus(), TorrentReader(ParsedTorrents())
    network = Tunnels(events.publish, process.clock, tasks)
    engine = _engine(process, events, network, reader)
    paths = PathPolicy(lambda: store.current)
    cookies = Cookies(catalogue.key_values, process.clock)
    fetcher, cache = GuardedFetcher(lambda: store.current, cookies.sent_to), MetainfoCache(process.clock)
    read = SourceReader(reader, fetcher, paths.permit).read
    defaults = _Defaults(store, catalogue.key_values)
    categories = Categories(catalogue.key_values, defaults, paths.permit, events.publish)
    downloads = build_downloads(
        _adapters(catalogue, engine, reader, network),
        events,
        process.clock,
        Rules(defaults=defaults, categories=categories),
        Sources(read=read, permit=paths.permit, known=cache.get),
    )
    lookups = SharedLookups(engine.lookup, reader, network, tasks, hops_in(downloads))
    metainfo = MetainfoService(read, fetcher, reader, lookups, cache, catalogue.downloads.torrent)
    return Core(
        events=events,
        engine=engine,
        hideout=Hideout(lambda: store.current, catalogue.key_values, network, tasks),
        downloads=downloads,
        labels=_labels(downloads, categories, Tags(catalogue.key_values, events.publish)),
        speed=_speed(process, events),
        bans=PeerBans(store),
        telling=_telling(store, downloads, tasks),
        cookies=cookies,
        tracker_list=defaults.tracker_list,
        dyndns=DynDns(lambda: store.current.dyndns, GuardedPages(lambda: store.current).fetch_as),
        paths=paths,
        metainfo=metainfo,
        lookups=lookups,
        streaming=ContentStreaming(downloads, engine.torrents, engine.inspection, engine.pieces),
        making=TorrentMaking(TorrentHasher(), reader, paths, seed_by(downloads), tasks),
        watch_folder=_watch_folder(process, events, metainfo, downloads),
        space=SpaceWatch(_folders(store, downloads), lambda: store.current.paths.low_space, events.publish),
    )


def _labels(downloads: DownloadManager, categories: Categories, tags: Tags) -> Labels:
    return Labels(categories, tags, Sorting(downloads, categories, tags))


def _engine(process: Process, events: EventBus, network: Tunnels, reader: TorrentReader) -> LibtorrentEngine:
    config = process.store.current
    options = EngineOptions(
        ways=ways_through(lambda: process.store.current, network),
        session_state=process.engine_state,
        tuning=config.tuning,
        file_rules=file_rules(config.downloads),
        parsed=reader.parsed,
    )
    return LibtorrentEngine(config.libtorrent, events.publish, process.clock, process.tasks, options)


def _speed(process: Process, events: EventBus) -> AlternativeSpeed:
    memory, switched = process.catalogue.key_values, lambda: events.publish(SpeedSwitched())
    return AlternativeSpeed(lambda: process.store.current.speed, memory, process.clock, switched)


def hops_in(downloads: DownloadManager) -> Callable[[InfoHash], Hops]:
    """With how many hops a torrent is downloaded; 0: it is plain, or not there."""

    def hops_of(infohash: InfoHash) -> Hops:
        row = downloads.table.get(infohash)
        return Hops(0) if row is None else row.settings.hops

    return hops_of


def file_rules(section: DownloadsSection) -> FileRules:
    """What the engine has to know of the section."""
    return FileRules(preallocate=section.preallocate, suffix=section.incomplete_suffix)


def _telling(store: ConfigStore, downloads: DownloadManager, tasks: TaskOwner) -> Telling:
    programs = Programs(lambda: store.current.autorun)
    mail, webhooks = Mail(lambda: store.current.mail), Webhooks(lambda: store.current.webhooks)

    async def post(facts: Facts) -> None:
        await webhooks.send(f"{facts.name} has finished downloading", f"{facts.size} bytes in {facts.save_path}")

    return Telling(
        downloads,
        tasks,
        added=[Listener(lambda: store.current.autorun.on_added_enabled, programs.added)],
        finished=[
            Listener(lambda: store.current.autorun.on_finished_enabled, programs.finished),
            Listener(lambda: store.current.mail.enabled, mail.finished),
            Listener(lambda: bool(store.current.webhooks.urls), post),
        ],
    )


class _Defaults:
    """Worked out once for each configuration and list of trackers: every download that is added asks."""

    def __init__(self, store: ConfigStore, memory: KeyValueStore) -> None:
        self._store = store
        self.tracker_list = TrackerList(
            lambda: store.current.downloads, GuardedPages(lambda: store.current).fetch, memory
        )
        self._known: tuple[Config, tuple[str, ...]] | None = None
        self._defaults = defaults_of(store.current)

    def __call__(self) -> DownloadDefaults:
        config, fetched = self._store.current, self.tracker_list.urls
        if self._known is None or self._known[0] is not config or self._known[1] != fetched:
            self._known = config, fetched
            defaults = defaults_of(config)
            self._defaults = replace(defaults, trackers=(*defaults.trackers, *((url,) for url in fetched)))
        return self._defaults


def _adapters(catalogue: SqlCatalogue, engine: LibtorrentEngine, reader: TorrentReader, network: Tunnels) -> Adapters:
    return Adapters(
        engine=engine.torrents,
        inspection=engine.inspection,
        swarm=engine.swarm,
        reader=reader,
        catalogue=catalogue.downloads,
        store=catalogue.key_values,
        history=catalogue.history,
        network=network,
    )


def _watch_folder(
    process: Process, events: EventBus, metainfo: MetainfoService, downloads: DownloadManager
) -> WatchFolder:
    def add(source: Source, folder: Path | None) -> Awaitable[object]:
        return downloads.add(AddRequest(source=source, destination=folder or UNSET))

    section, memory = (lambda: process.store.current.watch_folder), process.catalogue.key_values
    return WatchFolder(section, metainfo.source_of, add, memory, events.publish)


def seed_by(downloads: DownloadManager) -> Callable[[bytes, Path], Awaitable[object]]:
    """How a torrent that was made is seeded from where its content is."""
    return lambda torrent, folder: downloads.add(AddRequest(source=TorrentSource(torrent), destination=folder))


def _folders(store: ConfigStore, downloads: DownloadManager) -> Callable[[], Iterable[Path]]:
    """Where the daemon writes: its state, and every download that is not complete."""

    def folders() -> set[Path]:
        writing = {row.settings.destination for row in downloads.table.walk() if not row.complete}
        return {store.current.state_dir, store.current.download_defaults.saveas, *map(Path, writing)}

    return folders
