"""The door of /socket.io/: who is let in, who is told to come back with another client."""

import asyncio
from typing import Any

import pytest

from tests.dialects.resttorrent.conftest import OpenRestHouse
from tests.dialects.resttorrent.house import RestHouse
from tests.dialects.tribler.house import KEY
from tests.swarm import until

OLD = "/socket.io/?EIO=3&transport=polling"
NEW = "/socket.io/?EIO=4&transport=polling"


async def test_clients_of_0_9_are_told_which_are_understood(house: RestHouse) -> None:
    answer = await house.call("GET", "/socket.io/1/?t=1234")

    assert answer.status == 400
    assert b"0.9 is not spoken" in answer.body


async def test_an_old_handshake_opens_the_default_namespace_by_itself(house: RestHouse) -> None:
    answer = await house.call("GET", OLD)

    assert answer.status == 200
    assert answer.body.endswith(b"2:40")
    assert b'"upgrades":["websocket"]' in answer.body
    assert answer.headers.getall("Access-Control-Allow-Origin") == ["*"]
    script = await house.call("GET", f"{OLD}&j=3")
    assert script.body.startswith(b"___eio[3](")
    assert script.headers["Content-Type"] == "text/javascript; charset=UTF-8"


async def test_an_unknown_client_is_told_so(house: RestHouse) -> None:
    answer = await house.call("GET", f"{OLD}&sid=none")

    assert (answer.status, answer.json()) == (400, {"code": 1, "message": "Session ID unknown"})


async def test_nonsense_ends_the_connection(house: RestHouse) -> None:
    opened = (await house.call("GET", OLD)).body.decode()
    sid = opened.partition('"sid":"')[2].partition('"')[0]

    assert (await house.call("POST", f"{OLD}&sid={sid}", data=b"nonsense")).status == 400
    assert (await house.call("GET", f"{OLD}&sid={sid}")).status == 400


async def test_a_heartbeat_and_a_message_go_by_polling(house: RestHouse) -> None:
    opened = (await house.call("GET", OLD)).body.decode()
    place = f"{OLD}&sid={opened.partition(chr(34) + 'sid' + chr(34) + ':' + chr(34))[2].partition(chr(34))[0]}"

    packet = '420["v1",{"command":"get_session_list"}]'
    sent = await house.call("POST", place, data=f"1:2{len(packet)}:{packet}".encode())
    assert sent.body == b"ok"
    heard = ""
    while "430[" not in heard:
        heard += (await house.call("GET", place)).body.decode()

    assert heard.startswith("1:3")
    assert '{"status":"success","sessions":[],"command":"get_session_list"}' in heard


@pytest.mark.parametrize("address", [OLD, NEW])
@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_page_that_somebody_visits_is_not_connected(
    house: RestHouse, address: str, headers: dict[str, str]
) -> None:
    answer = await house.call("GET", address, headers=headers)
    if address == OLD:
        assert answer.status == 403
        return
    sid = answer.body.decode().partition('"sid":"')[2].partition('"')[0]
    await house.call("POST", f"{NEW}&sid={sid}", data=b"40", headers=headers)
    refused = (await house.call("GET", f"{NEW}&sid={sid}")).body.decode()

    assert refused.startswith("44")
    assert "access denied" in refused


@pytest.mark.parametrize(
    ("sent", "status"), [({}, 401), ({"headers": {"X-Api-Key": KEY}}, 200), ({"params": {"api_key": KEY}}, 200)]
)
async def test_a_key_is_asked_for_at_the_handshake(
    open_house: OpenRestHouse, sent: dict[str, Any], status: int
) -> None:
    house = await open_house(auth="required")
    params = {"EIO": "3", "transport": "polling", **sent.get("params", {})}

    answer = await house.call("GET", "/socket.io/", params=params, headers=sent.get("headers", {}))

    assert answer.status == status


async def test_the_key_may_come_with_the_connection(open_house: OpenRestHouse) -> None:
    house = await open_house(auth="required")
    for word, connected in ((KEY, True), ("wrong key", False)):
        sid = (await house.call("GET", NEW)).body.decode().partition('"sid":"')[2].partition('"')[0]
        await house.call("POST", f"{NEW}&sid={sid}", data=f'40{{"api_key":"{word}"}}'.encode())
        answer = (await house.call("GET", f"{NEW}&sid={sid}")).body.decode()
        assert answer.startswith("40" if connected else "44")


async def test_the_old_generations_can_be_done_without(open_house: OpenRestHouse) -> None:
    house = await open_house(engineio3="false")

    assert (await house.call("GET", OLD)).status == 400
    assert (await house.call("GET", NEW)).status == 200


@pytest.mark.parametrize("generation", ["3", "4"])
async def test_a_poll_ends_when_its_client_says_good_bye(house: RestHouse, generation: str) -> None:
    address = f"/socket.io/?EIO={generation}&transport=polling"
    opened = (await house.call("GET", address)).body.decode()
    sid = opened.partition('"sid":"')[2].partition('"')[0]
    switchboard: Any = house.dialect._switchboard
    if generation == "4":
        await house.call("POST", f"{address}&sid={sid}", data=b"40")
        await house.call("GET", f"{address}&sid={sid}")

    def waits() -> bool:
        if generation == "3":
            return bool(switchboard._legacy._sockets[sid].polled)
        return bool(switchboard._current._server.eio.sockets[sid].queue._getters)

    poll = asyncio.ensure_future(house.call("GET", f"{address}&sid={sid}"))
    await until(waits)
    await house.call("POST", f"{address}&sid={sid}", data=b"1" if generation == "4" else b"1:1")

    assert (await poll).status in (200, 400)
