"""A hidden session is told exactly what does not leak, and nothing else is let through."""

import re
from typing import Any, cast

import libtorrent as lt
import pytest

from tribler_core.config.sections.libtorrent import LibtorrentSection, ProxyType
from tribler_core.config.sections.tuning import TuningSection
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.engine.sessions.hidden import NOWHERE, hidden_pack, refuse_leaks, without_way
from tribler_core.engine.sessions.packs import SILENT, Pack, settings_pack

NODES = ("192.0.2.1:6881", "192.0.2.2:6881")

EXPECTED: Pack = {
    "proxy_type": 2,
    "proxy_hostname": "127.0.0.1",
    "proxy_port": 4321,
    "proxy_username": "",
    "proxy_password": "",
    "proxy_hostnames": True,
    "proxy_peer_connections": True,
    "proxy_tracker_connections": True,
    "enable_outgoing_tcp": False,
    "enable_incoming_tcp": False,
    "enable_outgoing_utp": True,
    "enable_incoming_utp": True,
    "anonymous_mode": True,
    "listen_interfaces": "127.0.0.1:0",
    "outgoing_interfaces": "",
    "outgoing_port": 0,
    "num_outgoing_ports": 0,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "enable_dht": True,
    "dht_bootstrap_nodes": "192.0.2.1:6881,192.0.2.2:6881",
    "announce_ip": "",
    "announce_port": 0,
    "i2p_hostname": "",
    "i2p_port": 0,
    "allow_i2p_mixed": False,
    "webtorrent_stun_server": "",
    "ssl_listen": 0,
    "peer_fingerprint": lt.default_settings()["peer_fingerprint"],
    "user_agent": lt.default_settings()["user_agent"],
    "handshake_client_version": "",
    "allow_multiple_connections_per_ip": True,
    "min_reconnect_time": 2,
    "max_failcount": 50,
    "peer_timeout": 20,
}

OPEN = LibtorrentSection(
    port=6881,
    ssl_port=6882,
    listen_interface="192.0.2.9",
    bind_interface="eth0",
    announce_ip="192.0.2.9",
    announce_port=6881,
    i2p_router="127.0.0.1:7656",
    proxy_type=ProxyType.SOCKS5_PASSWORD,
    proxy_server="192.0.2.8:1080",
    proxy_auth="user:secret",
    utp=False,
)
"""As far in the open as can be."""
LOOSE = TuningSection(
    outgoing_port=5000,
    num_outgoing_ports=5,
    proxy_hostnames=False,
    proxy_peer_connections=False,
    allow_i2p_mixed=True,
    allow_multiple_connections_per_ip=False,
)

WRONG: list[Pack] = [
    {"proxy_type": 0},
    {"proxy_type": 1},
    {"proxy_type": 4},
    {"proxy_hostname": "localhost"},
    {"proxy_hostname": "192.0.2.8"},
    {"proxy_port": 0},
    {"proxy_port": 65536},
    {"proxy_username": "user"},
    {"proxy_password": "secret"},
    {"proxy_hostnames": False},
    {"proxy_peer_connections": False},
    {"proxy_tracker_connections": False},
    {"enable_outgoing_tcp": True},
    {"enable_incoming_tcp": True},
    {"enable_outgoing_utp": False},
    {"enable_incoming_utp": False},
    {"anonymous_mode": False},
    {"listen_interfaces": "0.0.0.0:0"},
    {"listen_interfaces": "127.0.0.1:0,[::1]:0"},
    {"outgoing_interfaces": "eth0"},
    {"outgoing_port": 5000},
    {"num_outgoing_ports": 5},
    {"enable_lsd": True},
    {"enable_upnp": True},
    {"enable_natpmp": True},
    {"dht_bootstrap_nodes": "router.bittorrent.com:6881"},
    {"dht_bootstrap_nodes": "192.0.2.1:6881,router.bittorrent.com:6881"},
    {"dht_bootstrap_nodes": "192.0.2.1"},
    {"announce_ip": "192.0.2.9"},
    {"announce_port": 6881},
    {"i2p_hostname": "127.0.0.1"},
    {"i2p_port": 7656},
    {"allow_i2p_mixed": True},
    {"webtorrent_stun_server": "stun.example:3478"},
    {"ssl_listen": 4433},
    {"peer_fingerprint": "-TD0100-"},
    {"user_agent": "triblerd/0.1.0"},
    {"handshake_client_version": "triblerd/0.1.0"},
]

SAYS_WHERE = re.compile(
    "proxy|announce|listen|outgoing|incoming|interface|dht|lsd|upnp|natpmp|i2p|stun|anonym|agent|fingerprint|handshake"
    "|web|socks|resolve|local|broadcast|multicast|_ip|ip_|version"
)
"""Names of settings that could have to do with where packets go, or who sends them."""
HARMLESS = {
    "how often, how many, how long": (
        "active_dht_limit active_lsd_limit dht_announce_interval dht_block_ratelimit dht_block_timeout "
        "dht_item_lifetime dht_max_dht_items dht_max_fail_count dht_max_infohashes_sample_count dht_max_peers "
        "dht_max_peers_reply dht_max_torrent_search_reply dht_max_torrents dht_sample_infohashes_interval "
        "dht_search_branching dht_upload_rate_limit handshake_timeout i2p_inbound_length "
        "i2p_inbound_length_variance i2p_inbound_quantity i2p_outbound_length i2p_outbound_length_variance "
        "i2p_outbound_quantity listen_queue_size local_download_rate_limit local_service_announce_interval "
        "local_upload_rate_limit max_concurrent_http_announces max_retry_port_bind max_web_seed_connections "
        "max_webtorrent_offers min_announce_interval min_websocket_announce_interval natpmp_lease_duration "
        "resolver_cache_timeout upnp_lease_duration web_seed_name_lookup_retry webtorrent_connection_timeout"
    ),
    "which of those that circuits reach": (
        "allow_multiple_connections_per_pid announce_crypto_support announce_to_all_tiers "
        "announce_to_all_trackers apply_filter_to_dht apply_ip_filter_to_trackers ban_web_seeds "
        "dht_aggressive_lookups dht_enforce_node_id dht_extended_routing_table dht_ignore_dark_internet "
        "dht_prefer_verified_node_ids dht_privacy_lookups dht_read_only dht_restrict_routing_ips "
        "dht_restrict_search_ips incoming_starts_queued_torrents predictive_piece_announce "
        "seeding_outgoing_connections use_dht_as_fallback"
    ),
    "of what is off, or about reports and limits": (
        "announce_double_nat broadcast_lsd enable_ip_notifier ignore_limits_on_local_network "
        "listen_system_port_fallback rate_limit_ip_overhead report_web_seed_downloads upnp_ignore_nonrouters"
    ),
    "what trackers and the local SOCKS server are told": (
        "always_send_user_agent proxy_send_host_in_connect socks5_udp_send_local_ep"
    ),
    "without effect in this libtorrent": "force_proxy",
}


def test_every_key_is_as_it_must_be_whatever_the_plain_session_is_told() -> None:
    for plain in (settings_pack(LibtorrentSection()), settings_pack(OPEN, LOOSE)):
        pack = hidden_pack({**plain, "enable_dht": True}, 4321, NODES)

        assert {name: pack[name] for name in EXPECTED} == EXPECTED
        assert {name: pack[name] for name in pack if name not in EXPECTED} == {
            name: value for name, value in plain.items() if name not in EXPECTED
        }
        assert refuse_leaks(pack) == pack


def test_libtorrent_knows_every_setting_and_takes_it_in_the_constructor() -> None:
    params = lt.session_params(cast("Any", hidden_pack(settings_pack(LibtorrentSection()), NOWHERE)))

    assert params.settings["proxy_type"] == int(lt.proxy_type_t.socks5)


@pytest.mark.parametrize("variation", WRONG, ids=lambda variation: " ".join(f"{n}={v}" for n, v in variation.items()))
def test_each_wrong_variation_is_refused(variation: Pack) -> None:
    right = hidden_pack(settings_pack(LibtorrentSection()), 4321, NODES)

    with pytest.raises(AnonymityUnavailable, match=next(iter(variation))):
        refuse_leaks({**right, **variation})


@pytest.mark.parametrize("missing", [name for name in EXPECTED if name not in ("enable_dht",)][:-4])
def test_a_session_that_is_told_nothing_of_it_is_refused(missing: str) -> None:
    pack = hidden_pack(settings_pack(LibtorrentSection()), 4321)
    del pack[missing]

    with pytest.raises(AnonymityUnavailable, match=missing):
        refuse_leaks(pack)


def test_a_wrong_variation_is_known_for_every_key_that_hides() -> None:
    tested = {name for variation in WRONG for name in variation}

    assert tested >= set(EXPECTED) - {
        "enable_dht",  # harmless: its packets go through the circuits, or nowhere
        "allow_multiple_connections_per_ip",
        "min_reconnect_time",
        "max_failcount",
        "peer_timeout",
    }


def test_every_setting_that_could_say_where_we_are_was_thought_of() -> None:
    """A new libtorrent that brings another one has to be read about first."""
    found = {name for name in lt.default_settings() if SAYS_WHERE.search(name)}
    thought_of = {*EXPECTED, *(name for names in HARMLESS.values() for name in names.split())}

    assert found <= thought_of, found - thought_of


def test_without_nodes_to_start_from_there_is_no_dht() -> None:
    plain = settings_pack(LibtorrentSection(dht=True))

    assert hidden_pack(plain, 4321)["enable_dht"] is False
    assert hidden_pack(settings_pack(LibtorrentSection(dht=False)), 4321, NODES)["dht_bootstrap_nodes"] == ""
    assert hidden_pack({**plain, **SILENT}, 4321, NODES)["enable_dht"] is False


def test_without_a_network_every_packet_ends_on_this_machine() -> None:
    pack = without_way(settings_pack(OPEN, LOOSE))

    assert (pack["proxy_hostname"], pack["proxy_port"]) == ("127.0.0.1", NOWHERE)
    assert refuse_leaks(pack) == pack
