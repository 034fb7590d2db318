"""Peers that nobody shall talk to."""

from pathlib import Path

import pytest

from tribler_core.config.loader import Invocation, load
from tribler_core.config.store import ConfigStore
from tribler_core.domain.errors import InvalidParameter
from tribler_core.services.bans import PeerBans


@pytest.fixture
def store(tmp_path: Path) -> ConfigStore:
    return ConfigStore(load(Invocation({"--state-dir": str(tmp_path)}, {})))


async def test_banned_peers_are_kept_once_and_in_order(store: ConfigStore) -> None:
    bans = PeerBans(store)
    await bans.ban(["10.0.0.1", "fe80::1"])
    await bans.ban(["10.0.0.1", "10.0.0.0/24"])

    assert store.current.libtorrent.banned_peers == ("10.0.0.1", "fe80::1", "10.0.0.0/24")


async def test_what_is_no_address_is_refused(store: ConfigStore) -> None:
    with pytest.raises(InvalidParameter):
        await PeerBans(store).ban(["nobody"])


async def test_only_the_operator_allows_programs(store: ConfigStore) -> None:
    with pytest.raises(InvalidParameter, match=r"autorun\.allowed"):
        await store.change({"autorun": {"allowed": True, "on_finished": "/bin/true"}})

    await store.change({"autorun": {"allowed": False, "on_finished": "/bin/true"}})
    assert store.current.autorun.on_finished == "/bin/true"
