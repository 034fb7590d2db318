"""Torrents over REST: added in every way, shown as asked, changed wholly or not, removed."""

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.dialects.resttorrent.conftest import OpenRestHouse
from tests.dialects.resttorrent.house import FILES, LARGEST, SAVE, RestHouse
from tests.swarm import FileServer, infohashes_of, magnet_of, make_content, make_torrent
from tests.unit.fetching.conftest import Site
from tribler_core.dialects.resttorrent.shapes.peer import PeerShape
from tribler_core.dialects.resttorrent.shapes.torrent import ALL, NAMES, TorrentShape
from tribler_core.domain.torrent.infohash import InfoHash

MAGNET = "magnet:?xt=urn:btih:" + "ab" * 20


@pytest.fixture
async def session(house: RestHouse) -> Any:
    return await house.session()


async def test_a_file_is_added_as_a_form_has_it(house: RestHouse, session: Any) -> None:
    torrent = house.content()

    said = await house.upload(session, torrent)

    assert said["status"] == "success"
    assert said["infohash"] == said["info_hash"] == infohashes_of(torrent).v1
    assert said["torrent"] == {name: said[name] for name in said["torrent"]}
    assert said["save_path"] == str(house.root / SAVE)
    assert said["name"] == "stuff"
    path = f"/{session['id']}/torrents/{said['infohash']}"
    seeding = await house.shown_until(path, lambda shown: shown["state"] == "seeding")
    assert (seeding["progress"], seeding["paused"], seeding["size"]) == (1.0, 0, sum(FILES.values()))
    assert {file["path"]: file["size"] for file in seeding["files"]} == {f"stuff/{k}": v for k, v in FILES.items()}


@pytest.mark.parametrize("prefix", ["", "data:application/x-bittorrent;base64,"])
async def test_a_file_is_added_as_json_has_it(house: RestHouse, session: Any, prefix: str) -> None:
    torrent = house.content()
    body = {"file": prefix + base64.b64encode(torrent).decode(), "save_path": SAVE, "autostart": 0}

    said = await house.ask("POST", f"/{session['id']}/torrents", json=body)

    assert said["infohash"] == infohashes_of(torrent).v1
    assert said["paused"] == 1


@pytest.mark.parametrize("magnet", [MAGNET, "AB" * 20, base64.b32encode(bytes.fromhex("ab" * 20)).decode()])
async def test_a_magnet_is_answered_at_once(house: RestHouse, session: Any, magnet: str) -> None:
    said = await house.ask("POST", f"/{session['id']}/torrents", data={"magnet": magnet, "save_path": SAVE})

    assert (said["infohash"], said["state"]) == ("ab" * 20, "downloading_metadata")
    for name in ("AB" * 20, base64.b32encode(bytes.fromhex("ab" * 20)).decode()):
        assert (await house.ask("GET", f"/{session['id']}/torrents/{name}"))["infohash"] == "ab" * 20


async def test_a_torrent_with_hops_waits_where_nothing_can_hide_it(house: RestHouse, session: Any) -> None:
    body = {"magnet": MAGNET, "save_path": SAVE, "hops": "2"}

    said = await house.ask("POST", f"/{session['id']}/torrents", json=body)

    shown = (await house.ask("GET", f"/{session['id']}/torrents/{said['infohash']}"))["torrent"]
    assert (shown["hops"], shown["waiting"]) == (2, "circuit")


async def test_a_url_is_fetched_by_the_daemon(open_house: OpenRestHouse, tmp_path: Path) -> None:
    house = await open_house(url_allow_private="true")
    session = await house.session()
    torrent = house.content()
    (tmp_path / "served").mkdir()
    (tmp_path / "served" / "a.torrent").write_bytes(torrent)
    path = f"/{session['id']}/torrents"
    with FileServer(tmp_path / "served") as server:
        body = {"url": f"{server.url}/a.torrent", "save_path": SAVE}
        said = await house.ask("POST", path, json=body)
        failed = await house.ask("POST", path, json={**body, "url": f"{server.url}/none.torrent"})

    assert said["infohash"] == infohashes_of(torrent).v1
    assert failed["error"]["code"] == "upload.url.failed"
    assert "404" in failed["error"]["detail"]
    said = await house.ask("POST", path, json={"url": MAGNET, "save_path": SAVE})
    assert said["infohash"] == "ab" * 20


async def test_a_url_is_followed_as_far_as_is_allowed(open_house: OpenRestHouse) -> None:
    house = await open_house(url_allow_private="true")
    path, site, torrent = f"/{(await house.session())['id']}/torrents", Site(), house.content()
    await site.server.start_server()
    followed, magnet, ring, large = [
        await house.ask("POST", path, json={"url": url, "save_path": SAVE})
        for url in (
            site.redirect("/to", site.serve("/a.torrent", torrent)),
            site.redirect("/magnet", MAGNET),
            site.redirect("/ring", site.url("/ring")),
            site.serve("/large", b"d" * (LARGEST + 1)),
        )
    ]
    await site.server.close()

    assert followed["infohash"] == infohashes_of(torrent).v1
    assert (magnet["infohash"], magnet["state"]) == ("ab" * 20, "downloading_metadata")
    assert [failed["error"]["code"] for failed in (ring, large)] == ["upload.url.failed"] * 2


async def test_addresses_of_our_own_network_are_not_fetched(house: RestHouse, session: Any, tmp_path: Path) -> None:
    with FileServer(tmp_path) as server:
        body = {"url": f"{server.url}/a.torrent", "save_path": SAVE}
        await house.fails("upload.url.failed", "POST", f"/{session['id']}/torrents", json=body)
        assert not server.requests


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("upload.target.selectone", {"save_path": SAVE}),
        ("upload.target.selectone", {"save_path": SAVE, "magnet": MAGNET, "url": "http://x/y"}),
        ("upload.target.selectone", {"save_path": SAVE, "magnet": "", "file": "", "url": ""}),
        ("upload.savepath.required", {"magnet": MAGNET}),
        ("upload.savepath.required", {"magnet": MAGNET, "save_path": ""}),
        ("upload.notsupported", {"url": "ftp://x/y.torrent", "save_path": SAVE}),
        ("upload.notsupported", {"url": "file:///etc/passwd", "save_path": SAVE}),
        ("torrent.invalid", {"magnet": "magnet:?dn=nothing", "save_path": SAVE}),
        ("torrent.invalid", {"magnet": "no magnet", "save_path": SAVE}),
        ("torrent.invalid", {"magnet": "00" * 20, "save_path": SAVE}),
        ("torrent.invalid", {"magnet": "magnet:?xt=urn:btih:" + "00" * 20, "save_path": SAVE}),
        ("torrent.invalid", {"magnet": "http://x/y", "save_path": SAVE}),
        ("torrent.invalid", {"file": base64.b64encode(b"de").decode(), "save_path": SAVE}),
        ("request.invalid", {"file": "no base64!", "save_path": SAVE}),
        ("request.invalid", {"magnet": 7, "save_path": SAVE}),
        ("request.invalid", {"magnet": MAGNET, "save_path": SAVE, "autostart": "perhaps"}),
        ("request.invalid", {"magnet": MAGNET, "save_path": SAVE, "memory_only": 0}),
        ("request.invalid", {"magnet": MAGNET, "save_path": SAVE, "hops": 4}),
        ("request.invalid", {"magnet": MAGNET, "save_path": SAVE, "hops": "many"}),
        ("request.invalid", {"url": "http://127.0.0.1:1/x.torrent", "save_path": SAVE, "hops": 1}),
        ("upload.storagemode.invalid", {"magnet": MAGNET, "save_path": SAVE, "storage_mode": "compact"}),
    ],
)
async def test_what_makes_no_sense_is_refused_and_changes_nothing(
    house: RestHouse, session: Any, code: str, body: dict[str, Any]
) -> None:
    await house.fails(code, "POST", f"/{session['id']}/torrents", json=body)

    assert (await house.ask("GET", f"/{session['id']}/torrents"))["torrents"] == []
    assert not (house.root / SAVE).exists()


async def test_what_is_there_is_answered_and_told_to_be_there(open_house: OpenRestHouse) -> None:
    house = await open_house()
    session = await house.session()
    torrent = house.content()
    first = await house.upload(session, torrent)

    again = await house.upload(session, torrent)

    assert "duplicate" not in first
    assert (again["status"], again["duplicate"], again["infohash"]) == ("success", 1, first["infohash"])
    house = await open_house(strict_duplicates="true")
    session = await house.session()
    await house.upload(session, torrent)
    said = await house.upload(session, torrent)
    assert said["error"]["code"] == "torrent.duplicate"


async def test_the_same_torrent_may_not_lie_at_the_same_place_twice(house: RestHouse, session: Any) -> None:
    other, torrent = await house.session(), house.content()
    await house.upload(session, torrent)

    said = await house.upload(other, torrent)

    assert said["error"]["code"] == "torrent.path.inuse"


@pytest.mark.parametrize(("mode", "shown"), [("full", "allocate"), ("storage_mode_sparse", "sparse"), ("", "sparse")])
async def test_a_storage_mode_is_kept(house: RestHouse, session: Any, mode: str, shown: str) -> None:
    torrent = make_torrent(make_content(house.folder / "elsewhere" / "stuff", FILES))

    said = await house.upload(session, torrent, storage_mode=mode)

    path = f"/{session['id']}/torrents/{said['infohash']}"
    assert (await house.ask("GET", path, params={"fields": "storage_mode"}))["storage_mode"] == shown
    if shown == "allocate":
        held = house.engine(session)._torrents.get(InfoHash(said["infohash"]))
        assert str(held.handle.status().storage_mode).endswith("allocate")


async def test_a_torrent_of_a_lasting_session_may_be_in_memory_only(open_house: OpenRestHouse) -> None:
    house = await open_house()
    session = await house.session(memory_only=0)
    added = await house.upload(session, house.content(), memory_only="1")
    shown = await house.ask("GET", f"/{session['id']}/torrents/{added['infohash']}", params={"fields": "memory_only"})
    assert shown["memory_only"] == 1
    await house.stop()

    house = await open_house()

    assert (await house.ask("GET", f"/{session['id']}/torrents"))["torrents"] == []


async def test_exactly_the_fields_that_are_asked_for_are_shown(house: RestHouse, session: Any) -> None:
    infohash = (await house.upload(session, house.content()))["infohash"]
    path = f"/{session['id']}/torrents"

    async def keys(fields: str | list[tuple[str, str]]) -> set[str]:
        params = [("fields", fields)] if isinstance(fields, str) else fields
        (shown,) = (await house.ask("GET", path, params=params))["torrents"]
        assert (await house.ask("GET", f"{path}/{infohash}", params=params))["torrent"].keys() == shown.keys()
        return set(shown)

    assert await keys("infohash") == {"infohash"}
    assert await keys("infohash,size,nonsense") == {"infohash", "size"}
    assert await keys([("fields", "infohash"), ("fields", "files")]) == {"infohash", "files"}
    assert await keys("nonsense") == set()
    assert await keys("*") == NAMES == TorrentShape().fields.keys()
    assert (await house.ask("GET", f"{path}/{infohash}"))["torrent"].keys() == ALL
    (usual,) = (await house.ask("GET", path))["torrents"]
    assert TorrentShape().validate(usual) == {}
    whole = await house.ask("GET", f"{path}/{infohash}", params={"fields": "*"})
    assert TorrentShape().validate(whole["torrent"]) == {}


async def test_a_list_is_in_order_and_can_be_narrowed(house: RestHouse, session: Any) -> None:
    path = f"/{session['id']}/torrents"
    names = [f"{number:02x}" * 20 for number in range(1, 5)]
    for name in names:
        await house.ask("POST", path, json={"magnet": name, "save_path": SAVE})

    async def listed(**params: Any) -> list[str]:
        return [each["infohash"] for each in (await house.ask("GET", path, params=params))["torrents"]]

    assert await listed() == names
    assert await listed(offset=1, limit=2) == names[1:3]
    assert await listed(state="downloading_metadata,seeding") == names
    assert await listed(state="seeding") == []


async def test_a_pause_is_seen_at_once_and_undone(house: RestHouse, session: Any) -> None:
    infohash = (await house.upload(session, house.content()))["infohash"]
    path = f"/{session['id']}/torrents/{infohash}"

    paused = await house.ask("PUT", path, json={"pause": 1})
    assert (paused["status"], paused["paused"], paused["torrent"]["paused"]) == ("success", 1, 1)
    assert (await house.ask("GET", path))["paused"] == 1

    resumed = await house.ask("PUT", path, data={"pause": "no"})
    assert resumed["paused"] == 0
    assert (await house.ask("GET", path))["paused"] == 0


async def test_several_changes_come_together_or_not_at_all(house: RestHouse, session: Any) -> None:
    infohash = (await house.upload(session, house.content()))["infohash"]
    path = f"/{session['id']}/torrents/{infohash}"
    await house.shown_until(path, lambda shown: shown["state"] == "seeding")

    wrong: list[dict[str, Any]] = [
        {"file_priorities": [0, 8]},
        {"file_priorities": {"9": 1}},
        {"download_limit": -1},
        {"upload_limit": "fast"},
        {"recheck": "x"},
    ]
    for one in wrong:
        said = await house.ask("PUT", path, json={"pause": 1, "sequential": 1, **one})
        assert said["error"]["code"] == "request.invalid", (one, said)
    shown = await house.ask("GET", path)
    assert (shown["paused"], shown["sequential"], shown["download_limit"]) == (0, False, 0)

    body = {"download_limit": 5000, "upload_limit": "6000", "sequential": 1, "file_priorities": [1, 7], "pause": 1}
    shown = await house.ask("PUT", path, json=body)
    limits = (shown["paused"], shown["sequential"], shown["download_limit"], shown["upload_limit"])
    assert limits == (1, True, 5000, 6000)
    assert [file["priority"] for file in shown["files"]] == [1, 7]
    shown = await house.ask("PUT", path, json={"download_limit": 0, "file_priorities": {"1": 0}, "reannounce": 1})
    assert shown["download_limit"] == 0


@pytest.mark.parametrize("body", [{}, {"nonsense": 1}])
async def test_a_change_without_a_change_is_refused(house: RestHouse, session: Any, body: dict[str, Any]) -> None:
    infohash = (await house.upload(session, house.content()))["infohash"]

    await house.fails("torrent.command.empty", "PUT", f"/{session['id']}/torrents/{infohash}", json=body)


async def test_content_moves_within_the_root(house: RestHouse, session: Any) -> None:
    infohash = (await house.upload(session, house.content()))["infohash"]
    path = f"/{session['id']}/torrents/{infohash}"
    await house.shown_until(path, lambda shown: shown["state"] == "seeding")

    await house.fails("access denied", "PUT", path, json={"save_path": "/somewhere/else"})
    shown = await house.ask("PUT", path, json={"save_path": "moved"})

    assert shown["save_path"] == str(house.root / "moved")
    assert (house.root / "moved" / "stuff" / "a.bin").exists()


async def test_data_is_checked_again_when_that_is_asked(house: RestHouse, session: Any) -> None:
    infohash = (await house.upload(session, house.content()))["infohash"]
    path = f"/{session['id']}/torrents/{infohash}"
    await house.shown_until(path, lambda shown: shown["state"] == "seeding")
    (house.root / SAVE / "stuff" / "a.bin").write_bytes(bytes(FILES["a.bin"]))

    await house.ask("PUT", path, data={"recheck": 1})

    await house.shown_until(path, lambda shown: shown["state"] == "downloading" and 0 < shown["progress"] < 1)


async def test_two_sessions_see_each_other_among_their_peers(house: RestHouse, session: Any) -> None:
    other, torrent = await house.session(), house.content()
    infohash = (await house.upload(session, torrent))["infohash"]
    await house.shown_until(f"/{session['id']}/torrents/{infohash}", lambda shown: shown["state"] == "seeding")
    await house.upload(other, torrent, save_path="taken", autostart="0")
    taken = f"/{other['id']}/torrents/{infohash}"
    await house.ask("PUT", taken, json={"pause": 0, "download_limit": 20_000})
    await house.connect(other, infohash, session)
    await house.shown_until(taken, lambda shown: shown["num_peers"] == 1 and shown["total_done"] > 0)

    (theirs,) = (await house.ask("GET", f"{taken}/peers"))["peers"]
    (ours,) = (await house.ask("GET", f"/{session['id']}/torrents/{infohash}/peers"))["peers"]

    assert PeerShape().validate(theirs) == {}
    assert theirs["port"] == session["port"]
    assert (theirs["seed"], ours["seed"]) == (True, False)
    assert theirs["connection_type"] == ours["connection_type"] == "bittorrent"
    assert "local_connection" in theirs["flags"]
    assert ours["source"] == ["incoming"]
    assert theirs["total_download"] > 0 < ours["total_upload"]
    pieces = await house.ask("GET", f"{taken}/peers", params={"include_pieces": 1, "fields": "pieces"})
    (field,) = (each["pieces"] for each in pieces["peers"])
    assert len(base64.b64decode(field)) == 3  # 21 pieces of 16 KiB

    await house.ask("PUT", taken, json={"download_limit": 0})
    await house.shown_until(taken, lambda shown: shown["state"] == "seeding")
    assert (house.root / "taken" / "stuff" / "a.bin").stat().st_size == FILES["a.bin"]


async def test_a_magnet_gets_its_files_from_another_session(house: RestHouse, session: Any) -> None:
    other, torrent = await house.session(), house.content()
    infohash = (await house.upload(session, torrent))["infohash"]
    magnet = magnet_of(torrent, peers=[("127.0.0.1", session["port"])])

    await house.ask("POST", f"/{other['id']}/torrents", data={"magnet": magnet, "save_path": "taken"})

    path = f"/{other['id']}/torrents/{infohash}"
    shown = await house.shown_until(path, lambda shown: shown["state"] == "seeding" and shown["num_files"] == 2)
    assert (shown["name"], shown["has_metadata"]) == ("stuff", True)


async def test_a_torrent_is_removed_with_its_content_or_without(house: RestHouse, session: Any) -> None:
    infohash = (await house.upload(session, house.content()))["infohash"]
    path = f"/{session['id']}/torrents/{infohash}"
    await house.shown_until(path, lambda shown: shown["state"] == "seeding")

    assert await house.ask("DELETE", path) == {"status": "success"}
    await house.fails("torrent.notfound", "DELETE", path)
    assert (house.root / SAVE / "stuff" / "a.bin").exists()

    await house.upload(session, house.content())
    await house.shown_until(path, lambda shown: shown["state"] == "seeding")
    await house.ask("DELETE", path, params={"delete_files": "yes"})
    assert not (house.root / SAVE / "stuff").exists()


@pytest.mark.parametrize("infohash", ["none", "00" * 20, "0" * 64])
async def test_an_unknown_torrent_is_told_by_its_code(house: RestHouse, session: Any, infohash: str) -> None:
    path = f"/{session['id']}/torrents/{infohash}"
    await house.fails("torrent.notfound", "GET", path)
    await house.fails("torrent.notfound", "PUT", path, json={"pause": 1})
    await house.fails("torrent.notfound", "GET", f"{path}/peers")
    await house.fails("torrent.notfound", "GET", path, params={"http_status": 1}, expect=404)
