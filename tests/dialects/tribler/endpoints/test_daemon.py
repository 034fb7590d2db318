"""The daemon itself: settings, numbers, log, state, end, versions."""

from typing import Any

import pytest

from tests.dialects.tribler.conftest import OpenHouse
from tests.dialects.tribler.house import House
from tests.fakes.catalogue import FakeStore
from tribler_core.dialects.tribler.shapes.settings import SettingsShape
from tribler_core.dialects.tribler.shapes.statistics import TriblerStatisticsAnswer

FACES = ["", "/api"]


async def settings_of(house: House, face: str = "/api") -> Any:
    return (await house.ask("GET", f"{face}/settings"))["settings"]


@pytest.mark.parametrize("face", FACES)
async def test_settings_have_no_key(house: House, face: str) -> None:
    answer = await house.call("GET", f"{face}/settings")

    assert SettingsShape().validate(answer.json()) == {}
    assert "key" not in answer.json()["settings"]["api"]
    assert b"0123456789abcdef" not in answer.body


@pytest.mark.parametrize("face", FACES)
async def test_the_whole_view_posted_back_changes_nothing(house: House, face: str) -> None:
    before, stored = await settings_of(house, face), house.config.stored
    answer = await house.ask("POST", f"{face}/settings", json=before)

    assert answer == {"modified": True, "restart_required": []}
    assert house.config.stored == stored
    assert await settings_of(house, face) == before


@pytest.mark.parametrize(
    ("face", "body"),
    [
        ("/api", {"libtorrent": {"download_defaults": {"seeding_ratio": 3}}}),
        ("/api", {"download_defaults": {"seeding_ratio": "3.0"}}),
        ("", {"download_defaults": {"seeding_ratio": 3}}),
        ("", {"libtorrent": {"download_defaults": {"seeding_ratio": 3}}}),
    ],
)
async def test_defaults_may_be_posted_in_either_place(house: House, face: str, body: dict[str, Any]) -> None:
    await house.ask("POST", f"{face}/settings", json=body)

    assert house.config.current.download_defaults.seeding_ratio == 3


async def test_what_waits_for_a_restart_is_named(house: House) -> None:
    answer = await house.ask("POST", "/api/settings", json={"api": {"http_port": 9999}})

    assert answer["restart_required"] == ["api.http_port"]


@pytest.mark.parametrize(
    "body",
    [
        {"libtorrent": {"port": 70000, "utp": False}},
        {"libtorrent": {"utp": "perhaps"}},
        {"libtorrent": {"utp": False}, "watch_folder": {"check_interval": "often"}},
    ],
)
async def test_one_bad_value_refuses_all_of_them(house: House, body: dict[str, Any]) -> None:
    document = await house.ask("POST", "/api/settings", json=body, expect=400)

    assert document["error"]["code"] == "InvalidParameter"
    assert house.config.stored.libtorrent.utp


async def test_sections_of_other_versions_are_ignored(house: House) -> None:
    body = {"Tribler": {}, "trustchain": {"enabled": True}, "libtorrent": {"unheard_of": 1}, "chant": None}

    assert (await house.ask("POST", "/settings", json=body))["modified"]


async def test_the_web_interface_keeps_its_own_settings_with_us(house: House) -> None:
    await house.ask("POST", "/api/settings", json={"ui": {"lang": "nl_NL", "columns": {"a": [1]}}})

    assert (await settings_of(house))["ui"] == {"lang": "nl_NL", "columns": {"a": [1]}}
    assert isinstance(house.store, FakeStore)
    assert house.store.values["tribler.ui"]["lang"] == "nl_NL"


async def test_ports_stand_beside_legacy_settings_and_are_given_to_who_asks(house: House) -> None:
    assert (await house.ask("GET", "/settings"))["ports"]["api"] == 8085
    assert "ports" not in await house.ask("GET", "/api/settings")
    assert "ports" in await house.ask("GET", "/api/settings?include=ports")


@pytest.mark.parametrize("face", FACES)
async def test_totals_are_told(house: House, face: str) -> None:
    assert TriblerStatisticsAnswer().validate(await house.ask("GET", f"{face}/statistics/tribler")) == {}
    assert await house.ask("GET", f"{face}/statistics/ipv8") == {"ipv8_statistics": {}}


@pytest.mark.parametrize("face", FACES)
async def test_room_is_measured_at_the_nearest_folder_that_exists(house: House, face: str) -> None:
    for body in ({}, {"directory": ""}, {"directory": str(house.folder / "not" / "yet")}):
        space = (await house.ask("PUT", f"{face}/statistics/dirspace", json=body))["statistics"]
        assert space.keys() == {"total", "used", "free"}
        assert space["total"] > 0


@pytest.mark.parametrize("face", FACES)
async def test_the_engine_is_looked_into(house: House, face: str) -> None:
    settings = await house.ask("GET", f"{face}/libtorrent/settings?hop=0")
    counters = await house.ask("GET", f"{face}/libtorrent/session")

    assert (settings["hop"], counters["hop"]) == (0, 0)
    assert isinstance(settings["settings"], dict)
    assert isinstance(counters["session"], dict)
    assert (await house.ask("GET", f"{face}/libtorrent/session?hop=x", expect=400))["error"]["handled"]


async def test_what_our_peer_ids_begin_with_is_told_in_hex(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house.engine, "settings", lambda hops: {"peer_fingerprint": "-TD0100-"})

    settings = (await house.ask("GET", "/api/libtorrent/settings"))["settings"]
    assert settings == {"peer_fingerprint": b"-TD0100-".hex()}


@pytest.mark.parametrize("face", FACES)
async def test_the_log_is_plain_text(house: House, face: str) -> None:
    answer = await house.call("GET", f"{face}/logging")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.body == b"a line\nanother line"


@pytest.mark.parametrize(("query", "restart"), [("", False), ("?restart=0", False), ("?restart=1", True)])
@pytest.mark.parametrize("face", FACES)
async def test_a_shutdown_is_answered_and_asked_for(house: House, face: str, query: str, restart: bool) -> None:
    assert await house.ask("PUT", f"{face}/shutdown{query}") == {"shutdown": True}
    assert house.stops == [restart]


async def test_scripts_and_old_clients_wait_for_the_state(house: House) -> None:
    assert await house.ask("GET", "/state") == {
        "state": "STARTED",
        "last_exception": "",
        "readable_state": "Started",
    }
    assert (await house.ask("GET", "/variables"))["variables"]["ports"]["api"] == 8085


async def test_there_is_one_version(house: House) -> None:
    assert await house.ask("GET", "/api/versioning/versions") == {"versions": ["1.2.3"], "current": "1.2.3"}
    assert await house.ask("GET", "/api/versioning/versions/current") == {"version": "1.2.3"}
    assert await house.ask("GET", "/api/versioning/versions/check") == {"new_version": "", "has_version": False}
    assert await house.ask("DELETE", "/api/versioning/versions/1.0") == {"success": False}
    assert await house.ask("GET", "/api/versioning/upgrade/available") == {"can_upgrade": False}
    assert await house.ask("GET", "/api/versioning/upgrade/working") == {"running": False}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/rss"),
        ("GET", "/debug/threads"),
        ("GET", f"/metadata/torrents/{'0' * 40}/health"),
        ("GET", "/debug/log"),
    ],
)
@pytest.mark.parametrize("face", FACES)
async def test_what_this_daemon_does_not_have_is_said_so(house: House, face: str, method: str, path: str) -> None:
    document = await house.ask(method, face + path, expect=404)

    assert document["error"] == {
        "handled": True,
        "code": "ComponentNotAvailable",
        "message": f"Required components not initialized to serve {face}{path}",
    }


@pytest.mark.parametrize("path", ["/api/ipv8/tunnel/nonsense", "/ipv8/overlays", "/api/nonsense", "/uix"])
async def test_an_unknown_path_is_an_object_after_the_key(house: House, path: str) -> None:
    document = await house.ask("GET", path, expect=404)

    assert document["error"] == {"handled": True, "code": "NotFound", "message": f"Could not find {path}"}
    assert (await house.call("GET", path, key="")).status == 401


@pytest.mark.parametrize("path", ["/downloads", "/api/downloads", "/settings", "/api/events"])
async def test_without_a_key_nothing_is_told(house: House, path: str) -> None:
    document = await house.ask("GET", path, key="", expect=401)

    assert document["error"] == {"handled": True, "code": "Unauthorized", "message": "Unauthorized access"}


@pytest.mark.parametrize("carried", ["key", "apikey", "bearer", "cookie"])
async def test_the_key_travels_in_every_documented_way(house: House, carried: str) -> None:
    key = "0123456789abcdef0123456789abcdef"
    ways: dict[str, dict[str, Any]] = {
        "key": {"params": {"key": key}},
        "apikey": {"params": {"apikey": key}},
        "bearer": {"headers": {"Authorization": f"Bearer {key}"}},
        "cookie": {"cookies": {"api_key": key}},
    }

    assert (await house.call("GET", "/downloads", key="", **ways[carried])).status == 200


async def test_rejections_may_be_plain_texts_for_old_clients(open_house: OpenHouse) -> None:
    house = await open_house(api__legacy_errors="string")

    assert await house.ask("PUT", "/downloads", json={}, expect=400) == {"error": "uri parameter missing"}
    assert isinstance((await house.ask("PUT", "/api/downloads", json={}, expect=400))["error"], dict)


async def test_a_bug_is_told_without_its_traceback(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> object:
        raise ZeroDivisionError("a detail")

    monkeypatch.setattr(house.services.statistics, "totals", broken)
    document = await house.ask("GET", "/statistics/tribler", expect=500)

    assert (document["error"]["handled"], document["error"]["code"]) == (False, "ZeroDivisionError")
    assert "a detail" not in document["error"]["message"]
    assert [type(error) for _, error in house.reported] == [ZeroDivisionError]
