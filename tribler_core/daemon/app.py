"""Everything is built here, once, and introduced to each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry

from tribler_core import __version__
from tribler_core.config.store import ConfigStore
from tribler_core.daemon.listening import Doors, manners_of
from tribler_core.daemon.logging import DaemonLog
from tribler_core.daemon.stopping import StopRequest
from tribler_core.domain.events import UnexpectedError
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.events import EventBus
from tribler_core.storage.catalogue import SqlCatalogue
from tribler_core.web.access.keys import KeyAuthenticator
from tribler_core.web.access.slow_down import SlowDown
from tribler_core.web.dialect import Dialect
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.house.place import housed
from tribler_core.web.house.swagger_ui import DocsEndpoint, SwaggerAssetsEndpoint
from tribler_core.web.observe.health import HealthEndpoint
from tribler_core.web.observe.loop_lag import LoopLag
from tribler_core.web.observe.metrics import MetricsEndpoint, PublicMetricsEndpoint, new_registry
from tribler_core.web.serving.documents import Documents
from tribler_core.web.serving.server import WebServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """What the process hands in."""

    store: ConfigStore
    catalogue: SqlCatalogue
    log: DaemonLog
    stop: StopRequest
    clock: Clock
    tasks: TaskOwner


@dataclass(frozen=True, slots=True, kw_only=True)
class Daemon:
    """The parts that are started and stopped."""

    process: Process
    events: EventBus
    dialects: Sequence[Dialect]
    server: WebServer
    doors: Doors
    loop_lag: LoopLag


def build(process: Process) -> Daemon:
    """Nothing runs yet when this returns."""
    events = EventBus()
    registry = new_registry()
    doors = Doors(process.store.current.api)
    dialects = _dialects(process, registry)
    server = WebServer(
        dialects,
        manners_of(process.store.current.api),
        documents=Documents(dialects, __version__),
        registry=registry,
        report=lambda error_id, error: events.publish(UnexpectedError(error_id, type(error).__name__, str(error))),
    )
    return Daemon(
        process=process,
        events=events,
        dialects=dialects,
        server=server,
        doors=doors,
        loop_lag=LoopLag(registry),
    )


def _dialects(process: Process, registry: CollectorRegistry) -> list[Dialect]:
    api = process.store.current.api
    authenticator = KeyAuthenticator(
        key=lambda: process.store.current.api.key,
        open_allowed=lambda: True,  # the section refuses an empty key where it must not be
        slow_down=SlowDown(process.clock),
    )
    house: list[Endpoint] = [
        DocsEndpoint("house"),
        SwaggerAssetsEndpoint(),
        HealthEndpoint(lambda: {"catalogue": True}),
        PublicMetricsEndpoint(registry) if api.metrics_public else MetricsEndpoint(registry),
    ]
    return housed([], house, authenticator)
