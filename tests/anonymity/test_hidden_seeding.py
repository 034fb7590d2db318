"""Both ends hide: they meet at a rendezvous, and neither learns where the other is."""

from pathlib import Path
from typing import Any

import pytest

from tests.onion import Hider, Onion
from tests.swarm import PIECE, make_content, make_torrent, until
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import DownloadState, Hold
from tribler_core.foundation.units import BytesPerSecond

SIZE = 300_000


def a_torrent(folder: Path) -> bytes:
    """Of content that lies where the seeder downloads to."""
    return make_torrent(make_content(folder, {"file.bin": SIZE}) / "file.bin")


@pytest.mark.parametrize(
    ("hops", "roles"),
    [
        pytest.param(1, {"exits": 2}, id="one hop"),
        pytest.param(2, {"exits": 2}, id="two hops"),
        pytest.param(1, {"exits": 0, "exit_overlay": True}, id="no exit"),
    ],
)
async def test_a_finished_hidden_download_seeds_to_one_that_hides_too(
    tmp_path: Path, hops: int, roles: dict[str, Any]
) -> None:
    """Seen while it has not gone far, because it is held back until they were seen."""
    torrent = a_torrent(tmp_path / "seed" / "downloads")
    async with (
        Onion(relays=4, **roles) as onion,
        Hider(tmp_path / "seed", onion.guest("127.0.1.1", min_circuits=1)) as seed,
        Hider(tmp_path / "leech", onion.guest("127.0.1.2", min_circuits=1)) as leech,
    ):
        infohash = await seed.add(torrent, hops, upload_limit=BytesPerSecond(PIECE))
        await seed.until_complete(infohash)
        await leech.add(torrent, hops)
        await leech.until(infohash, lambda row: row.transfer.peers_connected > 0)
        met = {peer.ip for hider in (seed, leech) for peer in await hider.downloads.peers(infohash)}
        await seed.downloads.update(infohash, DownloadPatch(upload_limit=None))
        await leech.until_complete(infohash)

    assert (tmp_path / "leech" / "downloads" / "file.bin").stat().st_size == SIZE
    assert met
    assert not {address for address in met if address.startswith("127.")}


async def test_a_plain_download_that_shall_seed_safely_goes_behind_hops_when_it_is_complete(tmp_path: Path) -> None:
    torrent = a_torrent(tmp_path / "downloads")
    async with Onion(relays=2, exits=1) as onion, Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
        infohash = await hider.add(torrent, 0, safe_seeding=True)

        row = await hider.until(infohash, lambda row: row.settings.hops == 1 and row.hold is Hold.NONE and row.complete)

        assert row.settings.safe_seeding
        await hider.until(infohash, lambda row: row.state is DownloadState.SEEDING)
        assert [session.hops for session in hider.engine.sessions if hider.handles_in(session)] == [Hops(1)]
        overlay = hider.tunnels.overlay
        assert overlay is not None
        await until(lambda: bool(overlay.community.swarms))
