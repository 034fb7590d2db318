"""What happens is told as it is documented. Source: section 9 of the specification."""

from typing import Any

from tests.dialects.resttorrent.conftest import OpenRestHouse
from tests.dialects.resttorrent.house import FILES, RestHouse
from tests.dialects.resttorrent.sockets.wire import FakeWire
from tests.engine.workspaces.office import free_ports, occupy
from tests.swarm import Tracker, make_content, make_torrent
from tribler_core.dialects.resttorrent.push.happenings import FACTS


async def subscribe(talk: Any) -> Any:
    return await talk.said([{"command": "subscribe", "events": "*", "interval": 0.5}], acknowledged=True)


def documented(wire: FakeWire) -> bool:
    """Every event carries exactly what it should."""
    events = [message for kind, message in wire.emitted if kind == "v1_event"]
    return all(set(event) == {"event", "seq", "time", *FACTS[event["event"]]} for event in events)


async def test_the_life_of_a_torrent_is_told(house: RestHouse, talk: Any, wire: FakeWire) -> None:
    await subscribe(talk)
    with Tracker(("127.0.0.1", 9)) as tracker:
        content = make_content(house.root / "here" / "stuff", FILES)
        torrent = make_torrent(content, trackers=[tracker.announce_url])
        session = await house.session()
        infohash = (await house.upload(session, torrent, save_path="here"))["infohash"]
        path, named = f"/{session['id']}/torrents/{infohash}", {"session_id": session["id"], "infohash": infohash}
        assert (await wire.hear("torrent_added", **named))["source"] == "file"
        assert (await wire.hear("torrent_checked", **named))["progress"] == 1.0
        assert (await wire.hear("tracker_reply", **named))["url"] == tracker.announce_url
        tracker.failure = "no more"
        await house.ask("PUT", path, json={"reannounce": 1})
        assert "no more" in (await wire.hear("tracker_error", **named))["message"]

    await house.ask("PUT", path, json={"save_path": "there"})
    assert (await wire.hear("torrent_moved", **named))["save_path"] == str(house.root / "there")
    await house.ask("PUT", path, json={"pause": 1})
    assert (await wire.hear("torrent_state", **named, paused=1))["previous"]
    await house.ask("DELETE", path, params={"delete_files": 1})
    assert (await wire.hear("torrent_removed", **named))["deleted_files"] is True
    await house.ask("DELETE", f"/{session['id']}")
    await wire.hear("session_deleted", session_id=session["id"])
    assert documented(wire)


async def test_an_error_is_told_once_with_its_file_and_so_is_its_end(
    house: RestHouse, talk: Any, wire: FakeWire
) -> None:
    torrent = make_torrent(make_content(house.folder / "elsewhere" / "stuff", FILES))
    obstacle = house.root / "here" / "stuff" / "a.bin"
    obstacle.mkdir(parents=True)
    giver, taker = await house.session(), await house.session()
    make_content(house.root / "given" / "stuff", FILES)
    await subscribe(talk)
    infohash = (await house.upload(giver, torrent, save_path="given"))["infohash"]
    await house.shown_until(f"/{giver['id']}/torrents/{infohash}", lambda shown: shown["state"] == "seeding")

    await house.upload(taker, torrent, save_path="here")
    await house.connect(taker, infohash, giver)
    failed = await wire.hear("torrent_error", session_id=taker["id"], infohash=infohash)

    assert failed["file"].endswith("a.bin")
    assert failed["error"]
    shown = await house.ask("GET", f"/{taker['id']}/torrents/{infohash}")
    assert len(wire.told("torrent_error", error=failed["error"])) == 1
    if shown["error"]:
        assert shown["error"] == failed["error"]
    obstacle.rmdir()
    await house.ask("PUT", f"/{taker['id']}/torrents/{infohash}", json={"pause": 0})
    await wire.hear("torrent_error", session_id=taker["id"], error=None)
    assert documented(wire)


async def test_a_session_that_cannot_listen_is_there_and_tells_when_it_can(
    open_house: OpenRestHouse, wire: FakeWire
) -> None:
    port, _ = free_ports(1)
    house = await open_house()
    kept = await house.session(port_range=port, memory_only=0)
    await house.stop()

    with occupy(port):
        house = await open_house()
        (session,) = (await house.ask("GET"))["sessions"]
        assert (session["id"], session["port"], session["listening"]) == (kept["id"], 0, False)
        assert session["error"].lower() == "address already in use"
        await subscribe(house.dialect._switchboard._open(wire))
    await house.office.workspaces.listen_again()

    told = await wire.hear("session_listen", session_id=kept["id"], listening=True)
    assert (told["port"], told["error"]) == (port, None)
    assert documented(wire)
