"""Everything that was set is there after a restart."""

from tests.dialects.qbittorrent.annex.settings import EFFECTS
from tests.e2e.qbittorrent.preferences.house import LiveHouse
from tribler_core.dialects.qbittorrent.preferences.table import PREFERENCES

ELSEWHERE = {
    "current_interface_address",  # 10.1.2.3 and tun0 are not here,
    "current_network_interface",
    "ip_filter_path",  # nor is this file,
    "listen_port",  # and this port may be taken
    "random_port",
    "upnp",
    "web_ui_address",  # what moves the API is in tests/e2e/qbittorrent/test_listening.py
    "web_ui_https_cert_path",
    "web_ui_https_key_path",
    "web_ui_port",
    "web_ui_upnp",
    "bypass_local_auth",  # or nobody may ask
    "web_ui_username",
}
"""Preferences whose values in the table would keep this daemon from its work."""


async def test_what_was_set_outlives_a_restart(house: LiveHouse) -> None:
    sent = {name: value for name, (value, _, _) in EFFECTS.items() if name not in ELSEWHERE}
    kept = {name: not was for name, was in (await house.shown()).items() if was in (True, False) and _is_kept(name)}
    await house.set(**{**sent, "file_log_path": str(house.folder / "logs")}, **kept)
    before = await house.shown()
    assert {name: before[name] for name in kept} == kept

    await house.stop()
    await house.start()

    assert await house.shown() == before


def _is_kept(name: str) -> bool:
    return bool(PREFERENCES[name].only_kept) and name != "use_subcategories"
