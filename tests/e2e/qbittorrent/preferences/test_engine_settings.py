"""What is libtorrent's own: set over HTTP, and read back from the session itself."""

from typing import Any

import libtorrent as lt
import pytest

from tests.dialects.qbittorrent.annex.settings import EFFECTS, T
from tests.e2e.qbittorrent.preferences.house import LiveHouse
from tests.swarm import until

TUNED = {
    name: (sent, full_name.removeprefix(f"{T}."), value)
    for name, (sent, full_name, value) in EFFECTS.items()
    if full_name.startswith(f"{T}.")
}
"""Preferences that are a setting of libtorrent by its own name."""
NAMED = "127.0.0.2"
_FORCED = int(lt.enc_policy.pe_forced)
SETTINGS: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({"max_connec": 55}, {"connections_limit": 55}),
    ({"max_uploads": 9}, {"unchoke_slots_limit": 9}),
    ({"dl_limit": 5000, "up_limit": 5001}, {"download_rate_limit": 5000, "upload_rate_limit": 5001}),
    ({"upnp": True}, {"enable_upnp": True, "enable_natpmp": True}),
    ({"upnp": False}, {"enable_upnp": False, "enable_natpmp": False}),
    ({"dht_bootstrap_nodes": f"{NAMED}:1, {NAMED}:2"}, {"dht_bootstrap_nodes": f"{NAMED}:1,{NAMED}:2"}),
    ({"dht": True}, {"enable_dht": True}),
    ({"dht": False}, {"enable_dht": False}),
    ({"lsd": True}, {"enable_lsd": True}),
    (
        {"encryption": 1},
        {"out_enc_policy": int(lt.enc_policy.pe_forced), "allowed_enc_level": int(lt.enc_level.pe_rc4)},
    ),
    ({"encryption": 2}, {"in_enc_policy": int(lt.enc_policy.pe_disabled)}),
    ({"enable_utp": True}, {"enable_outgoing_utp": True, "enable_incoming_tcp": True}),
    ({"enable_utp": False}, {"enable_outgoing_utp": False, "enable_incoming_utp": False}),
    ({"bittorrent_protocol": 2}, {"enable_incoming_utp": True, "enable_outgoing_tcp": False}),
    ({"bittorrent_protocol": 1}, {"enable_incoming_utp": False, "enable_outgoing_tcp": True}),
    ({"max_active_checking_torrents": 3}, {"active_checking": 3}),
    (
        {"max_active_downloads": 7, "max_active_uploads": 8, "max_active_torrents": 9},
        {"active_downloads": 7, "active_seeds": 8, "active_limit": 9},
    ),
    ({"queueing_enabled": False}, {"active_downloads": -1, "active_seeds": -1, "active_limit": -1}),
    ({"announce_to_all_trackers": True}, {"announce_to_all_trackers": True}),
    ({"announce_to_all_tiers": True}, {"announce_to_all_tiers": True}),
    ({"announce_ip": "127.0.0.9", "announce_port": 7}, {"announce_ip": "127.0.0.9", "announce_port": 7}),
    ({"max_concurrent_http_announces": 7}, {"max_concurrent_http_announces": 7}),
    ({"outgoing_ports_min": 7000, "outgoing_ports_max": 7009}, {"outgoing_port": 7000, "num_outgoing_ports": 10}),
    ({"current_interface_address": NAMED, "listen_port": 0}, {"listen_interfaces": f"{NAMED}:0"}),
    ({"ssl_enabled": True, "ssl_listen_port": 4433}, {"listen_interfaces": f"{NAMED}:0,{NAMED}:4433s"}),
    ({"ssl_enabled": False, "listen_port": 16881}, {"listen_interfaces": f"{NAMED}:16881"}),
    ({"random_port": True}, {"listen_interfaces": f"{NAMED}:0"}),
    ({"current_network_interface": "lo"}, {"listen_interfaces": "lo:0", "outgoing_interfaces": "lo"}),
    ({"current_network_interface": ""}, {"outgoing_interfaces": ""}),
    (
        {"i2p_enabled": True, "i2p_address": NAMED, "i2p_port": 7000},
        {"i2p_hostname": NAMED, "i2p_port": 7000},
    ),
    ({"i2p_enabled": False}, {"i2p_hostname": ""}),
    (
        {"proxy_type": "SOCKS5", "proxy_ip": NAMED, "proxy_port": 1080},
        {"proxy_type": int(lt.proxy_type_t.socks5), "proxy_hostname": NAMED, "proxy_port": 1080},
    ),
    (
        {"proxy_auth_enabled": True, "proxy_username": "me", "proxy_password": "word"},
        {"proxy_type": int(lt.proxy_type_t.socks5_pw), "proxy_username": "me", "proxy_password": "word"},
    ),
    ({"proxy_bittorrent": False}, {"proxy_type": int(lt.proxy_type_t.none)}),
    ({"anonymous_mode": True}, {"anonymous_mode": True}),
)
"""What is posted, and what libtorrent then says, one after the other."""


@pytest.mark.observes(*TUNED, *(name for sent, _ in SETTINGS for name in sent))
async def test_libtorrent_has_what_was_set(house: LiveHouse) -> None:
    wrong = []
    for sent, expected in (
        *[({name: sent}, {setting: value}) for name, (sent, setting, value) in TUNED.items()],
        *SETTINGS,
    ):
        await house.set(**sent)
        settings = house.engine_settings()
        found = {name: settings[name] for name in expected}
        if found != expected:
            wrong.append((sent, expected, found))
    assert not wrong


@pytest.mark.observes("alt_dl_limit", "alt_up_limit")
async def test_the_alternative_limits_are_in_force_when_they_are_switched_on(house: LiveHouse) -> None:
    await house.set(alt_dl_limit=4000, alt_up_limit=4001)
    await house.post("transfer/toggleSpeedLimitsMode")

    settings = house.engine_settings()
    assert (settings["download_rate_limit"], settings["upload_rate_limit"]) == (4000, 4001)


@pytest.mark.observes("performance_warning")
async def test_libtorrent_says_what_slows_it_down_when_it_is_asked_to(house: LiveHouse) -> None:
    category = int(lt.alert_category.performance_warning)
    before = house.engine_settings()["alert_mask"] & category
    await house.set(performance_warning=True)

    assert (before, house.engine_settings()["alert_mask"] & category) == (0, category)


@pytest.mark.observes("max_connec_per_torrent", "max_uploads_per_torrent", "pex")
async def test_limits_of_a_torrent_hold_for_those_that_are_there_and_those_to_come(house: LiveHouse) -> None:
    there = await house.add(house.torrent("there"))
    await house.set(max_connec_per_torrent=12, max_uploads_per_torrent=3, pex=False)
    new = await house.add(house.torrent("new"))

    for handle in (house.handle(there), house.handle(new)):
        assert (handle.max_connections(), handle.max_uploads()) == (12, 3)
        assert handle.flags() & lt.torrent_flags.disable_pex


@pytest.mark.observes("banned_IPs", "ip_filter_enabled", "ip_filter_path")
async def test_addresses_are_blocked(house: LiveHouse) -> None:
    file = house.folder / "filter.p2p"
    file.write_text("bad people:192.0.2.1-192.0.2.9\n")

    async def until_blocked(expected: list[int]) -> None:
        def blocked() -> bool:
            rules = house.session.lt.get_ip_filter()
            return [rules.access(address) for address in ("192.0.2.5", "198.51.100.1")] == expected

        await until(blocked)

    await house.set(ip_filter_path=str(file), ip_filter_enabled=True)
    await until_blocked([1, 0])
    await house.set(banned_IPs="198.51.100.0/24")
    await until_blocked([1, 1])
    await house.set(ip_filter_enabled=False)
    await until_blocked([0, 1])
    await house.set(banned_IPs="")
    await until_blocked([0, 0])
