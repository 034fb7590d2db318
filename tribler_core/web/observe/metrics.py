"""Prometheus metrics: of the process, of HTTP by route, and what the rest of the house counts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web
from prometheus_client import CollectorRegistry, GCCollector, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs

_METHODS = frozenset({"GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"})
_LATENCIES = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Total:
    """One number that another room counts, told at the moment it is asked for."""

    name: str
    documentation: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)
    counter: bool = False
    """Only ever grows; its name is told with `_total` at the end."""


class Totals(Collector):
    """Asks a callable at each scrape; rows of one name stand together."""

    def __init__(self, supply: Callable[[], Iterable[Total]]) -> None:
        self._supply = supply

    def describe(self) -> Iterable[Metric]:
        """Nothing in advance: registering must not ask a house that is not built yet."""
        return ()

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily | CounterMetricFamily] = {}
        for total in self._supply():
            family = families.get(total.name)
            if family is None:
                make = CounterMetricFamily if total.counter else GaugeMetricFamily
                family = families[total.name] = make(total.name, total.documentation, labels=list(total.labels))
            family.add_metric(list(total.labels.values()), total.value)
        yield from families.values()


class HttpMetrics:
    """How long requests take, from the first header to the last byte handed to the socket."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._seconds = Histogram(
            "triblerd_http_request_seconds",
            "Time to answer, by the route's template.",
            ["route", "method", "status"],
            registry=registry,
            buckets=_LATENCIES,
        )
        self._known: dict[tuple[str, str, int], Histogram] = {}

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one answer. Few labels whatever clients send: an unknown path has no route, an odd method is OTHER."""
        key = (route, method if method in _METHODS else "OTHER", status // 100)
        child = self._known.get(key)
        if child is None:
            child = self._known[key] = self._seconds.labels(route or "none", key[1], f"{key[2]}xx")
        child.observe(seconds)


def new_registry() -> CollectorRegistry:
    """A registry of one daemon, with the process and the garbage collector in it. None is global."""
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


class MetricsEndpoint(Endpoint):
    """What the operator's monitoring scrapes."""

    reads = Scope.READ

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/metrics", self.scrape)]

    @docs(
        tags=["Health"],
        summary="Metrics in Prometheus' text format",
        produces=("text/plain",),
        responses={200: {"description": "process, HTTP latency by route, event-loop lag, totals and rates"}},
    )
    async def scrape(self, request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": _TYPE})


class PublicMetricsEndpoint(MetricsEndpoint):
    """The same, without a key: the operator chose so."""

    reads: ClassVar[Scope] = Scope.PUBLIC
