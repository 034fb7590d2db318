"""The [api] section in the words of the web server, and ports in words for people."""

from pathlib import Path

import pytest

from tribler_core.config.sections import ApiSection, QBittorrentSection, RestTorrentSection, TorBoxSection
from tribler_core.daemon.listening.doors import Doors, manners_of
from tribler_core.domain.errors import ConfigError
from tribler_core.web.serving.options import TcpListener, TlsFiles, UnixListener


def test_every_listener_of_the_section_is_opened() -> None:
    section = ApiSection(
        http_port=1,
        https_enabled=True,
        https_port=2,
        https_certfile=Path("/cert"),
        https_keyfile=Path("/key"),
        unix_socket=Path("/sock"),
    )
    assert Doors(section).listeners == [
        TcpListener(("127.0.0.1",), 1),
        TcpListener(("127.0.0.1",), 2, TlsFiles(Path("/cert"), Path("/key"))),
        UnixListener(Path("/sock")),
    ]


def test_ports_are_told_as_they_are_and_not_as_they_were_asked_for() -> None:
    doors = Doors(ApiSection(http_port=0))
    assert doors.ports() == {"api": 0, "api_https": 0}
    doors.opened({doors.listeners[0]: ["http://127.0.0.1:4567"]})
    assert doors.ports() == {"api": 4567, "api_https": 0}
    assert doors.url == "http://127.0.0.1:4567"


def test_an_address_for_everybody_is_told_as_one_that_can_be_called() -> None:
    doors = Doors(ApiSection(http_host="::", key="k" * 16, base_path="/torrents"))
    doors.opened({doors.listeners[0]: ["http://[::]:8085"]})
    assert doors.url == "http://[::1]:8085/torrents"


def test_a_socket_alone_has_no_address() -> None:
    doors = Doors(ApiSection(http_enabled=False, unix_socket=Path("/sock")))
    doors.opened({doors.listeners[0]: ["http://unix:/sock:"]})
    assert (doors.url, doors.unix_socket, doors.also) == ("", "/sock", [])


def test_everywhere_it_listens_is_told() -> None:
    section = ApiSection(https_enabled=True, https_certfile=Path("/cert"), unix_socket=Path("/sock"))
    doors = Doors(section)
    http, https, _ = doors.listeners
    doors.opened({http: ["http://127.0.0.1:1"], https: ["https://0.0.0.0:2"]})
    assert (doors.url, doors.also) == ("http://127.0.0.1:1", ["https://127.0.0.1:2", "/sock"])


def test_a_dialect_can_have_a_port_of_its_own() -> None:
    torbox = TorBoxSection(enabled=True, port=3)
    rest = RestTorrentSection(enabled=True, port=4, host="::1", https=True)
    doors = Doors(ApiSection(https_certfile=Path("/cert")), [QBittorrentSection(), torbox, rest, TorBoxSection(port=5)])
    _, *own = doors.listeners
    assert own == [
        TcpListener(("127.0.0.1",), 3, only="torbox"),
        TcpListener(("::1",), 4, TlsFiles(Path("/cert"), None), only="resttorrent"),
    ]
    doors.opened({own[0]: ["http://127.0.0.1:3"], own[1]: ["https://[::1]:4"]})
    assert doors.own_urls == {"torbox": "http://127.0.0.1:3", "resttorrent": "https://[::1]:4"}
    assert doors.open_ports() == [3, 4]


def test_https_on_such_a_port_needs_the_certificate() -> None:
    with pytest.raises(ConfigError, match=r"torbox\.https"):
        Doors(ApiSection(), [TorBoxSection(enabled=True, port=3, https=True)])


def test_manners_follow_the_section() -> None:
    manners = manners_of(
        ApiSection(key="k" * 16, base_path="/torrents", trusted_proxies=("unix",), cors_origins=("https://a.example",))
    )
    assert manners.base_path == "/torrents"
    assert manners.trusted_proxies == ("unix",)
    assert manners.cors_origins == ("https://a.example",)
