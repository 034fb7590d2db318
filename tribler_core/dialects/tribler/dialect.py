"""Both faces of the dialect, built of the services."""

from collections.abc import Callable
from dataclasses import dataclass

from tribler_core.config.sections import Config, LegacyErrors
from tribler_core.dialects.tribler.accounts.endpoints import AccountEndpoint, AccountsEndpoint
from tribler_core.dialects.tribler.endpoints.alias import AliasEndpoint
from tribler_core.dialects.tribler.endpoints.daemon.libtorrent import LibtorrentEndpoint
from tribler_core.dialects.tribler.endpoints.daemon.process import (
    LoggingEndpoint,
    RequestStop,
    ShutdownEndpoint,
    StateEndpoint,
)
from tribler_core.dialects.tribler.endpoints.daemon.settings import SettingsEndpoint
from tribler_core.dialects.tribler.endpoints.daemon.statistics import StatisticsEndpoint
from tribler_core.dialects.tribler.endpoints.daemon.versions import UpgradeEndpoint, VersionsEndpoint
from tribler_core.dialects.tribler.endpoints.discovery.search import ChannelsEndpoint, SearchEndpoint
from tribler_core.dialects.tribler.endpoints.discovery.unavailable import (
    DIAGNOSTICS,
    FEEDS,
    METADATA,
    UnavailableEndpoint,
)
from tribler_core.dialects.tribler.endpoints.downloads.batch import DownloadsBatchEndpoint
from tribler_core.dialects.tribler.endpoints.downloads.collection import DownloadsEndpoint, LegacyDownloadsEndpoint
from tribler_core.dialects.tribler.endpoints.downloads.export import DownloadExportTorrentEndpoint
from tribler_core.dialects.tribler.endpoints.downloads.files import DownloadFilesEndpoint
from tribler_core.dialects.tribler.endpoints.downloads.single import DownloadEndpoint, LegacyDownloadEndpoint
from tribler_core.dialects.tribler.endpoints.downloads.stream import DownloadStreamEndpoint
from tribler_core.dialects.tribler.endpoints.downloads.trackers import DownloadTrackersEndpoint
from tribler_core.dialects.tribler.endpoints.events import EventsEndpoint, LegacyEventsEndpoint
from tribler_core.dialects.tribler.endpoints.host_files import FilesEndpoint
from tribler_core.dialects.tribler.endpoints.torrents.creating import (
    CreateTorrentEndpoint,
    LegacyCreateTorrentEndpoint,
    TorrentJobsEndpoint,
)
from tribler_core.dialects.tribler.endpoints.torrents.info import LegacyTorrentInfoEndpoint, TorrentInfoEndpoint
from tribler_core.dialects.tribler.errors import ErrorShape, ErrorStyle, error_wording
from tribler_core.dialects.tribler.lists import Lists
from tribler_core.dialects.tribler.requests.adding import Adding
from tribler_core.dialects.tribler.requests.batching import Batching
from tribler_core.dialects.tribler.requests.patching import Patching
from tribler_core.dialects.tribler.rows import Rows
from tribler_core.dialects.tribler.tunnels.network import TunnelsEndpoint
from tribler_core.dialects.tribler.tunnels.speed import SpeedTestEndpoint
from tribler_core.dialects.tribler.tunnels.swarms import HiddenSwarmsEndpoint
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.events import AskAddDownload, DownloadRemoved
from tribler_core.domain.ports import EngineSessions, KeyValueStore, TunnelsInspection
from tribler_core.services.accounts.accounts import Accounts
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.event_stream import EventStream
from tribler_core.services.events import EventBus
from tribler_core.services.host_files import HostFiles
from tribler_core.services.making.service import TorrentMaking
from tribler_core.services.metainfo.service import MetainfoService
from tribler_core.services.paths import PathPolicy
from tribler_core.services.settings import SettingsService
from tribler_core.services.statistics import Statistics
from tribler_core.services.streaming.content import ContentStreaming
from tribler_core.web.dialect import Authenticator, Dialect
from tribler_core.web.endpoint import Endpoint

NAME = "tribler"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What the running daemon tells of itself, and lets be done to it."""

    version: str
    config: Callable[[], Config]
    started: Callable[[], bool]
    """The engine runs."""
    log_text: Callable[[], str]
    """The last lines of the log, oldest first."""
    request_stop: RequestStop


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """All that the endpoints call."""

    downloads: DownloadManager
    metainfo: MetainfoService
    streaming: ContentStreaming
    making: TorrentMaking
    events: EventBus
    event_stream: EventStream
    settings: SettingsService
    statistics: Statistics
    host_files: HostFiles
    paths: PathPolicy
    sessions: EngineSessions
    store: KeyValueStore
    accounts: Accounts
    tunnels: TunnelsInspection


def faces(services: Services, process: Process, authenticator: Authenticator) -> list[Dialect]:
    """The documented face without prefix, and the current one below /api; they share one document."""
    return [_face(face, services, process, authenticator) for face in (Face.LEGACY, Face.CURRENT)]


def _face(face: Face, services: Services, process: Process, authenticator: Authenticator) -> Dialect:
    return Dialect(
        name=NAME,
        title="Tribler",
        prefix=face.prefix,
        endpoints=[
            *_downloads(face, services, process),
            *_torrents(face, services),
            *_daemon(face, services, process),
            *_tunnels(services),
            *_absent(),
            *_accounts(face, services),
        ],
        authenticator=authenticator,
        word_error=error_wording(face, lambda: _error_style(process.config())),
        error_schema=ErrorShape,
        description=_DESCRIPTION,
    )


_DESCRIPTION = (
    "Tribler's REST API in two faces: the one that is documented for 7.x without a prefix (there `/download/...` is "
    "`/downloads/...`), and the current one below `/api`."
)


def _downloads(face: Face, services: Services, process: Process) -> list[Endpoint]:
    legacy, downloads = face is Face.LEGACY, services.downloads
    rows = Rows(face, downloads, process.config)
    services.events.subscribe(DownloadRemoved, lambda removed: rows.forget(removed.infohash))
    adding = Adding(face, services.paths, services.metainfo)
    patching = Patching(face, downloads, services.paths)
    collection = LegacyDownloadsEndpoint if legacy else DownloadsEndpoint
    single = LegacyDownloadEndpoint if legacy else DownloadEndpoint
    endpoints: list[Endpoint] = [
        DownloadsBatchEndpoint(downloads, Batching(face, adding, patching)),
        collection(downloads, Lists(face, downloads, rows), adding, _asking(services, process)),
        single(downloads, rows, patching),
        DownloadFilesEndpoint(downloads),
        DownloadExportTorrentEndpoint(downloads),
        DownloadTrackersEndpoint(downloads),
        DownloadStreamEndpoint(services.streaming),
    ]
    singular = [AliasEndpoint(each, path="/downloads", alias="/download") for each in endpoints]
    return [*endpoints, *singular, _events(face, services, process, rows)]


def _events(face: Face, services: Services, process: Process, rows: Rows) -> Endpoint:
    if face is Face.CURRENT:
        return EventsEndpoint(services.event_stream, services.downloads.table, rows, process.version)
    return LegacyEventsEndpoint(services.event_stream, process.version, lambda: process.config().api.legacy_low_space)


def _torrents(face: Face, services: Services) -> list[Endpoint]:
    legacy = face is Face.LEGACY
    information = LegacyTorrentInfoEndpoint if legacy else TorrentInfoEndpoint
    creation = LegacyCreateTorrentEndpoint if legacy else CreateTorrentEndpoint
    return [
        information(services.metainfo, services.downloads.table),
        creation(services.making),
        TorrentJobsEndpoint(services.making),
    ]


def _daemon(face: Face, services: Services, process: Process) -> list[Endpoint]:
    return [
        SettingsEndpoint(services.settings, services.store, process.config().state_dir, face),
        StatisticsEndpoint(services.statistics, services.host_files, services.tunnels, process.version),
        LibtorrentEndpoint(services.sessions),
        LoggingEndpoint(process.log_text),
        StateEndpoint(process.started, services.settings.ports),
        ShutdownEndpoint(process.request_stop),
        VersionsEndpoint(process.version),
        UpgradeEndpoint(),
        FilesEndpoint(services.host_files),
    ]


def _accounts(face: Face, services: Services) -> list[Endpoint]:
    """Who shares the daemon; younger than the face without a prefix."""
    if face is Face.LEGACY:
        return []
    return [AccountsEndpoint(services.accounts), AccountEndpoint(services.accounts)]


def _tunnels(services: Services) -> list[Endpoint]:
    tunnels = services.tunnels
    return [SpeedTestEndpoint(tunnels), TunnelsEndpoint(tunnels), HiddenSwarmsEndpoint(tunnels)]


def _absent() -> list[Endpoint]:
    return [SearchEndpoint(), ChannelsEndpoint(), UnavailableEndpoint((*METADATA, *FEEDS, *DIAGNOSTICS))]


def _asking(services: Services, process: Process) -> Callable[[str], bool]:
    """Whoever watches is asked, if the operator wants it and somebody is there."""

    def ask(uri: str) -> bool:
        if not process.config().libtorrent.ask_download_settings or not services.event_stream.readers:
            return False
        services.events.publish(AskAddDownload(uri))
        return True

    return ask


def _error_style(config: Config) -> ErrorStyle:
    return ErrorStyle(plain_rejections=config.api.legacy_errors is LegacyErrors.STRING, tracebacks=config.api.debug)
