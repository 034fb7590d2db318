"""The faces of the dialect, built of the services: one for each release that can be claimed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from tribler_core.config.sections import Config
from tribler_core.dialects.qbittorrent.access.authenticator import COOKIE, Access, QBittorrentAuthenticator
from tribler_core.dialects.qbittorrent.access.headers import answer_headers
from tribler_core.dialects.qbittorrent.adding import Adding
from tribler_core.dialects.qbittorrent.endpoints.annex.building import Annex, AnnexServices
from tribler_core.dialects.qbittorrent.endpoints.app.document import DocumentEndpoint
from tribler_core.dialects.qbittorrent.endpoints.app.keys import ApiKeyEndpoint
from tribler_core.dialects.qbittorrent.endpoints.app.machine import FoldersEndpoint
from tribler_core.dialects.qbittorrent.endpoints.app.network import NetworkEndpoint
from tribler_core.dialects.qbittorrent.endpoints.app.process import RequestStop, ShutdownEndpoint
from tribler_core.dialects.qbittorrent.endpoints.app.versions import VersionsEndpoint
from tribler_core.dialects.qbittorrent.endpoints.auth import LogInEndpoint, LogOutEndpoint
from tribler_core.dialects.qbittorrent.endpoints.certificates import SslEndpoint
from tribler_core.dialects.qbittorrent.endpoints.content import ContentEndpoint
from tribler_core.dialects.qbittorrent.endpoints.log import LogEndpoint
from tribler_core.dialects.qbittorrent.endpoints.sync import SyncEndpoint
from tribler_core.dialects.qbittorrent.endpoints.torrents.adding import AddEndpoint
from tribler_core.dialects.qbittorrent.endpoints.torrents.details import DetailsEndpoint
from tribler_core.dialects.qbittorrent.endpoints.torrents.labels import (
    CategoriesEndpoint,
    LabelsEndpoint,
    TagsEndpoint,
)
from tribler_core.dialects.qbittorrent.endpoints.torrents.listing import ListEndpoint
from tribler_core.dialects.qbittorrent.endpoints.torrents.metadata import MetadataEndpoint, Previews
from tribler_core.dialects.qbittorrent.endpoints.torrents.pieces import LimitsEndpoint, PiecesEndpoint
from tribler_core.dialects.qbittorrent.endpoints.torrents.places import NamesEndpoint, PlacesEndpoint
from tribler_core.dialects.qbittorrent.endpoints.torrents.queue import QueueEndpoint, WishesEndpoint
from tribler_core.dialects.qbittorrent.endpoints.torrents.running import CareEndpoint, StartStopEndpoint
from tribler_core.dialects.qbittorrent.endpoints.torrents.sharing import SharingEndpoint
from tribler_core.dialects.qbittorrent.endpoints.torrents.swarm import (
    PeersEndpoint,
    TrackersEndpoint,
    WebSeedsEndpoint,
)
from tribler_core.dialects.qbittorrent.endpoints.transfer import (
    BanEndpoint,
    BanPeers,
    LimitEndpoint,
    TransferEndpoint,
)
from tribler_core.dialects.qbittorrent.errors import MEANINGS, error_wording
from tribler_core.dialects.qbittorrent.journal import Journal
from tribler_core.dialects.qbittorrent.labels import Scene
from tribler_core.dialects.qbittorrent.naming.identities import Identities
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.profiles import API, PROFILES, Profile
from tribler_core.dialects.qbittorrent.rows import Rows
from tribler_core.dialects.qbittorrent.server import Server, Sources
from tribler_core.dialects.qbittorrent.speed import SpeedLimits
from tribler_core.dialects.qbittorrent.sync.maindata import MainData
from tribler_core.dialects.qbittorrent.sync.peer_names import PeerNames
from tribler_core.dialects.qbittorrent.sync.peers import PeerPolls
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import from_rule
from tribler_core.domain.download.settings import SeedingRule
from tribler_core.domain.events import DownloadRemoved
from tribler_core.domain.ports import EngineSessions, KeyValueStore
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Bytes
from tribler_core.services.downloads.defaults import defaults_of
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.events import EventBus
from tribler_core.services.host_files import HostFiles
from tribler_core.services.labels.labels import Labels
from tribler_core.services.metainfo.service import MetainfoService
from tribler_core.services.statistics import AllTime, Statistics
from tribler_core.services.streaming.content import ContentStreaming
from tribler_core.web.dialect import Dialect, alone
from tribler_core.web.endpoint import Endpoint

NAME = "qbittorrent"
ALONE = "Programs made for qBittorrent reach it below <code>{prefix}/api/v2</code>."
"""What a browser reads on a port of its own, in HTML."""
_LEAST_BODY = 64 * 1024 * 1024
"""Bytes that a request may have whatever is configured: clients add a thousand torrents at once."""
_SECURITY = {
    "cookie": {"type": "apiKey", "in": "cookie", "name": "SID", "description": "From `auth/login`."},
    "bearer": {"type": "http", "scheme": "bearer", "description": "An API key from `app/rotateAPIKey`."},
    "basic": {"type": "http", "scheme": "basic", "description": "User name and password."},
}
_DESCRIPTION = (
    "The Web API of qBittorrent, version 2. What changes nothing takes its parameters from the query of a GET or the "
    "form of a POST; commands are POST alone. Errors are plain text. The other servers, `/qb20` to `/qb52`, claim "
    "other releases; the methods are the same."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What the running daemon tells of itself, and lets be done to it."""

    config: Callable[[], Config]
    request_stop: RequestStop
    journal: Journal
    """A handler of the root logger."""
    clock: Clock
    tasks: TaskOwner


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """All that the endpoints call."""

    downloads: DownloadManager
    metainfo: MetainfoService
    events: EventBus
    statistics: Statistics
    all_time: AllTime
    host_files: HostFiles
    sessions: EngineSessions
    store: KeyValueStore
    speed: SpeedLimits
    ban_peers: BanPeers
    annex: AnnexServices
    labels: Labels
    streaming: ContentStreaming


class QBittorrent:
    """What all faces share: who may come in, and what torrents are called."""

    def __init__(self, services: Services, process: Process) -> None:
        """Nothing runs and nothing is read by this; `start` does that."""
        self._services = services
        self._process = process
        config = process.config
        self.access = Access(
            lambda: config().qbittorrent, lambda: config().api.cors_origins, services.store, process.clock
        )
        self._adding = Adding(services.downloads, services.metainfo, services.labels, process.tasks)
        self._annex = Annex(services.annex, self.access, self._adding)
        self._identities = Identities(services.downloads.table, services.events, services.store, process.tasks)
        self._targets = Targets(services.downloads, self._identities)
        sources = Sources(
            sessions=services.sessions,
            statistics=services.statistics,
            all_time=services.all_time,
            host_files=services.host_files,
            speed=services.speed,
            config=config,
        )
        self._server = Server(sources, process.clock, process.tasks)
        self._previews = Previews(services.metainfo, lambda: defaults_of(config()).hops, process.tasks)
        self._peer_names = PeerNames(lambda: config().qbittorrent.resolve_peer_names, process.tasks)
        self._launched = process.clock.now()

    async def start(self) -> str | None:
        """Remember what was kept; at the first start make a password, and answer with it to be told once."""
        await self._identities.load()
        return await self.access.passwords.ensure()

    def faces(self) -> list[Dialect]:
        """The configured release at `/api/v2`, and every one below its own prefix."""
        configured = PROFILES[self._process.config().qbittorrent.profile]
        return [self._face(configured, ""), *(self._face(profile, profile.prefix) for profile in PROFILES.values())]

    def alone(self, pages: Sequence[Endpoint]) -> Dialect:
        """What is served at other paths on a port of this dialect's own."""
        configured = PROFILES[self._process.config().qbittorrent.profile]
        return alone(self._face(configured, ""), pages)

    def headers(self) -> Mapping[str, str]:
        """That every answer carries."""
        return answer_headers(self._process.config().qbittorrent)

    def _headers_for(self, request: web.BaseRequest) -> Mapping[str, str]:
        own = self.headers()
        return {**own, "Set-Cookie": request[COOKIE]} if COOKIE in request else own

    def _face(self, profile: Profile, place: str) -> Dialect:
        return Dialect(
            name=NAME,
            title=f"qBittorrent {profile.version}" if place else "qBittorrent",
            prefix=place + API,
            place=place,
            endpoints=self._endpoints(profile),
            authenticator=QBittorrentAuthenticator(self.access, profile),
            word_error=error_wording(profile),
            error_schema=None,
            errors=MEANINGS,
            security=_SECURITY,
            description=_DESCRIPTION,
            headers=self._headers_for,
            max_body_size=Bytes(max(_LEAST_BODY, self._process.config().api.max_body_size)),
        )

    def _endpoints(self, profile: Profile) -> list[Endpoint]:
        services, process = self._services, self._process
        rows = Rows(self._identities, self._scene(profile), early=profile.early)
        services.events.subscribe(DownloadRemoved, lambda removed: rows.forget(removed.infohash))
        main_data = MainData(services.downloads.table, rows, self._server, services.labels, profile)
        peers = PeerPolls(services.downloads, self._targets, process.clock, self._peer_names)
        return [
            LogInEndpoint(self.access, profile),
            LogOutEndpoint(self.access, profile),
            SyncEndpoint(main_data, peers),
            TransferEndpoint(self._server, main_data, services.speed),
            LimitEndpoint(services.speed, profile),
            BanEndpoint(services.ban_peers, process.journal, process.clock),
            LogEndpoint(process.journal, profile),
            *self._app(profile),
            *self._torrents(profile, rows),
            *self._annex.endpoints(profile),
        ]

    def _app(self, profile: Profile) -> Sequence[Endpoint]:
        return (
            VersionsEndpoint(profile, self._process.config, self._launched),
            ShutdownEndpoint(self._process.request_stop, self.access),
            ApiKeyEndpoint(self.access.keys, profile),
            FoldersEndpoint(self._services.host_files),
            NetworkEndpoint(),
            DocumentEndpoint(NAME),
        )

    def _torrents(self, profile: Profile, rows: Rows) -> Sequence[Endpoint]:
        services, targets, downloads = self._services, self._targets, self._services.downloads
        return (
            ListEndpoint(downloads, targets, rows, profile),
            DetailsEndpoint(downloads, targets, rows, self._process.config, profile, self._process.clock),
            PiecesEndpoint(downloads, targets),
            LimitsEndpoint(targets),
            AddEndpoint(self._adding, targets, profile),
            StartStopEndpoint(targets),
            CareEndpoint(downloads, targets),
            QueueEndpoint(targets, self._server),
            WishesEndpoint(downloads, targets),
            PlacesEndpoint(targets, services.host_files),
            NamesEndpoint(downloads, targets),
            TrackersEndpoint(downloads, targets, profile),
            PeersEndpoint(downloads, targets),
            WebSeedsEndpoint(downloads, targets, profile),
            SharingEndpoint(targets),
            MetadataEndpoint(self._previews),
            SslEndpoint(targets),
            ContentEndpoint(downloads, targets, services.streaming),
            *self._sorting(profile),
        )

    def _sorting(self, profile: Profile) -> Sequence[Endpoint]:
        labels, targets, config = self._services.labels, self._targets, self._process.config
        return (
            LabelsEndpoint(labels),
            CategoriesEndpoint(labels, targets, lambda: config().downloads.relocate_on_category_edit, profile),
            TagsEndpoint(labels, targets),
        )

    def _scene(self, profile: Profile) -> Callable[[], Scene]:
        """Worked out anew when the configuration is another; it is asked for with every poll."""
        known: tuple[Config | None, Scene] = (None, Scene(profile=profile))

        def scene() -> Scene:
            nonlocal known
            config = self._process.config()
            if config is not known[0]:
                limits = from_rule(SeedingRule(limits=defaults_of(config).limits))
                known = (config, Scene(profile=profile, limits=limits, queueing=config.libtorrent.queueing))
            return known[1]

        return scene
