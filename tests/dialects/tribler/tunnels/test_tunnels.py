"""The anonymity network as Tribler's clients see it."""

import pytest

from tests.dialects.tribler.house import House
from tests.fakes.tunnels import a_circuit
from tribler_core.dialects.tribler.shapes.events import present_event
from tribler_core.dialects.tribler.tunnels import shapes
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.anonymity import TunnelRemoved
from tribler_core.foundation.units import Seconds

LISTS = ("settings", "circuits", "relays", "exits", "peers", "swarms")
BARE = ("peers/dht", "peers/pex")


@pytest.fixture
def house(house: House) -> House:
    house.tunnels._circuits = [a_circuit(7)]
    return house


@pytest.mark.parametrize("prefix", ["", "/api"])
@pytest.mark.parametrize("what", [*LISTS, *BARE, f"swarms/{'ab' * 20}/size", "circuits/test", "circuits/7/test"])
async def test_without_a_network_there_is_nothing(house: House, prefix: str, what: str) -> None:
    house.tunnels._circuits = None

    answer = await house.ask("GET", f"{prefix}/ipv8/tunnel/{what}", expect=404)

    assert "switched off" in answer["error"]["message"]


@pytest.mark.parametrize("prefix", ["", "/api"])
async def test_circuits_are_shown_as_recorded(house: House, prefix: str) -> None:
    assert await house.ask("GET", f"{prefix}/ipv8/tunnel/circuits") == {
        "circuits": [
            {
                "circuit_id": 7,
                "goal_hops": 2,
                "actual_hops": 2,
                "verified_hops": ["aa", "bb"],
                "unverified_hop": "",
                "type": "DATA",
                "state": "READY",
                "bytes_up": 10,
                "bytes_down": 20,
                "creation_time": 1_700_000_000,
                "exit_flags": [2, 4],
            }
        ]
    }


async def test_every_list_has_exactly_the_documented_fields(house: House) -> None:
    answers = {
        "circuits": shapes.CircuitsAnswer,
        "relays": shapes.RelaysAnswer,
        "exits": shapes.ExitsAnswer,
        "swarms": shapes.SwarmsAnswer,
        "peers": shapes.NodesAnswer,
        "settings": shapes.TunnelSettingsAnswer,
    }
    for what, shape in answers.items():
        answer = await house.ask("GET", f"/api/ipv8/tunnel/{what}")
        assert shape().validate(answer) == {}
        assert answer[what]


async def test_introduction_points_are_bare_lists(house: House) -> None:
    for what, source in (("dht", 1), ("pex", 2)):
        [entry] = await house.ask("GET", f"/api/ipv8/tunnel/peers/{what}")
        assert entry["info_hash"] == "ab" * 20
        [point] = entry["peers"]
        assert point == {
            "address": {"ip": "192.0.2.2", "port": 1, "public_key": "aa"},
            "seeder_pk": "bb",
            "source": source,
        }


async def test_the_size_of_a_swarm_is_asked_for_with_hops(house: House) -> None:
    path = f"/api/ipv8/tunnel/swarms/{'ab' * 20}/size"

    assert await house.ask("GET", path, params={"hops": "3"}) == {"swarm_size": 3}
    await house.ask("GET", path, params={"hops": "4"}, expect=400)


async def test_a_speed_test_answers_in_lines_of_mib(house: House) -> None:
    answer = await house.call("GET", "/api/ipv8/tunnel/circuits/7/test?test_time_ms=100")

    assert answer.status == 200
    assert answer.body.decode().splitlines() == ['speed: {"up":1.0,"down":2.0}', 'speed: {"up":0.0,"down":0.0}']
    assert [(what, test.time) for what, test in house.tunnels.tests] == [(7, Seconds(0.1))]


async def test_a_new_circuit_is_tested_with_the_hops_asked_for(house: House) -> None:
    assert (await house.call("GET", "/ipv8/tunnel/circuits/test?goal_hops=3")).status == 200
    assert [what for what, _ in house.tunnels.tests] == [3]


@pytest.mark.parametrize("query", ["goal_hops=4", "test_time_ms=0", "test_time_ms=60001", "request_size=2001"])
async def test_a_senseless_speed_test_is_refused(house: House, query: str) -> None:
    await house.ask("GET", f"/api/ipv8/tunnel/circuits/test?{query}", expect=400)


async def test_a_circuit_that_is_not_there_is_not_found(house: House) -> None:
    await house.ask("GET", "/api/ipv8/tunnel/circuits/8/test", expect=404)


@pytest.mark.parametrize("prefix", ["", "/api"])
@pytest.mark.parametrize(
    ("what", "status"),
    [
        ("circuits/8/test", 404),
        ("circuits/x/test", 400),
        ("circuits/test?goal_hops=9", 400),
        (f"swarms/{'ab' * 20}/size?hops=9", 400),
    ],
)
async def test_errors_of_the_subtree_have_the_shape_of_all_others(
    house: House, prefix: str, what: str, status: int
) -> None:
    answer = await house.ask("GET", f"{prefix}/ipv8/tunnel/{what}", expect=status)

    assert answer["error"].keys() == {"handled", "code", "message"}


async def test_the_traffic_of_the_overlay_is_told(house: House) -> None:
    assert await house.ask("GET", "/api/statistics/ipv8") == {"ipv8_statistics": {"total_up": 100, "total_down": 200}}


def test_a_circuit_that_ended_is_an_event_of_the_current_face() -> None:
    event = TunnelRemoved(7, 1, 2, Seconds(3.5), "no activity")

    assert present_event(event, Face.LEGACY) is None
    notice = present_event(event, Face.CURRENT)
    assert notice is not None
    assert notice.topic == "tunnel_removed"
    assert notice.facts == {
        "circuit_id": 7,
        "circuit_class": "Circuit",
        "bytes_up": 1,
        "bytes_down": 2,
        "uptime": 3.5,
        "additional_info": "no activity",
    }
