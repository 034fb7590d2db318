"""Settings as each generation nests them: complete, and safe to post back whole."""

from pathlib import Path
from typing import Any

import pytest

from tribler_core.config.options import as_nested
from tribler_core.config.sections import Config
from tribler_core.dialects.tribler.shapes.settings import SettingsShape, present_settings, to_stored
from tribler_core.dialects.tribler.vocabulary import Face

PORTS = {"api": 8085, "libtorrent": 6881}


def shown(face: Face) -> dict[str, Any]:
    stored = as_nested(Config(state_dir=Path("/state")))
    return present_settings(stored, PORTS, {"lang": "en_US"}, "/state", face)


def test_the_current_face_has_the_defaults_inside_libtorrent_only() -> None:
    settings = shown(Face.CURRENT)

    assert settings["libtorrent"]["download_defaults"]["seeding_mode"] == "forever"
    assert "download_defaults" not in settings


def test_the_legacy_face_has_the_defaults_on_top_only() -> None:
    settings = shown(Face.LEGACY)

    assert settings["download_defaults"]["seeding_mode"] == "forever"
    assert "download_defaults" not in settings["libtorrent"]


@pytest.mark.parametrize(
    ("section", "options"),
    [
        ("api", {"http_port", "http_host", "https_enabled", "http_port_running", "https_port_running"}),
        ("libtorrent", {"proxy_type", "proxy_server", "proxy_auth", "utp", "dht", "max_connections_download"}),
        ("libtorrent", {"max_download_rate", "max_upload_rate", "active_downloads", "ask_download_settings"}),
        ("libtorrent", {"socks_listen_ports", "use_advanced_rate_limits", "allow_mmap", "clear_orphaned_parts"}),
        ("watch_folder", {"enabled", "directory", "check_interval"}),
        ("ipv8", {"interfaces"}),
        ("rss", {"enabled", "urls"}),
        ("versioning", {"enabled", "allow_pre"}),
        ("tunnel_community", {"enabled", "min_circuits", "max_circuits"}),
        ("ui", {"lang"}),
    ],
)
def test_what_the_web_interface_reads_is_there(section: str, options: set[str]) -> None:
    assert options <= shown(Face.CURRENT)[section].keys()


@pytest.mark.parametrize(
    ("section", "options"),
    [
        ("general", {"log_dir"}),
        ("download_defaults", {"number_hops", "anonymity_enabled", "safeseeding_enabled", "saveas"}),
        ("download_defaults", {"seeding_mode", "seeding_ratio", "seeding_time", "add_download_to_channel"}),
        ("resource_monitor", {"enabled", "cpu_priority"}),
        ("ipv8", {"enabled", "statistics"}),
        ("tunnel_community", {"exitnode_enabled"}),
    ],
)
def test_what_the_qt_client_reads_is_there(section: str, options: set[str]) -> None:
    assert options <= shown(Face.LEGACY)[section].keys()


@pytest.mark.parametrize("face", Face)
def test_no_setting_is_null(face: Face) -> None:
    def values(nested: Any) -> list[Any]:
        return [leaf for each in nested.values() for leaf in values(each)] if isinstance(nested, dict) else [nested]

    assert None not in values(shown(face))
    assert SettingsShape().validate({"settings": shown(face), "ports": PORTS}) == {}


def test_ports_in_use_are_told() -> None:
    assert (shown(Face.CURRENT)["api"]["http_port_running"], shown(Face.CURRENT)["api"]["https_port_running"]) == (
        8085,
        0,
    )


@pytest.mark.parametrize("face", Face)
def test_the_whole_view_posted_back_says_what_is_stored(face: Face) -> None:
    stored = as_nested(Config(state_dir=Path("/state")))
    posted = to_stored(shown(face), face)

    assert all(within(options, posted[section]) for section, options in stored.items())


def within(part: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Every value of the part is in the whole, at any depth."""
    return all(
        within(value, whole[name]) if isinstance(value, dict) else whole[name] == value for name, value in part.items()
    )


@pytest.mark.parametrize(("face", "wins"), [(Face.LEGACY, 1.0), (Face.CURRENT, 2.0)])
def test_the_face_s_own_place_wins(face: Face, wins: float) -> None:
    posted = {
        "download_defaults": {"seeding_ratio": 1.0, "saveas": "/a"},
        "libtorrent": {"download_defaults": {"seeding_ratio": 2.0}},
    }

    assert to_stored(posted, face)["libtorrent"]["download_defaults"] == {"seeding_ratio": wins, "saveas": "/a"}


def test_two_empty_proxy_fields_joined_are_empty() -> None:
    posted = to_stored({"libtorrent": {"proxy_server": ":", "proxy_auth": ":"}}, Face.LEGACY)

    assert posted["libtorrent"] == {"proxy_server": "", "proxy_auth": "", "download_defaults": {}}


def test_nothing_becomes_of_nothing() -> None:
    assert to_stored({}, Face.CURRENT) == {}
    assert to_stored({"ui": {"lang": "nl"}}, Face.CURRENT) == {}
