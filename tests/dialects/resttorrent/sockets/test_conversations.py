"""A message is answered as the route of its name is, to whom and in the form that the client wants."""

from typing import Any

import pytest

from tests.dialects.resttorrent.house import SAVE, RestHouse
from tests.dialects.resttorrent.sockets.wire import FakeWire
from tests.swarm import infohashes_of
from tribler_core.dialects.resttorrent.messages.conversation import AT_ONCE, EVENT
from tribler_core.dialects.resttorrent.push.subscribing import MOST_WAITING


def figures(said: Any) -> Any:
    """Without what differs from one moment to the next."""
    moving = {"total_download", "total_upload", "progress", "state", "error", "total_done", "last_activity", "files"}
    if isinstance(said, dict):
        return {name: figures(value) for name, value in said.items() if name not in moving}
    return [figures(each) for each in said] if isinstance(said, list) else said


PARAMETERS: dict[str, list[dict[str, Any]]] = {
    "get_session_list": [{}],
    "create_session": [{"port_range": "x"}, {"memory_only": "x"}],
    "get_session": [{}, {"session_id": "none"}],
    "upload_torrent": [{"magnet": "ab" * 20, "save_path": SAVE}, {}, {"magnet": "x", "save_path": SAVE}],
    "get_torrent_list": [{}, {"fields": "infohash"}, {"fields": ["name", "*"]}, {"session_id": "none"}],
    "get_torrent": [{}, {"fields": "infohash,size"}, {"infohash": "none"}],
    "command_torrent": [{"pause": 1}, {"download_limit": 7}, {}, {"pause": "x"}, {"infohash": "none"}],
    "get_peers": [{}, {"fields": "ip"}, {"infohash": "none"}],
    "delete_torrent": [{}, {}],
    "delete_session": [{"session_id": "none"}, {}, {}],
}
"""What each command is asked, the good and the bad."""


async def test_every_command_is_answered_as_its_route_is(house: RestHouse, talk: Any) -> None:
    torrent = house.content()
    infohash = str(infohashes_of(torrent).v1)
    session = await house.session()
    await house.upload(session, torrent, autostart="0")
    named = {"session_id": session["id"], "infohash": infohash}
    routes = [each for each in house.dialect.commands.all() if each.method]
    assert set(PARAMETERS) == {each.name for each in routes}
    for commanded in sorted(routes, key=lambda each: list(PARAMETERS).index(each.name)):
        for given in PARAMETERS[commanded.name]:
            values = {**named, **given}
            by_path = {name: values[name] for name in named if "{" + name + "}" in commanded.path}
            path, body = commanded.path.format(**by_path), {k: v for k, v in values.items() if k not in by_path}
            sent: dict[str, Any] = {"params": _flat(body)} if commanded.method in ("GET", "DELETE") else {"json": body}
            if commanded.name.startswith("delete") and given == {}:
                continue  # what is gone is gone: once by route, once by message, below
            message = {"command": commanded.name, **values}
            attempts = 20 if commanded.method == "GET" else 1  # what is read may change between two answers
            by_rest: Any = {}
            by_socket: Any = {"none": "yet"}
            while attempts and figures(by_socket) not in (figures(by_rest), {**figures(by_rest), "duplicate": 1}):
                attempts -= 1
                by_rest = await house.ask(commanded.method, path, **sent)
                by_socket = await talk.said([message], acknowledged=True)
                assert by_socket.pop("command") == commanded.name
            assert figures(by_socket) in (figures(by_rest), {**figures(by_rest), "duplicate": 1}), message

    reply = await talk.said([{"command": "delete_torrent", **named}], acknowledged=True)
    assert reply == {"status": "success", "command": "delete_torrent"}
    assert (await house.ask("DELETE", f"/{session['id']}")) == {"status": "success"}
    reply = await talk.said([{"command": "delete_session", **named}], acknowledged=True)
    assert reply["error"]["code"] == "session.notfound"


def _flat(values: dict[str, Any]) -> list[tuple[str, str]]:
    """A query, with a list as a repeated parameter."""
    pairs = ((name, value if isinstance(value, list) else [value]) for name, value in values.items())
    return [(name, str(each)) for name, several in pairs for each in several]


async def test_aliases_mean_the_same(house: RestHouse, talk: Any) -> None:
    aliases = {"get_sessions", "add_torrent", "get_torrents", "control_torrent", "get_peer_list", "remove_torrent"}
    known = house.dialect.commands.by_name()

    assert aliases < known.keys()
    assert known["get_sessions"] is known["get_session_list"]
    assert (await talk.said([{"command": "get_sessions"}], acknowledged=True))["sessions"] == []
    assert (await talk.said([{"command": "ping"}], acknowledged=True))["time"] > 1e9


@pytest.mark.parametrize("t_id", [7, "x", 1.5, False, None])
async def test_a_reply_is_emitted_when_it_is_named_or_nobody_waits_for_it(
    talk: Any, wire: FakeWire, t_id: object
) -> None:
    await talk.said([{"command": "ping"}], acknowledged=True)
    assert wire.emitted == []

    await talk.said([{"command": "ping"}], acknowledged=False)
    reply = await talk.said([{"command": "ping", "t_id": t_id}], acknowledged=True)

    assert [name for name, _ in wire.emitted] == [EVENT, EVENT]
    assert "t_id" not in wire.emitted[0][1]
    assert wire.emitted[1][1] == reply
    assert reply["t_id"] is t_id


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "request.invalid"),
        ([7], "request.invalid"),
        ([[]], "request.invalid"),
        ([{}], "request.invalid"),
        ([{"command": 7}], "request.invalid"),
        ([{"command": "nonsense"}], "command.unknown"),
        ([{"command": "subscribe", "interval": 0.01}], "request.invalid"),
        ([{"command": "subscribe", "events": ["nonsense"]}], "request.invalid"),
        ([{"command": "get_torrent", "session_id": {}}], "request.invalid"),
    ],
)
async def test_what_makes_no_sense_is_answered_with_a_failure(talk: Any, arguments: list[object], code: str) -> None:
    reply = await talk.said(arguments, acknowledged=True)

    assert (reply["status"], reply["error"]["code"]) == ("fail", code)


async def test_no_more_than_so_many_requests_are_under_way(talk: Any) -> None:
    talk._under_way = AT_ONCE

    reply = await talk.said([{"command": "ping"}], acknowledged=True)

    assert reply["error"]["code"] == "request.invalid"


async def test_a_subscription_begins_with_how_things_are_and_tells_what_changes(
    house: RestHouse, talk: Any, wire: FakeWire
) -> None:
    one, other = await house.session(), await house.session()
    infohash = (await house.upload(one, house.content(), autostart="0"))["infohash"]

    state = await talk.said([{"command": "subscribe", "session_id": one["id"], "interval": 0.5}], acknowledged=True)
    (shown,) = state["sessions"]
    assert [each["infohash"] for each in shown["torrents"]] == [infohash]

    await house.ask("POST", f"/{other['id']}/torrents", json={"magnet": "ab" * 20, "save_path": "x"})
    await house.ask("PUT", f"/{one['id']}/torrents/{infohash}", json={"pause": 0})
    await wire.until(lambda: any(message["event"] == "torrent_update" for _, message in wire.emitted))

    told = [message for _, message in wire.emitted]
    assert {message["session_id"] for message in told} == {one["id"]}
    state_change = next(message for message in told if message["event"] == "torrent_state")
    assert (state_change["infohash"], state_change["paused"]) == (infohash, 0)
    update = next(message for message in told if message["event"] == "torrent_update")
    assert all(len(each) > 1 and each["infohash"] == infohash for each in update["torrents"])
    assert [message["seq"] for message in told] == list(range(1, len(told) + 1))


async def test_peers_and_trackers_are_told_to_those_who_ask(house: RestHouse, talk: Any, wire: FakeWire) -> None:
    giver, taker = await house.session(), await house.session()
    infohash = (await house.upload(giver, house.content()))["infohash"]
    events = ["peer_connected", "peer_disconnected"]
    await talk.said([{"command": "subscribe", "events": events, "session_id": taker["id"]}], acknowledged=True)

    await house.upload(taker, house.content(), save_path="taken")
    await house.connect(taker, infohash, giver)
    await wire.until(lambda: any(message["event"] == "peer_connected" for _, message in wire.emitted))
    await house.ask("PUT", f"/{taker['id']}/torrents/{infohash}", json={"pause": 1})
    await wire.until(lambda: any(message["event"] == "peer_disconnected" for _, message in wire.emitted))

    met = [message for _, message in wire.emitted if message["event"] == "peer_connected"]
    assert ("127.0.0.1", giver["port"]) in {(message["ip"], message["port"]) for message in met}
    assert {message["event"] for _, message in wire.emitted} <= set(events)


async def test_a_reader_who_is_slow_is_told_that_it_lags_and_its_queue_is_bounded(
    house: RestHouse, talk: Any, wire: FakeWire
) -> None:
    session = await house.session()
    workspace = house.workspace(session)
    wire.waiting = 1000
    await talk.said([{"command": "subscribe", "events": "torrent_error"}], acknowledged=True)
    newsroom = house.dialect._switchboard._hub._desks[workspace.id].newsroom
    subscriber = talk._subscriber
    assert subscriber is not None

    for number in range(2 * MOST_WAITING + 5):
        newsroom._about("torrent_error", "ab" * 20, error=str(number), file=None)  # type: ignore[arg-type]  # an infohash
    assert len(subscriber._waiting) <= MOST_WAITING
    assert wire.emitted == []
    wire.waiting = 0
    await wire.until(lambda: len(wire.emitted) > 5)

    first, second = wire.emitted[0][1], wire.emitted[1][1]
    assert (first["event"], first["dropped"]) == ("lagged", 2 * MOST_WAITING)
    assert second["error"] == str(2 * MOST_WAITING)


async def test_who_unsubscribes_or_goes_hears_nothing_more(house: RestHouse, talk: Any) -> None:
    await talk.said([{"command": "subscribe"}], acknowledged=True)
    subscribing = house.dialect._switchboard._subscribing
    assert len(subscribing.subscribers) == 1

    await talk.said([{"command": "unsubscribe"}], acknowledged=True)
    assert subscribing.subscribers == set()
    await talk.said([{"command": "subscribe"}], acknowledged=True)
    talk.close()
    assert subscribing.subscribers == set()
    assert house.dialect._switchboard._hub._ticking is None
