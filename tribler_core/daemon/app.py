"""The house: the core, the dialects on it, and the server before them. Everything is built here, once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from tribler_core import __version__
from tribler_core.daemon.core import Core, Process, build_core
from tribler_core.daemon.listening.doors import Doors, guests_of, manners_of
from tribler_core.daemon.meter import Meter
from tribler_core.daemon.qbittorrent import Guest, build_qbittorrent
from tribler_core.daemon.readiness import Readiness
from tribler_core.daemon.sharing.people import build_accounts
from tribler_core.dialects.qbittorrent.dialect import ALONE as QBITTORRENT_ALONE
from tribler_core.dialects.tribler import dialect as tribler
from tribler_core.domain.events import UnexpectedError
from tribler_core.services.accounts.accounts import Accounts
from tribler_core.services.event_stream import EventStream
from tribler_core.services.host_files import HostFiles
from tribler_core.services.settings import SettingsService
from tribler_core.services.statistics import AllTime, Statistics
from tribler_core.web.access.keys import KeyAuthenticator
from tribler_core.web.access.slow_down import SlowDown
from tribler_core.web.dialect import Dialect
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.house.place import housed
from tribler_core.web.house.swagger_ui import DocsEndpoint, SwaggerAssetsEndpoint
from tribler_core.web.house.web_ui import WebUi, WebUiEndpoint
from tribler_core.web.observe.health import HealthEndpoint
from tribler_core.web.observe.loop_lag import LoopLag
from tribler_core.web.observe.metrics import MetricsEndpoint, PublicMetricsEndpoint, Totals, new_registry
from tribler_core.web.serving.documents import Documents
from tribler_core.web.serving.server import WebServer

if TYPE_CHECKING:
    from tribler_core.daemon.guests.resttorrent import RestGuest
    from tribler_core.daemon.sharing.guest import TorBoxGuest


@dataclass(frozen=True, slots=True, kw_only=True)
class Lobby:
    """What stands between the core and the dialects: how things are, and where we listen."""

    doors: Doors
    readiness: Readiness
    event_stream: EventStream
    statistics: Statistics
    all_time: AllTime
    meter: Meter
    loop_lag: LoopLag
    registry: CollectorRegistry
    settings: SettingsService
    accounts: Accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """The parts that are started and stopped."""

    process: Process
    core: Core
    lobby: Lobby
    qbittorrent: Guest | None
    """None: the operator does without."""
    torbox: "TorBoxGuest | None"
    resttorrent: "RestGuest | None"
    dialects: Sequence[Dialect]
    server: WebServer


def build(process: Process) -> Daemon:
    """Nothing runs yet when this returns."""
    core = build_core(process)
    lobby = _lobby(process, core)
    guest = None
    if process.store.current.qbittorrent.enabled:
        guest = build_qbittorrent(process, core, (lobby.statistics, lobby.all_time), lobby.settings)
    torbox = _torbox(process, core, lobby)
    dialects = _dialects(process, core, lobby, Guests(guest, torbox, _web_ui(process, guest, torbox)))
    rest = _resttorrent(process, core, lobby)
    if rest is not None:
        dialects += rest.dialect.faces()
    server = WebServer(
        dialects,
        manners_of(process.store.current.api),
        documents=Documents(dialects, __version__),
        registry=lobby.registry,
        report=lambda error_id, error: core.events.publish(UnexpectedError(error_id, type(error).__name__, str(error))),
    )
    return Daemon(
        process=process,
        core=core,
        lobby=lobby,
        qbittorrent=guest,
        torbox=torbox,
        resttorrent=rest,
        dialects=dialects,
        server=server,
    )


def _torbox(process: Process, core: Core, lobby: Lobby) -> "TorBoxGuest | None":
    if not process.store.current.torbox.enabled:
        return None
    from tribler_core.daemon.sharing.guest import build_torbox  # a start without it does not load it

    return build_torbox(process, core, lobby.accounts, lobby.statistics)


def _resttorrent(process: Process, core: Core, lobby: Lobby) -> "RestGuest | None":
    if not process.store.current.resttorrent.enabled:
        return None
    from tribler_core.daemon.guests.resttorrent import build_resttorrent  # a start without it does not load it

    return build_resttorrent(process, core, lobby.doors.open_ports)


def _lobby(process: Process, core: Core) -> Lobby:
    sessions, table, registry = core.engine.sessions, core.downloads.table, new_registry()
    statistics = Statistics(sessions, table)
    doors = Doors(process.store.current.api, guests_of(process.store.current))
    meter = Meter(lambda: process.store.current.api, table, statistics, sessions, core.hideout.views)
    registry.register(Totals(meter.read))
    return Lobby(
        doors=doors,
        readiness=Readiness(lambda: core.downloads.checkpoints),
        event_stream=EventStream(core.events.subscribe, process.clock),
        statistics=statistics,
        all_time=AllTime(
            statistics, process.catalogue.key_values, lambda: process.store.current.downloads.statistics_interval
        ),
        meter=meter,
        loop_lag=LoopLag(registry),
        registry=registry,
        settings=SettingsService(process.store, sessions, doors.ports),
        accounts=build_accounts(process),
    )


def _web_ui(process: Process, guest: Guest | None, torbox: "TorBoxGuest | None") -> WebUi:
    """Who has logged in to the API of qBittorrent may see the private part of the interface."""
    store, access = process.store, guest.dialect.access if guest is not None else None
    return WebUi(
        folder=store.current.webui.alternative_path,
        enabled=lambda: store.current.webui.alternative_enabled,
        signed_in=lambda request: access is not None and access.session_of(request) is not None,
        headers=guest.dialect.headers if guest is not None else dict,
        told=torbox.told if torbox is not None else lambda _: None,
        name=lambda: " ".join(filter(None, ("triblerd", store.current.qbittorrent.instance_name))),
    )


@dataclass(frozen=True, slots=True)
class Guests:
    """Who speaks beside the native dialect."""

    qbittorrent: Guest | None
    torbox: "TorBoxGuest | None"
    web_ui: WebUi


def _dialects(process: Process, core: Core, lobby: Lobby, guests: Guests) -> list[Dialect]:
    authenticator = KeyAuthenticator(
        key=lambda: process.store.current.api.key,
        open_allowed=lambda: True,  # the section refuses an empty key where it must not be
        slow_down=SlowDown(process.clock),
    )
    native = tribler.faces(_services(process, core, lobby), _told_of(process, lobby), authenticator)
    guest, torbox, web_ui = guests.qbittorrent, guests.torbox, guests.web_ui
    alone = WebUiEndpoint(replace(web_ui, apis=QBITTORRENT_ALONE))
    speaking = [*guest.dialect.faces(), guest.dialect.alone([alone])] if guest is not None else []
    boxed = torbox.faces if torbox is not None else []
    return [*housed([*native], [*_pages(process, lobby), WebUiEndpoint(web_ui)], authenticator), *speaking, *boxed]


def _services(process: Process, core: Core, lobby: Lobby) -> tribler.Services:
    return tribler.Services(
        downloads=core.downloads,
        metainfo=core.metainfo,
        streaming=core.streaming,
        making=core.making,
        events=core.events,
        event_stream=lobby.event_stream,
        settings=lobby.settings,
        statistics=lobby.statistics,
        host_files=HostFiles(core.paths),
        paths=core.paths,
        sessions=core.engine.sessions,
        store=process.catalogue.key_values,
        accounts=lobby.accounts,
        tunnels=core.hideout.views,
    )


def _told_of(process: Process, lobby: Lobby) -> tribler.Process:
    return tribler.Process(
        version=__version__,
        config=lambda: process.store.current,
        started=lambda: lobby.readiness.started,
        log_text=process.log.recent.text,
        request_stop=process.stop.ask,
    )


def _pages(process: Process, lobby: Lobby) -> list[Endpoint]:
    """What belongs to no dialect."""
    metrics = PublicMetricsEndpoint if process.store.current.api.metrics_public else MetricsEndpoint
    return [
        DocsEndpoint(tribler.NAME),
        SwaggerAssetsEndpoint(),
        HealthEndpoint(lobby.readiness.conditions),
        metrics(lobby.registry),
    ]
