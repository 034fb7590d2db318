"""`kill -9` while hops change: the download is there afterwards, with one of the two, and never showed itself."""

import asyncio
import random
from pathlib import Path

import aiohttp
import pytest

from tests.anonymity.test_circuits import udp_tracker
from tests.e2e.api import Api, Row
from tests.e2e.daemon_process import DaemonProcess
from tests.onion import LOUD, SEEDER, Onion, visitors
from tests.swarm import PIECE, Seeder, make_content, make_torrent
from tribler_core.anonymity.network import Pace
from tribler_core.foundation.units import Seconds

FILES = {"a.bin": 60 * PIECE, "b.bin": 60 * PIECE, "c.bin": 2 * PIECE}
ROUTE = (2, 0, 1, 3)
"""What the hops are changed to, and a kill each time."""
CALM = Pace(step=Seconds(0.2), removal=Seconds(0.0))
ON_THEIR_WAY = 4
"""Pieces that may have been told of, and not have reached the disk."""
LIMITS = {"upload_limit": 500_000, "download_limit": 600_000}


def options(onion: Onion) -> dict[str, str | list[str]]:
    return {
        "anonymity.enabled": "true",
        "anonymity.community": "test",
        "anonymity.address": "127.0.1.1",
        "anonymity.relay": "false",
        "anonymity.threads": "2",
        "anonymity.min_circuits": "1",
        "anonymity.dht_nodes": [],
        "anonymity.bootstrap_nodes": list(onion.bootstrap),
    }


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_kill_while_hops_change_leaves_one_of_the_two_and_all_the_rest(tmp_path: Path) -> None:
    """Whoever is seen at the seeder and the tracker is an exit, while neither of the two is zero hops and after a start
    with more; and the daemon itself otherwise, so that it can be seen."""
    chance = random.Random(7)  # noqa: S311 - reproducible, not secret
    content = make_content(tmp_path / "source" / "stuff", FILES)
    async with Onion(relays=3, exits=2, pace=CALM) as onion, DaemonProcess(tmp_path, options(onion)) as daemon:
        with Seeder(host=SEEDER, **LOUD) as seeder, udp_tracker(seeder.address) as (url, asked):
            torrent, hops, plainly = make_torrent(content, trackers=[url]), 1, set[str]()
            handle = seeder.share(make_torrent(content), tmp_path / "source", upload_limit=2 * PIECE)
            api = Api(daemon)
            infohash = await api.add(torrent, anon_hops=hops, safe_seeding=True)
            await api.patch(infohash, selected_files=[0, 2])
            await api.patch(infohash, **LIMITS)
            before = await api.until(infohash, lambda row: pieces(row) > 1)
            for wanted in ROUTE:
                answered = await change_and_kill(api, infohash, wanted, chance.uniform(0, 0.3))
                if hops and wanted:
                    assert visitors(seeder) | asked <= onion.exits
                visitors(seeder)
                asked.clear()
                await daemon.start()
                await api.until_ready()
                row = await api.row(infohash)
                assert row["hops"] in ({wanted} if answered else {hops, wanted})
                hops = row["hops"]
                row = await api.until(infohash, lambda row: row["status"] == "DOWNLOADING")
                await assert_kept(api, row, before)
                before = await until_more(api, row)
                seen = visitors(seeder) | asked
                assert not hops or seen <= onion.exits
                plainly |= seen if not hops else set()
            handle.set_upload_limit(0)
            await api.until_complete(infohash)
            assert plainly - onion.exits == {"127.0.0.1"}
            for name in ("a.bin", "c.bin"):
                assert (daemon.downloads / "stuff" / name).read_bytes() == (content / name).read_bytes()


async def change_and_kill(api: Api, infohash: str, hops: int, after: float) -> bool:
    """Whether the change was answered before the daemon ended."""
    changing = asyncio.ensure_future(api.patch(infohash, anon_hops=hops))
    await asyncio.sleep(after)  # the random moment
    await api.daemon.kill()
    [answer] = await asyncio.gather(changing, return_exceptions=True)
    if answer is not None and not isinstance(answer, aiohttp.ClientError):
        raise answer
    return answer is None


async def assert_kept(api: Api, row: Row, before: Row) -> None:
    """All that the user said, and what was on the disk."""
    assert {name: row[name] for name in LIMITS} == LIMITS
    assert [file["included"] for file in await api.files(row["infohash"])] == [True, False, True]
    assert row["safe_seeding"]
    assert pieces(row) >= pieces(before) - ON_THEIR_WAY


async def until_more(api: Api, row: Row) -> Row:
    had = pieces(row)
    return await api.until(row["infohash"], lambda now: pieces(now) > had)


def pieces(row: Row) -> int:
    return int(row["progress"] * row["size"] / PIECE + 0.5)
