"""Preferences over HTTP, each with the effect it has (specification 3.8)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dialects.qbittorrent.annex.settings import BY_ANOTHER_TEST, EFFECTS, FIXED, SHOWN_OTHERWISE, TOLD
from tests.dialects.qbittorrent.conftest import OpenQbHouse
from tests.dialects.qbittorrent.house import PASSWORD, USER, QbHouse
from tribler_core.config.options import OPTIONS
from tribler_core.config.sections import ProxyType
from tribler_core.dialects.qbittorrent.endpoints.annex.preferences import PreferencesShape
from tribler_core.dialects.qbittorrent.preferences.table import PREFERENCES, SUBJECTS
from tribler_core.domain.download.settings import EndAction, Limit, Match
from tribler_core.services.downloads.defaults import defaults_of

SPEC = Path(__file__).with_name("preferences.txt")
"""All names of the specification."""


async def shown(house: QbHouse, prefix: str = "") -> dict[str, Any]:
    answer: dict[str, Any] = (await house.get("app/preferences", prefix=prefix)).json()
    return answer


async def change(house: QbHouse, expect: int = 200, **preferences: Any) -> bytes:
    return (await house.post("app/setPreferences", json=json.dumps(preferences), expect=expect)).body


def option(house: QbHouse, name: str) -> Any:
    return OPTIONS[name].of(house.config.stored)


def test_every_preference_has_an_effect_that_is_tested_or_says_why_it_has_none() -> None:
    effective = {name for name, row in PREFERENCES.items() if not row.only_kept}

    assert effective == EFFECTS.keys() | BY_ANOTHER_TEST | TOLD


def test_every_preference_of_the_specification_is_there() -> None:
    assert set(SPEC.read_text().split()) == PREFERENCES.keys()


@pytest.mark.parametrize("subject", SUBJECTS)
async def test_each_preference_sets_its_option(house: QbHouse, subject: str) -> None:
    before, wrong = await shown(house), []
    for name in (row.name for row in SUBJECTS[subject] if row.name in EFFECTS):
        sent, full_name, value = EFFECTS[name]
        await change(house, **{name: sent})
        if name == "web_ui_username":
            await house.log_in(username=sent)
        seen = (await shown(house)).get(name, sent)
        if (option(house, full_name), seen) != (value, SHOWN_OTHERWISE.get(name, sent)):
            wrong.append((name, option(house, full_name), seen))
        await change(house, **before)
        await house.log_in()
    assert not wrong


async def test_what_is_only_kept_is_given_back(house: QbHouse) -> None:
    before, wrong = await shown(house), []
    for name in (name for name, row in PREFERENCES.items() if row.only_kept and name not in FIXED):
        was = before[name]
        sent: Any = not was if isinstance(was, bool) else was + 1 if isinstance(was, int) else "MoveToTrash"
        await change(house, **{name: sent})
        after = (await shown(house))[name]
        if (after, type(after)) != (sent, type(was)):
            wrong.append((name, was, sent, after))
    assert not wrong


async def test_the_whole_object_can_be_posted_back(house: QbHouse) -> None:
    before, stored = await shown(house), house.config.stored

    await change(house, **before)

    assert await shown(house) == before
    assert house.config.stored == stored


async def test_the_shape_tells_of_preferences_that_are_there(house: QbHouse) -> None:
    assert PreferencesShape().validate({name: (await shown(house))[name] for name in PreferencesShape().fields}) == {}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"max_ratio_enabled": True, "max_ratio": 2}, (True, 2)),
        ({"max_ratio": 2}, (True, 2)),
        ({"max_ratio_enabled": False, "max_ratio": 2}, (False, -1)),
        ({"max_ratio_enabled": True}, (False, -1)),
        ({"max_ratio_enabled": "true", "max_ratio": "2.5"}, (True, 2.5)),
    ],
)
async def test_a_switch_goes_before_its_value(house: QbHouse, sent: dict[str, Any], expected: Any) -> None:
    await change(house, **sent)

    after = await shown(house)
    assert (after["max_ratio_enabled"], after["max_ratio"]) == expected


async def test_ends_of_seeding_are_those_of_the_house(house: QbHouse) -> None:
    await change(
        house,
        max_ratio=1.5,
        max_seeding_time=2,
        max_inactive_seeding_time=3,
        max_ratio_act=3,
        share_limits_mode="MatchAll",
    )

    limits = defaults_of(house.config.current).limits
    assert (limits.ratio, limits.time, limits.idle) == (Limit(1.5), Limit(120.0), Limit(180.0))
    assert (limits.action, limits.match) == (EndAction.REMOVE_WITH_CONTENT, Match.ALL)
    after = await shown(house)
    assert (after["max_ratio"], after["max_ratio_act"], after["share_limits_mode"]) == (1.5, 3, "MatchAll")


async def test_a_limit_is_switched_off(house: QbHouse) -> None:
    await change(house, max_seeding_time=5, max_inactive_seeding_time=6)
    await change(house, max_seeding_time_enabled=False, max_inactive_seeding_time_enabled=False)

    after = await shown(house)
    assert (after["max_seeding_time"], after["max_inactive_seeding_time"]) == (-1, -1)


async def test_a_folder_for_copies_outlives_being_switched_off(house: QbHouse) -> None:
    for switch in ("torrent_files_backup_enabled", "export_dir_enabled"):
        await change(house, torrent_files_backup_dir="/srv/t")
        await change(house, **{switch: False})
        off = await shown(house)
        await change(house, **{switch: True})

        assert (off["export_dir"], off["torrent_files_backup_dir"], off[switch]) == ("", "/srv/t", False)
        assert (await shown(house))["export_dir"] == "/srv/t"


async def test_watched_folders_are_understood_as_an_array_too(house: QbHouse) -> None:
    await change(house, scan_dirs=["/a", "/b"], download_in_scan_dirs=[True, False])
    assert (await shown(house))["scan_dirs"] == {"/a": 0, "/b": 1}

    await change(house, download_in_scan_dirs=[False, True])
    assert (await shown(house))["download_in_scan_dirs"] == [False, True]
    assert (await shown(house, "/qb20"))["scan_dirs"] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("sent", "kind", "shown_as"),
    [
        (3, ProxyType.HTTP_PASSWORD, "HTTP"),
        ("4", ProxyType.SOCKS5_PASSWORD, "SOCKS5"),
        ("socks4", ProxyType.SOCKS4, "SOCKS4"),
        (-1, ProxyType.NONE, "None"),
    ],
)
async def test_kinds_of_proxies_have_numbers_and_names(house: QbHouse, sent: Any, kind: Any, shown_as: str) -> None:
    await change(house, proxy_type=sent)

    assert option(house, "libtorrent.proxy_type") is kind
    assert (await shown(house))["proxy_type"] == shown_as


async def test_a_whole_proxy_is_set_at_once(house: QbHouse) -> None:
    await change(
        house,
        proxy_type="SOCKS5",
        proxy_ip="10.0.0.9",
        proxy_port=1080,
        proxy_auth_enabled=True,
        proxy_username="me",
        proxy_password="word",
    )

    assert option(house, "libtorrent.proxy_type") is ProxyType.SOCKS5_PASSWORD
    assert option(house, "libtorrent.proxy_server") == "10.0.0.9:1080"
    assert option(house, "libtorrent.proxy_auth") == "me:word"
    assert (await shown(house, "/qb20"))["proxy_type"] == 2


async def test_i2p_and_ssl_keep_their_ports_while_they_are_off(house: QbHouse) -> None:
    await change(house, i2p_address="10.0.0.1", i2p_port=7000, ssl_listen_port=4433)
    off = option(house, "libtorrent.i2p_router"), option(house, "libtorrent.ssl_port")
    await change(house, i2p_enabled=True, ssl_enabled=True)

    assert off == ("", 0)
    assert option(house, "libtorrent.i2p_router") == "10.0.0.1:7000"
    assert option(house, "libtorrent.ssl_port") == 4433


async def test_both_ends_of_outgoing_ports_are_inside(house: QbHouse) -> None:
    await change(house, outgoing_ports_min=7000, outgoing_ports_max=7009)

    assert option(house, "libtorrent.tuning.num_outgoing_ports") == 10
    assert (await shown(house))["outgoing_ports_max"] == 7009


async def test_programs_cannot_be_set_unless_the_operator_allows_it(house: QbHouse) -> None:
    refusal = await change(house, 400, autorun_enabled=True, autorun_program="rm -rf /", dht=False)

    assert b"triblerd.conf" in refusal
    assert option(house, "autorun.on_finished") == ""
    assert option(house, "libtorrent.dht") is True


async def test_programs_can_be_set_when_the_operator_allows_it(open_house: Any) -> None:
    house = await open_house(autorun__allowed="true")
    await house.log_in()

    await change(house, autorun_enabled=True, autorun_program='notify "%N"', autorun_on_torrent_added_program="x")

    assert option(house, "autorun.on_finished_enabled") is True
    assert option(house, "autorun.on_finished") == 'notify "%N"'
    assert option(house, "autorun.on_added") == "x"


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({"web_ui_username": "ab"}, b"WebUI username must be at least 3 characters long"),
        ({"web_ui_username": "a:bc"}, b"WebUI username cannot contain a colon"),
        ({"web_ui_password": "short"}, b"WebUI password must be at least 6 characters long"),
        ({"use_https": True}, b"api.https_certfile"),
        ({"save_path": "relative"}, b"absolute"),
    ],
)
async def test_a_refusal_changes_nothing(house: QbHouse, sent: dict[str, Any], text: bytes) -> None:
    assert text in await change(house, 400, dht=False, locale="de", **sent)

    assert option(house, "libtorrent.dht") is True
    assert (await shown(house))["locale"] == "en"


@pytest.mark.parametrize("sent", ["", "nonsense", "[1]", "{", '{"a": NaN}', "null"])
async def test_what_is_no_object_is_passed_over(house: QbHouse, sent: str) -> None:
    await house.post("app/setPreferences", json=sent)


async def test_what_nobody_knows_or_understands_is_passed_over(house: QbHouse) -> None:
    await change(house, nobody=1, dht={"a": 1}, max_connec="many", save_path=[], scan_dirs=3, lsd="False")

    assert option(house, "libtorrent.lsd") is False
    assert option(house, "libtorrent.dht") is True


async def test_a_new_password_opens_and_the_old_one_does_not(house: QbHouse) -> None:
    await change(house, web_ui_password="another one")

    assert (await house.log_in(password=PASSWORD)).body == b"Fails."
    assert (await house.log_in(username=USER, password="another one")).body == b"Ok."
    assert "web_ui_password" not in await shown(house)


async def test_the_first_release_shows_a_placeholder_for_the_password(house: QbHouse) -> None:
    early = await shown(house, "/qb20")
    await change(house, web_ui_password=early["web_ui_password"])

    assert (await house.log_in()).body == b"Ok."
    assert "rss_refresh_interval" not in early
    assert early["RSSRefreshInterval"] == 30


async def test_certificates_can_be_sent_as_they_are(house: QbHouse) -> None:
    certificate = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n"
    key = "-----BEGIN RSA PRIVATE KEY-----\nMII=\n-----END RSA PRIVATE KEY-----\n"
    await change(house, ssl_cert=certificate, ssl_key=key, use_https=True)

    after = await shown(house)
    assert (after["ssl_cert"], after["ssl_key"], after["use_https"]) == (certificate, "", True)
    assert Path(after["web_ui_https_key_path"]).read_text() == key
    assert Path(after["web_ui_https_key_path"]).stat().st_mode & 0o077 == 0


async def test_the_key_of_programs_is_masked(house: QbHouse) -> None:
    key = (await house.post("app/rotateAPIKey")).json()["apiKey"]

    assert (await shown(house))["web_ui_api_key"] == f"qbt_…{key[-4:]}"


async def test_the_interface_name_is_that_of_the_interface(house: QbHouse) -> None:
    await change(house, current_network_interface="lo")

    assert (await shown(house))["current_interface_name"] == "lo"


async def test_confined_clients_cannot_watch_what_is_closed_to_them(open_house: Any) -> None:
    house = await open_house(paths__policy="confined")
    await house.log_in()

    for sent in (
        {"scan_dirs": {"/etc": 0}},
        {"scan_dirs": {str(house.downloads_folder): "/etc"}},
        {"save_path": "/etc"},
    ):
        await change(house, 403, **sent)
    await change(house, scan_dirs={str(house.downloads_folder / "w"): 0})


def test_the_manual_names_every_preference_without_an_effect() -> None:
    manual = (Path(__file__).parents[4] / "docs" / "dialects" / "qbittorrent.md").read_text()

    assert [row.name for row in PREFERENCES.values() if row.only_kept and f"`{row.name}`" not in manual] == []
    assert [row.only_kept for row in PREFERENCES.values() if row.only_kept not in manual] == []


async def test_the_alternative_interface_is_switched_and_its_folder_is_the_operators(open_house: OpenQbHouse) -> None:
    house = await open_house(webui__alternative_path="/srv/ui")
    await house.log_in()

    await change(house, alternative_webui_enabled=False, alternative_webui_path="/etc")

    assert not house.config.current.webui.alternative_enabled
    assert (await shown(house))["alternative_webui_path"] == "/srv/ui"


async def test_a_port_of_its_own_is_what_clients_set(house: QbHouse) -> None:
    await house.config.change({"qbittorrent": {"port": 8090}})
    assert (await shown(house))["web_ui_port"] == 8090

    await change(house, web_ui_port=8091, web_ui_address="*")

    assert (option(house, "qbittorrent.port"), option(house, "qbittorrent.host")) == (8091, "0.0.0.0")
    assert option(house, "api.http_port") == 8085


async def test_answers_carry_the_headers_that_are_asked_for(house: QbHouse) -> None:
    await change(house, web_ui_use_custom_http_headers_enabled=True, web_ui_custom_http_headers="X-Mine: yes")
    with_all = (await house.get("app/version")).headers
    await change(house, web_ui_clickjacking_protection_enabled=False)
    without = (await house.get("nothing/such", expect=404)).headers

    assert (with_all["X-Mine"], with_all["X-Frame-Options"]) == ("yes", "SAMEORIGIN")
    assert with_all["Referrer-Policy"] == with_all["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "X-Frame-Options" not in without
    assert without["X-Mine"] == "yes"
