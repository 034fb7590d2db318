"""Metrics and health."""

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, INFOHASH, Served, a_dialect, key_authenticator
from tribler_core.web.house.place import housed
from tribler_core.web.observe.health import HealthEndpoint
from tribler_core.web.observe.loop_lag import LoopLag
from tribler_core.web.observe.metrics import (
    MetricsEndpoint,
    PublicMetricsEndpoint,
    Total,
    Totals,
    new_registry,
)


async def scrape(served: Served) -> str:
    async with served.client.get(served.url + "/metrics", headers=HEADERS) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return await answer.text()


async def test_latency_is_counted_by_template_method_and_status(serve: Serve) -> None:
    served = await serve()
    for method, path in [
        ("GET", f"/items/{INFOHASH}"),
        ("GET", "/items/abc"),
        ("PUT", "/items"),
        ("BREW", "/x"),
        ("GET", "/y"),
    ]:
        await served.ask(method, path)

    samples = {
        tuple(sample.labels.values()): sample.value
        for metric in served.registry.collect()
        for sample in metric.samples
        if sample.name == "triblerd_http_request_seconds_count"
    }

    assert samples == {
        ("/items/{infohash}", "GET", "2xx"): 1,
        ("/items/{infohash}", "GET", "4xx"): 1,
        ("/items", "PUT", "4xx"): 1,
        ("none", "OTHER", "4xx"): 1,
        ("none", "GET", "4xx"): 1,
    }


async def test_metrics_are_behind_the_key_unless_they_are_public(serve: Serve) -> None:
    for kind, status in ((MetricsEndpoint, 401), (PublicMetricsEndpoint, 200)):
        served = await serve(*housed([a_dialect()], [kind(new_registry())], key_authenticator()))
        async with served.client.get(served.url + "/metrics") as answer:
            assert answer.status == status


async def test_what_other_rooms_count_is_asked_for_at_each_scrape(serve: Serve) -> None:
    registry = new_registry()
    rows = [Total("triblerd_downloads", "By state.", 3, {"state": "SEEDING"})]
    registry.register(Totals(lambda: rows))
    LoopLag(registry)
    served = await serve(*housed([a_dialect()], [MetricsEndpoint(registry)], key_authenticator()))

    assert 'triblerd_downloads{state="SEEDING"} 3.0' in await scrape(served)

    rows.append(Total("triblerd_downloads", "By state.", 1, {"state": "STOPPED"}))
    rows.append(Total("triblerd_received_bytes", "Payload.", 7, counter=True))
    text = await scrape(served)
    assert 'triblerd_downloads{state="STOPPED"} 1.0' in text
    assert "triblerd_received_bytes_total 7.0" in text
    assert "triblerd_event_loop_lag_p99_seconds 0.0" in text
    assert "process_resident_memory_bytes" in text


async def test_health_needs_no_key_and_tells_no_secret(serve: Serve) -> None:
    conditions = {"catalogue": True, "downloads": False}
    served = await serve(*housed([a_dialect()], [HealthEndpoint(lambda: conditions)], key_authenticator()))

    assert await served.ask("GET", "/health/live", headers={}) == (200, {"live": True})
    assert await served.ask("GET", "/health/ready", headers={}) == (503, {"ready": False, "conditions": conditions})
    conditions["downloads"] = True
    assert (await served.ask("GET", "/health/ready", headers={}))[0] == 200
