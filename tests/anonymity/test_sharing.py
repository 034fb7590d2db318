"""Circuits for sessions of other engines."""

from pathlib import Path

import pytest

from tests.onion import Hider, Onion
from tests.swarm import make_content, make_torrent, until
from tribler_core.anonymity.sharing import TunnelShare
from tribler_core.domain.anonymity import CircuitLost
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import Hold
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.foundation.units import Seconds

ONE = Hops(1)


async def test_every_session_has_circuits_of_its_own_until_it_ends(tmp_path: Path) -> None:
    torrent = make_torrent(make_content(tmp_path / "source", {"file.bin": 10}) / "file.bin")
    async with (
        Onion(relays=1, exits=1) as onion,
        Hider(tmp_path, onion.guest(min_circuits=2, max_circuits=4)) as hider,
    ):
        overlay, share = hider.tunnels.overlay, TunnelShare(hider.tunnels)
        assert overlay is not None
        needed = overlay.community.circuits_needed
        infohash = await hider.add(torrent, 1)
        await hider.until(infohash, lambda row: row.hold is Hold.NONE and needed[1] == 2)

        share.want(ONE, 100)
        assert needed[1] == 2 + 4
        assert share.readiness(ONE).ready
        assert share.socks_port(ONE) == hider.tunnels.socks_port(ONE)

        hider.ears.forget()
        share.end()
        assert needed[1] == 2
        assert hider.ears.heard(CircuitLost)  # what the session had entered leads nowhere
        await until(lambda: hider.tunnels.readiness(ONE).ready, patience=60)


async def test_without_a_network_nothing_is_entered(tmp_path: Path) -> None:
    async with Hider(tmp_path, Onion(relays=0, exits=0).guest(enabled=False)) as hider:
        share = TunnelShare(hider.tunnels)

        share.want(ONE, 1)

        assert not share.readiness(ONE).available
        with pytest.raises(AnonymityUnavailable):
            share.socks_port(ONE)
        with pytest.raises(AnonymityUnavailable):
            await share.wait_ready(ONE, Seconds(1))
        share.end()
