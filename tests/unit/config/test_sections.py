"""Sections refuse nonsense, naming the option."""

from pathlib import Path
from typing import Any

import pytest

from tribler_core.config.options import OPTIONS, section_classes
from tribler_core.config.sections import ApiSection, Config, LibtorrentSection, PathsSection, WatchFolderSection
from tribler_core.domain.errors import ConfigError


def test_the_defaults_are_in_order() -> None:
    config = Config(state_dir=Path("/state"))
    assert config.api.http_host == "127.0.0.1"
    assert config.api.http_port == 8085
    assert config.download_defaults.saveas == Path.home() / "Downloads" / "triblerd"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("api.http_port", 65536),
        ("api.http_port", -1),
        ("api.key", "two\nlines of sixteen letters"),
        ("api.key", "fifteen letters"),
        ("api.key", "schlüssel für das Tor"),
        ("api.base_path", "torrents"),
        ("api.base_path", "/torrents/"),
        ("api.cors_origins", ("*",)),
        ("api.cors_origins", ("https://example.org/",)),
        ("api.trusted_proxies", ("my-proxy",)),
        ("api.https_enabled", True),
        ("api.http_enabled", False),
        ("api.http_host", ""),
        ("api.unix_socket", Path("relative.sock")),
        ("api.max_body_size", 0),
        ("libtorrent.port", 70000),
        ("libtorrent.listen_interface", "eth0"),
        ("libtorrent.announce_ip", "here"),
        ("libtorrent.dht_bootstrap_nodes", ("router.example.org",)),
        ("libtorrent.dht_readiness_timeout", -1.0),
        ("libtorrent.proxy_server", "proxy.example.org"),
        ("libtorrent.proxy_type", 2),
        ("libtorrent.proxy_auth", "user"),
        ("libtorrent.max_connections", 0),
        ("libtorrent.max_download_rate", -1),
        ("libtorrent.active_seeds", -2),
        ("libtorrent.download_defaults.number_hops", 0),
        ("libtorrent.download_defaults.number_hops", 4),
        ("libtorrent.download_defaults.saveas", Path("downloads")),
        ("libtorrent.download_defaults.seeding_ratio", -0.1),
        ("storage.url", "mysql://somewhere"),
        ("paths.roots", (Path("downloads"),)),
        ("paths.low_space", -1),
        ("watch_folder.enabled", True),
        ("watch_folder.check_interval", 0.0),
        ("fetching.timeout", 0.0),
        ("fetching.max_redirects", 51),
    ],
)
def test_nonsense_is_refused(option: str, value: Any) -> None:
    known = OPTIONS[option]
    with pytest.raises(ConfigError) as refused:
        section_classes()[known.section](**{known.name: value})
    assert refused.value.option.rpartition(".")[0] == ".".join(known.place)
    assert len(str(refused.value).splitlines()) == 1


def test_an_empty_key_is_refused_while_a_listener_is_open_to_other_machines() -> None:
    with pytest.raises(ConfigError, match=r"api.key"):
        ApiSection(http_host="0.0.0.0")
    with pytest.raises(ConfigError, match=r"api.key"):
        ApiSection(https_enabled=True, https_certfile=Path("/cert.pem"), https_host="::")


def test_a_reverse_proxy_opens_a_listener_to_other_machines() -> None:
    with pytest.raises(ConfigError, match=r"api.key"):
        ApiSection(trusted_proxies=("127.0.0.1",))
    assert not ApiSection(key="s" * 16, base_path="/torrents").loopback_only


@pytest.mark.parametrize(
    "section",
    [
        ApiSection(),
        ApiSection(http_host="localhost"),
        ApiSection(http_host="::1"),
        ApiSection(http_host="0.0.0.0", allow_open_access=True),
        ApiSection(http_host="0.0.0.0", key="s" * 16),
        ApiSection(http_host="0.0.0.0", http_enabled=False, unix_socket=Path("/run/triblerd.sock")),
    ],
)
def test_an_empty_key_is_an_explicit_choice(section: ApiSection) -> None:
    assert section.key in {"", "s" * 16}


def test_two_listeners_on_one_port_are_refused_unless_the_system_chooses() -> None:
    with pytest.raises(ConfigError, match=r"api.https_port"):
        ApiSection(https_enabled=True, https_certfile=Path("/cert.pem"), https_port=8085)
    assert ApiSection(https_enabled=True, https_certfile=Path("/cert.pem"), http_port=0, https_port=0).loopback_only


def test_paths_begin_at_the_home_directory_where_they_say_so() -> None:
    assert WatchFolderSection(enabled=True, directory=Path("~/watched")).directory == Path.home() / "watched"
    assert PathsSection(roots=(Path("~"), Path("/srv"))).roots == (Path.home(), Path("/srv"))


def test_a_proxy_may_be_an_ipv6_address() -> None:
    assert LibtorrentSection(proxy_type=2, proxy_server="[::1]:1080").proxy_server == "[::1]:1080"  # type: ignore[arg-type]  # a plain number does too
