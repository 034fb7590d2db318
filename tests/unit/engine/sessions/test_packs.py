"""The configuration in libtorrent's words."""

import dataclasses
from typing import Any, cast

import libtorrent as lt
import pytest

from tribler_core.config.sections.libtorrent import Encryption, LibtorrentSection, ProxyType
from tribler_core.config.sections.tuning import TuningSection
from tribler_core.engine.sessions.packs import changed, settings_pack


def test_libtorrent_knows_every_setting() -> None:
    pack = settings_pack(LibtorrentSection())

    lt.session_params(cast("Any", pack))  # refuses names that it does not know


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ({}, {"listen_interfaces": "0.0.0.0:0,[::]:0", "outgoing_interfaces": ""}),
        ({"port": 6881}, {"listen_interfaces": "0.0.0.0:6881,[::]:6881", "listen_system_port_fallback": False}),
        ({"listen_interface": "10.0.0.1", "port": 5}, {"listen_interfaces": "10.0.0.1:5"}),
        ({"listen_interface": "::1"}, {"listen_interfaces": "[::1]:0"}),
        ({"bind_interface": "tun0", "port": 5}, {"listen_interfaces": "tun0:5", "outgoing_interfaces": "tun0"}),
        ({"dht": False, "lsd": False}, {"enable_dht": False, "enable_lsd": False}),
        ({"dht_bootstrap_nodes": ("a:1", "b:2")}, {"dht_bootstrap_nodes": "a:1,b:2"}),
        ({"max_download_rate": 1000}, {"download_rate_limit": 1000}),
        ({"max_connections": -1, "max_uploads": 9}, {"connections_limit": -1, "unchoke_slots_limit": 9}),
        ({"encryption": Encryption.FORCED}, {"in_enc_policy": 0, "out_enc_policy": 0, "allowed_enc_level": 2}),
        ({"encryption": Encryption.DISABLED}, {"in_enc_policy": 2, "out_enc_policy": 2}),
        ({"utp": False}, {"enable_incoming_utp": False, "enable_outgoing_utp": False}),
        ({"active_downloads": 7, "active_limit": -1}, {"active_downloads": 7, "active_limit": -1}),
        ({"anonymous_mode": True}, {"anonymous_mode": True}),
        ({"queueing": False}, {"active_downloads": -1, "active_seeds": -1, "active_limit": -1}),
        ({"tcp": False}, {"enable_incoming_tcp": False, "enable_outgoing_tcp": False}),
        ({"ssl_port": 4433, "listen_interface": "::1"}, {"listen_interfaces": "[::1]:0,[::1]:4433s"}),
        ({"i2p_router": "127.0.0.1:7656"}, {"i2p_hostname": "127.0.0.1", "i2p_port": 7656}),
        (
            {"proxy_type": ProxyType.SOCKS4, "proxy_server": "p:1", "proxy_swarm": False},
            {"proxy_type": 0, "enable_dht": True, "enable_lsd": True},
        ),
    ],
)
def test_an_option_becomes_settings(section: dict[str, Any], expected: dict[str, Any]) -> None:
    pack = settings_pack(LibtorrentSection(**section))

    assert {name: pack[name] for name in expected} == expected


def test_with_a_proxy_nothing_goes_around_it() -> None:
    pack = settings_pack(
        LibtorrentSection(
            proxy_type=ProxyType.SOCKS5_PASSWORD, proxy_server="[::1]:1080", proxy_auth="me:my:word", dht=True
        )
    )

    assert (pack["proxy_type"], pack["proxy_hostname"], pack["proxy_port"]) == (3, "::1", 1080)
    assert (pack["proxy_username"], pack["proxy_password"]) == ("me", "my:word")
    assert pack["proxy_hostnames"] and pack["proxy_peer_connections"] and pack["proxy_tracker_connections"]
    assert not pack["enable_lsd"] and not pack["enable_upnp"] and not pack["enable_natpmp"]
    assert pack["enable_dht"] and pack["enable_outgoing_utp"]


@pytest.mark.parametrize("kind", [ProxyType.SOCKS4, ProxyType.HTTP, ProxyType.HTTP_PASSWORD])
def test_a_proxy_that_carries_no_udp_means_no_udp(kind: ProxyType) -> None:
    pack = settings_pack(LibtorrentSection(proxy_type=kind, proxy_server="proxy:1", proxy_auth="a:b"))

    assert not pack["enable_dht"] and not pack["enable_outgoing_utp"] and not pack["enable_incoming_utp"]


def test_tuning_is_told_as_it_is() -> None:
    tuning = TuningSection(peer_turnover=9, proxy_peer_connections=False)

    pack = settings_pack(LibtorrentSection(), tuning)

    assert (pack["peer_turnover"], pack["proxy_peer_connections"]) == (9, False)
    assert {field.name for field in dataclasses.fields(tuning)} <= pack.keys()


def test_only_what_differs_is_applied() -> None:
    old = settings_pack(LibtorrentSection())
    new = settings_pack(LibtorrentSection(max_upload_rate=5, dht=False))  # type: ignore[arg-type]

    assert changed(old, new) == {"upload_rate_limit": 5, "enable_dht": False}
