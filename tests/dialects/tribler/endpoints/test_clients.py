"""What known clients do, call by call, as far as it can be told from their sources."""

import json
from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.tribler.house import KEY, House

METAINFO = a_metainfo(files={"a.mkv": 1000, "b.nfo": 10})
SONARR = {"User-Agent": "Sonarr/4.0.10.2544 (debian 12)"}
SONARR_STATES = {
    *("WAITING4HASHCHECK", "HASHCHECKING", "METAINFO", "METADATA", "DOWNLOADING", "SEEDING", "STOPPED"),
    *("ALLOCATING_DISKSPACE", "EXIT_NODES", "CIRCUITS", "STOPPED_ON_ERROR", "LOADING"),
}


def has_null(value: Any) -> bool:
    """Whether a document has a null anywhere."""
    if isinstance(value, dict):
        return any(has_null(each) for each in value.values())
    if isinstance(value, list):
        return any(has_null(each) for each in value)
    return value is None


async def test_sonarr_adds_watches_and_removes_a_download(house: House) -> None:
    file = house.folder / "a.torrent"
    file.write_bytes(METAINFO.data)
    defaults = (await house.ask("GET", "/api/settings", headers=SONARR))["settings"]["libtorrent"]["download_defaults"]
    assert {"saveas", "seeding_mode", "seeding_ratio", "seeding_time"} <= defaults.keys()

    body = {"uri": f"file:{file}", "anon_hops": 0, "safe_seeding": False, "destination": defaults["saveas"]}
    added = await house.ask("PUT", "/api/downloads", data=json.dumps(body).encode(), headers=SONARR)
    rows = (await house.ask("GET", "/api/downloads", headers=SONARR))["downloads"]
    assert [row["infohash"] for row in rows] == [added["infohash"]]
    assert all(row["status"] in SONARR_STATES for row in rows)
    for row in rows:
        files = await house.ask("GET", f"/api/downloads/{row['infohash']}/files", headers=SONARR)
        assert [file["name"] for file in files["files"]] == ["a.mkv", "b.nfo"]

    removal = json.dumps({"remove_data": True}).encode()
    removed = await house.ask("DELETE", f"/api/downloads/{added['infohash']}", data=removal, headers=SONARR)
    assert removed["removed"]


async def test_the_web_interface_starts(house: House) -> None:
    cookie: dict[str, Any] = {"key": "", "cookies": {"api_key": KEY}}
    async with house.client.get(f"{house.url}/api/events", cookies={"api_key": KEY}) as events:
        assert events.status == 200
        assert (await events.content.readline()) == b"event: events_start\n"
        settings = await house.ask("GET", "/api/settings", **cookie)
        version = await house.ask("GET", "/api/versioning/versions/check", **cookie)
        saveas = settings["settings"]["libtorrent"]["download_defaults"]["saveas"]
        spaces = [
            await house.ask("PUT", "/api/statistics/dirspace", json={"directory": folder}, **cookie)
            for folder in ("", saveas)
        ]
        query = "infohash=&get_peers=0&get_pieces=0&get_availability=0"
        downloads = await house.ask("GET", f"/api/downloads?{query}", **cookie)

    for answer in (settings, version, *spaces, downloads):
        assert "error" not in answer
        assert not has_null(answer)
    assert isinstance(settings["settings"]["ui"], dict)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/statistics/tribler"),
        ("GET", "/api/metadata/torrents/popular?metadata_type=300&metadata_type=220&include_total=1&first=1&last=50"),
        ("PUT", "/api/search/remote?fts_text=x&popular=1"),
        ("GET", "/api/metadata/search/local?fts_text=x&first=1&last=50&include_total=1"),
        ("GET", "/api/metadata/search/completions?q=x"),
        ("GET", "/api/metadata/torrents/health"),
        ("GET", "/api/statistics/ipv8"),
        ("GET", "/api/libtorrent/session?hop=-1"),
        ("GET", "/api/libtorrent/settings?hop=3"),
        ("GET", "/api/versioning/versions"),
    ],
)
async def test_the_pages_of_the_web_interface_get_answers(house: House, method: str, path: str) -> None:
    answer = await house.ask(method, path)

    assert "error" not in answer
    assert not has_null(answer)


async def test_the_web_interface_shows_tunnels_as_disabled(house: House) -> None:
    assert (await house.ask("GET", "/api/ipv8/tunnel/peers", expect=404))["error"]["handled"]


async def test_the_web_interface_adds_a_torrent_through_its_dialog(house: House) -> None:
    described = await house.ask("PUT", "/api/torrentinfo/file", data=METAINFO.data)
    body = METAINFO.data[:-1] + b"14:selected_filesli0eee"
    query = f"anon_hops=0&safe_seeding=true&destination={house.downloads_folder}&only_metadata=false&auto_managed=false"
    added = await house.ask(
        "PUT",
        f"/api/downloads?{query}",
        data=body,
        headers={"Content-Type": "applications/x-bittorrent"},
    )

    assert described["infohash"] == added["infohash"]
    assert [kept.included for kept in await house.downloads.files(METAINFO.infohash)] == [True, False]


async def test_the_qt_client_starts(house: House) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    await house.has(METAINFO.data)
    async with house.client.get(f"{house.url}/events", headers={"X-Api-Key": KEY}) as events:
        first = json.loads((await events.content.readuntil(b"\n\n")).decode().removeprefix("data:"))
        assert first["topic"] == "events_start"
        assert first["kwargs"].keys() == {"public_key", "version"}
        settings = (await house.ask("GET", "/settings"))["settings"]
        downloads = await house.ask("GET", "/downloads?get_pieces=1&get_files=1")
        for path in ("/metadata/torrents/popular", "/channels", "/channels/popular_torrents", "/channels/mychannel/0"):
            assert (await house.ask("GET", path))["results"] == []
    posted = {name: settings[name] for name in ("general", "download_defaults", "libtorrent", "watch_folder", "ipv8")}
    posted |= {"Tribler": {}, "trustchain": {}, "chant": {}, "tunnel_community": {}, "resource_monitor": {}}

    assert downloads["checkpoints"]["all_loaded"] is True
    assert 0 <= downloads["downloads"][0]["status_code"] <= 9
    assert (await house.ask("POST", "/settings", data=json.dumps(posted).encode(), headers=form))["modified"]


async def test_the_qt_package_asks_for_the_selected_download_alone(house: House) -> None:
    await house.has(METAINFO.data)
    await house.has(a_metainfo(2).data)
    others = await house.ask("GET", f"/downloads?excluded={METAINFO.infohash}")
    flags = "get_pieces=1&get_peers=1&get_availability=1"
    one = await house.ask("GET", f"/downloads?infohash={METAINFO.infohash}&{flags}")

    assert METAINFO.infohash not in [row["infohash"] for row in others["downloads"]]
    assert [row["infohash"] for row in one["downloads"]] == [METAINFO.infohash]


async def test_the_browser_front_end_of_2017_polls_and_selects_by_name(house: House) -> None:
    await house.has(METAINFO.data)
    row = (await house.ask("GET", "/downloads?get_pieces&get_peers"))["downloads"][0]
    body = b"selected_files[]=b.nfo"
    await house.ask("PATCH", f"/downloads/{METAINFO.infohash}", data=body)

    assert {"vod_mode", "ratio", "availability", "files", "peers", "pieces"} <= row.keys()
    assert [kept.included for kept in await house.downloads.files(METAINFO.infohash)] == [False, True]


async def test_a_second_process_hands_its_torrent_over(house: House) -> None:
    info = await house.ask("GET", "/api/events/info")
    magnet = f"magnet:?xt=urn:btih:{METAINFO.infohash}"

    assert info["version"]
    assert (await house.ask("PUT", "/api/downloads", json={"uri": magnet, "cli": True}))["started"]
