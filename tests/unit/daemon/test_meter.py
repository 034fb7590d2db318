"""What /metrics tells of the house."""

from tests.builders import a_download, a_transfer
from tests.fakes.engine import FakeEngine
from tests.fakes.tunnels import FakeTunnels, a_circuit
from tribler_core.config.sections import ApiSection
from tribler_core.daemon.meter import Meter
from tribler_core.foundation.units import Revision
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.statistics import Statistics


def a_meter(section: ApiSection, *, downloads: int = 0, tunnels: FakeTunnels | None = None) -> Meter:
    engine, table = FakeEngine(lambda _: None), LiveTable(Revision(1), lambda _: None)
    for number in range(1, downloads + 1):
        table.put(a_download(number, transfer=a_transfer(download_rate=10, upload_rate=1)))
    return Meter(lambda: section, table, Statistics(engine, table), engine, tunnels or FakeTunnels())


def told(meter: Meter, name: str) -> list[tuple[tuple[str, ...], float]]:
    return [(tuple(total.labels.values()), total.value) for total in meter.read() if total.name == name]


def test_downloads_are_counted_by_state() -> None:
    counts = dict(told(a_meter(ApiSection(), downloads=2), "triblerd_downloads"))
    assert counts["downloading",] == 2
    assert counts["seeding",] == 0


def test_rates_are_of_all_downloads() -> None:
    rates = told(a_meter(ApiSection(), downloads=3), "triblerd_payload_rate_bytes")
    assert rates == [(("down",), 30), (("up",), 3)]


def test_single_downloads_are_told_of_only_when_asked_for() -> None:
    assert told(a_meter(ApiSection(), downloads=2), "triblerd_download_progress") == []
    assert len(told(a_meter(ApiSection(metrics_per_download=True), downloads=2), "triblerd_download_progress")) == 2


async def test_what_the_engine_counts_is_as_old_as_the_last_look() -> None:
    meter = a_meter(ApiSection())
    assert told(meter, "triblerd_traffic_bytes") == []
    await meter.look()
    assert [labels for labels, _ in told(meter, "triblerd_traffic_bytes")] == [("0", "down"), ("0", "up")]


def test_circuits_are_counted_by_hops_and_state() -> None:
    tunnels = FakeTunnels([a_circuit(1), a_circuit(2, state="CLOSING (no activity)"), a_circuit(3)])
    meter = a_meter(ApiSection(), tunnels=tunnels)

    assert told(meter, "triblerd_circuits") == [(("2", "closing"), 1), (("2", "ready"), 2)]
    assert told(meter, "triblerd_circuit_bytes") == [(("2", "down"), 60), (("2", "up"), 30)]
    assert told(meter, "triblerd_overlay_bytes") == [(("down",), 200), (("up",), 100)]


def test_without_a_network_there_is_nothing_to_tell_of_circuits() -> None:
    assert told(a_meter(ApiSection()), "triblerd_circuits") == []
