"""Sessions over REST: in every form that clients send, with the keys of the documentation and of the source."""

import asyncio
from typing import Any

import pytest

from tests.dialects.resttorrent.conftest import OpenRestHouse
from tests.dialects.resttorrent.house import RestHouse
from tests.engine.workspaces.office import free_ports, occupy
from tribler_core.dialects.resttorrent.shapes.session import SessionShape


async def test_a_session_is_opened_listed_shown_and_thrown_away(house: RestHouse) -> None:
    assert await house.ask("GET") == {"status": "success", "sessions": []}

    made = await house.ask("POST", json={"port_range": 0})

    session = made["session"]
    assert made["status"] == "success"
    assert SessionShape().validate(session) == {}
    assert session.keys() == SessionShape().fields.keys()
    assert len(session["id"]) == 32
    assert session["port"] > 0
    assert session["ports"] == [session["port"], session["port"]]
    assert (session["memory_only"], session["listening"], session["error"]) == (1, True, None)
    assert (await house.ask("GET"))["sessions"] == [session]
    assert await house.ask("GET", f"/{session['id']}") == {"status": "success", **session, "session": session}
    assert await house.ask("DELETE", f"/{session['id']}") == {"status": "success"}
    assert (await house.ask("GET"))["sessions"] == []


@pytest.mark.parametrize("name", ["port_range", "ports"])
@pytest.mark.parametrize("form", ["query", "form", "json", "list", "dash", "text"])
async def test_ports_come_in_many_forms(house: RestHouse, name: str, form: str) -> None:
    first, last = free_ports(3)
    sent: dict[str, dict[str, Any]] = {
        "query": {"params": {name: f"{first},{last}"}},
        "form": {"data": {name: f"{last},{first}"}},
        "json": {"json": {name: f"{first},{last}"}},
        "list": {"json": {name: [last, first, first + 1]}},
        "dash": {"json": {name: f"{first}-{last}"}},
        "text": {"data": f'{{"{name}": [{first}, {last}]}}', "headers": {"Content-Type": "text/plain"}},
    }

    session = (await house.ask("POST", **sent[form]))["session"]

    assert (session["port"], session["ports"]) == (first, [first, last])


async def test_later_sources_of_a_parameter_go_before_earlier_ones(house: RestHouse) -> None:
    session = (await house.ask("POST", params={"port_range": "1,2"}, json={"port_range": 0, "memory_only": 0}))[
        "session"
    ]

    assert session["port"] > 2
    assert session["memory_only"] == 0


@pytest.mark.parametrize("value", [0, "0", False, "false", "no", "OFF"])
async def test_a_session_that_lasts_is_asked_for_in_any_word(house: RestHouse, value: object) -> None:
    assert (await house.session(memory_only=value))["memory_only"] == 0


@pytest.mark.parametrize(
    "ports", ["", "x", "1,x", "70000", "0,5", "-1", [], {}, None, True, "1,2000", [1.5], "6881;6891"]
)
async def test_ports_that_are_none_are_refused(house: RestHouse, ports: object) -> None:
    message = await house.fails("session.port.invalid", "POST", json={"port_range": ports})

    assert "port_range" in message
    assert (await house.ask("GET"))["sessions"] == []


async def test_a_flag_that_is_none_is_refused_with_its_name(house: RestHouse) -> None:
    said = await house.ask("POST", json={"port_range": 0, "memory_only": "maybe"})

    assert said["error"]["code"] == "request.invalid"
    assert said["error"]["field"] == "memory_only"


async def test_two_sessions_of_one_range_get_different_ports(house: RestHouse) -> None:
    first, last = free_ports(2)

    both = await asyncio.gather(*(house.session(port_range=[first, last]) for _ in range(2)))

    assert {session["port"] for session in both} == {first, last}
    message = await house.fails("session.bind.failed", "POST", json={"port_range": [first, last]})
    assert message == "bind failed address already in use"
    await house.ask("DELETE", f"/{both[0]['id']}")
    assert (await house.session(port_range=[first, last]))["port"] == both[0]["port"]


async def test_a_range_of_one_taken_port_fails_and_leaves_nothing(house: RestHouse) -> None:
    first, _ = free_ports(1)
    with occupy(first):
        message = await house.fails("session.bind.failed", "POST", data={"port_range": f"{first}"})

    assert "bind failed address already in use" in message
    assert (await house.ask("GET"))["sessions"] == []


async def test_the_default_range_is_the_operators(open_house: OpenRestHouse) -> None:
    first, last = free_ports(2)
    house = await open_house(default_port_range=f"{first}-{last}")

    assert (await house.ask("POST"))["session"]["port"] == first


async def test_there_are_no_more_sessions_than_allowed(house: RestHouse) -> None:
    house.office.limit = 1
    await house.session()

    await house.fails("session.limit", "POST", json={"port_range": 0})


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_an_unknown_session_is_told_with_the_status_that_was_asked_for(
    open_house: OpenRestHouse, method: str
) -> None:
    house = await open_house()
    await house.fails("session.notfound", method, "/none")
    await house.fails("session.notfound", method, "/none", params={"http_status": "1"}, expect=404)
    await house.fails("session.notfound", method, "/none", headers={"Prefer": "status-codes"}, expect=404)

    house = await open_house(http_errors="real")
    await house.fails("session.notfound", method, "/none", expect=404)


async def test_unknown_paths_and_verbs_have_their_status_and_a_failure(house: RestHouse) -> None:
    await house.fails("request.notfound", "GET", "/a/b/c/d/e", expect=404)
    answer = await house.call("PATCH", "/v1/sessions")
    assert (answer.status, answer.json()["status"]) == (405, "fail")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


async def test_slashes_are_many_or_at_the_end(house: RestHouse) -> None:
    for path in ("/v1/sessions/", "//v1///sessions", "/v1/sessions//"):
        assert (await house.call("GET", path)).json() == {"status": "success", "sessions": []}


async def test_a_session_that_lasts_is_there_after_a_restart_and_one_in_memory_is_not(
    open_house: OpenRestHouse,
) -> None:
    house = await open_house()
    kept, lost = await house.session(memory_only=0), await house.session()
    torrent = house.content()
    added = await house.upload(kept, torrent)
    await house.upload(lost, torrent, save_path="elsewhere")
    await house.stop()

    house = await open_house()

    (session,) = (await house.ask("GET"))["sessions"]
    assert (session["id"], session["port"], session["memory_only"]) == (kept["id"], kept["port"], 0)
    shown = await house.ask("GET", f"/{kept['id']}/torrents/{added['infohash']}")
    assert shown["save_path"] == added["save_path"]


async def test_content_goes_with_a_session_only_when_that_is_asked(house: RestHouse) -> None:
    one, other = await house.session(), await house.session()
    torrent = house.content("one")
    house.content("other")
    await house.upload(one, torrent, save_path="one")
    added = await house.upload(other, torrent, save_path="other")
    table = house.workspace(other).downloads.table
    async with asyncio.timeout(20):
        while table.rows()[0].transfer.done == 0:
            await table.wait_changed(table.revision)

    await house.ask("DELETE", f"/{one['id']}")
    await house.ask("DELETE", f"/{other['id']}", params={"delete_files": 1})

    assert (house.root / "one" / "stuff" / "a.bin").exists()
    assert not (house.root / "other" / "stuff").exists()
    assert added["status"] == "success"
