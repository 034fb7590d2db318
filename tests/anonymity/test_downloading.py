"""Downloads through circuits of one, two and three hops."""

from pathlib import Path

import pytest

from tests.onion import LOUD, SEEDER, Hider, Onion, visitors
from tests.swarm import Seeder, make_content, make_torrent
from tribler_core.domain.download.state import DownloadState, Hold

SIZE = 1024 * 1024


@pytest.mark.parametrize("hops", [1, 2, 3])
async def test_the_seeder_sees_exits_only(tmp_path: Path, hops: int) -> None:
    torrent = make_torrent(make_content(tmp_path / "source", {"file.bin": SIZE}) / "file.bin")
    async with Onion(relays=3, exits=2) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        with Seeder(host=SEEDER, **LOUD) as seeder:
            seeder.share(torrent, tmp_path / "source")
            infohash = await hider.add(torrent, hops)
            await hider.until(infohash, lambda row: row.hold is Hold.NONE)
            hider.meet(infohash, seeder)
            row = await hider.until_complete(infohash)
            seen = visitors(seeder)

    assert seen
    assert seen <= onion.exits
    assert row.transfer.done == SIZE
    assert (tmp_path / "downloads" / "file.bin").read_bytes() == (tmp_path / "source" / "file.bin").read_bytes()


async def test_what_keeps_a_download_from_running_is_told_truly(tmp_path: Path) -> None:
    torrent = make_torrent(make_content(tmp_path / "source", {"file.bin": 100}) / "file.bin")
    async with Onion(relays=3, exits=0) as onion, Hider(tmp_path, onion.guest()) as hider:
        infohash = await hider.add(torrent, 2)
        assert hider.row(infohash).state is DownloadState.EXIT_NODES
        assert not hider.engine.torrents.holds(infohash)

        await onion.add_exit()
        await hider.until(infohash, lambda row: row.hold is Hold.NONE)
        assert hider.engine.torrents.holds(infohash)

        await hider.reconfigure(enabled=False)
        row = await hider.until(infohash, lambda row: row.hold is not Hold.NONE)
        assert row.state is DownloadState.CIRCUITS
        assert hider.engine.sessions.settings(2)["proxy_port"] == 9

        await hider.reconfigure(enabled=True, bootstrap_nodes=onion.bootstrap)
        await hider.until(infohash, lambda row: row.hold is Hold.NONE and not row.transfer.paused)
