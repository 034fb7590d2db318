"""The real clients of every generation take the tour: sessions, a swarm of two, and what is pushed meanwhile."""

from typing import Any

import pytest

from tests.clients.sockets import GENERATIONS, TRANSPORTS, SocketClient, missing
from tests.dialects.resttorrent.house import FILES, RestHouse
from tests.swarm import magnet_of, make_content, make_torrent
from tribler_core.dialects.resttorrent.push.happenings import FACTS

NAME = "k\u00e4se \u65e5\u672c \U0001f600"


def client_of(generation: str, house: RestHouse, transport: str, **options: Any) -> SocketClient:
    if reason := missing(generation):
        pytest.skip(reason)
    return SocketClient(generation, house.url, **TRANSPORTS[transport], **options)


async def arrive(client: SocketClient, generation: str, transport: str) -> None:
    """Connected by the transport that was asked for, and subscribed."""
    connected = await client.hear("connect")
    if transport != "upgrading":
        assert connected["transport"] == transport
    elif generation.startswith("js") and connected["transport"] == "polling":
        assert (await client.hear("upgrade"))["transport"] == "websocket"
    listed = await client.ask("get_session_list")
    assert listed == {"status": "success", "sessions": [], "command": "get_session_list"}
    state = await client.ask("subscribe", interval=0.5)
    assert (state["status"], state["sessions"]) == ("success", [])


async def open_two(client: SocketClient) -> tuple[Any, Any]:
    """Two sessions, one answered by its name and one by its acknowledgement."""
    await client.say("create_session", t_id=7, ports=[0])
    made = (await client.hear("v1", lambda heard: heard["message"].get("t_id") == 7))["message"]
    assert (made["status"], made["command"]) == ("success", "create_session")
    await client.event("session_created", session_id=made["session"]["id"])
    return made["session"], (await client.ask("create_session", ports="0"))["session"]


async def share(client: SocketClient, session: Any, torrent: bytes) -> str:
    """A file that is uploaded, and seeded from where it lies."""
    where = {"session_id": session["id"], "save_path": "given"}
    added = await client.ask("upload_torrent", file=torrent, t_id="\u00fc", **where)
    assert (added["name"], added["t_id"]) == (NAME, "\u00fc")
    await client.hear("v1", lambda heard: heard["message"].get("t_id") == "\u00fc")
    infohash: str = added["infohash"]
    pushed = await client.event("torrent_added", session_id=session["id"], infohash=infohash)
    assert pushed["torrent"]["name"] == NAME
    if pushed["torrent"]["state"] != "seeding":
        await client.event("torrent_state", session_id=session["id"], state="seeding")
    return infohash


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("generation", GENERATIONS)
async def test_a_client_takes_the_tour(house: RestHouse, generation: str, transport: str) -> None:
    torrent = make_torrent(make_content(house.root / "given" / NAME, FILES))
    async with client_of(generation, house, transport) as client:
        await arrive(client, generation, transport)
        giver, taker = await open_two(client)
        infohash = await share(client, giver, torrent)

        magnet = magnet_of(torrent, peers=[("127.0.0.1", giver["port"])])
        await client.say("add_torrent", session_id=taker["id"], magnet=magnet, save_path="taken")
        described = await client.event("torrent_metadata", session_id=taker["id"])
        assert (described["name"], described["num_files"]) == (NAME, 2)
        finished = await client.event("torrent_finished", session_id=taker["id"])
        assert finished["torrent"]["name"] == NAME
        await client.hear("v1_event", lambda heard: heard["message"]["event"] == "torrent_update")
        assert (house.root / "taken" / NAME / "a.bin").stat().st_size == FILES["a.bin"]

        paused = await client.ask("pause_torrent", session_id=taker["id"], info_hash=infohash)
        assert paused["paused"] == 1
        await client.event("torrent_state", session_id=taker["id"], paused=1)
        assert (await client.ask("nonsense"))["error"]["code"] == "command.unknown"
        assert (await client.ask("delete_session", session_id=taker["id"]))["status"] == "success"
        await client.event("session_deleted", session_id=taker["id"])
        for told in (heard["message"] for heard in client.heard if heard["on"] == "v1_event"):
            assert set(told) == {"event", "seq", "time", *FACTS[told["event"]]}
        numbers = [heard["message"]["seq"] for heard in client.heard if heard["on"] == "v1_event"]
        assert sorted(numbers) == list(range(1, len(numbers) + 1))  # Python's clients have a thread for each event


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_a_client_without_the_key_is_not_let_in(open_house: Any, generation: str) -> None:
    house = await open_house(auth="required")
    async with client_of(generation, house, "polling") as client:
        await client.until(lambda: any(heard["on"] in ("error", "connect_error") for heard in client.heard))

        assert not any(heard["on"] == "connect" for heard in client.heard)
