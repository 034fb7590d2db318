"""Each state that lasts, reached with real peers.

Those that pass (moving, checking) are told apart in tests/dialects/qbittorrent/vocabulary.
"""

import shutil

from tests.e2e.offers import Swarm, a_stranger
from tests.e2e.qbittorrent.preferences.conftest import OpenLiveHouse, house, open_house
from tests.e2e.qbittorrent.preferences.house import LiveHouse, told

__all__ = ["house", "open_house"]
NOBODYS = f"magnet:?xt=urn:btih:{'a' * 40}"


async def state(house: LiveHouse, infohash: str, *expected: str) -> None:
    await house.until(infohash, lambda row: row.get("state") in expected)


async def test_a_magnet_that_nobody_knows(house: LiveHouse) -> None:
    await house.post("torrents/add", urls=NOBODYS)
    infohash = "a" * 40
    await state(house, infohash, "metaDL")
    await house.post("torrents/setForceStart", hashes=infohash, value="true")
    await state(house, infohash, "forcedMetaDL")
    await house.post("torrents/stop", hashes=infohash)
    await state(house, infohash, "stoppedDL")


async def test_a_download_from_a_slow_peer_and_from_none(house: LiveHouse) -> None:
    with Swarm(house.folder / "swarm") as swarm:
        offer = swarm.offer("slow", {"a.bin": 3_000_000}, upload_limit=20_000, trackers=[swarm.tracker.announce_url])
        infohash = await house.add(offer.torrent)
        await state(house, infohash, "downloading")
        await house.post("torrents/setForceStart", hashes=infohash, value="true")
        await state(house, infohash, "forcedDL")
        await house.post("torrents/stop", hashes=infohash)
        await state(house, infohash, "stoppedDL")
    await state(house, await house.add(house.torrent("nobody's")), "stalledDL")


async def test_a_seed_with_and_without_somebody_who_wants_it(house: LiveHouse) -> None:
    torrent = house.torrent("seed", {"a.bin": 3_000_000})
    infohash = await house.add(torrent, savepath=str(house.folder / "source"), upLimit="20000")
    await state(house, infohash, "stalledUP")
    with a_stranger() as stranger:
        stranger.fetch(torrent, house.folder / "stranger", ("127.0.0.1", house.session.facts.port))
        await state(house, infohash, "uploading")
        await house.post("torrents/setForceStart", hashes=infohash, value="true")
        await state(house, infohash, "forcedUP")
        await house.post("torrents/stop", hashes=infohash)
        await state(house, infohash, "stoppedUP")


async def test_whoever_has_to_wait(open_house: OpenLiveHouse) -> None:
    house = await open_house(
        libtorrent__active_downloads="1", libtorrent__active_seeds="1", libtorrent__active_limit="2"
    )
    await house.set(dont_count_slow_torrents=False)
    downloads = [await house.add(house.torrent(name)) for name in ("a", "b")]
    seeds = [await house.add(house.torrent(name), savepath=str(house.folder / "source")) for name in ("c", "d")]
    await state(house, downloads[1], "queuedDL")

    async def states() -> set[str]:
        return {(await house.row(infohash))["state"] for infohash in seeds}

    await told(states, lambda found: found == {"stalledUP", "queuedUP"})
    await house.post("torrents/stop", hashes=downloads[0])
    await state(house, downloads[1], "stalledDL")


async def test_files_that_cannot_be_written_and_files_that_are_gone(house: LiveHouse) -> None:
    (house.downloads / "bad" / "a.bin").mkdir(parents=True)
    seed = await house.add(house.torrent("seed"), savepath=str(house.folder / "source"))
    await state(house, seed, "stalledUP")
    with Swarm(house.folder / "swarm") as swarm:
        offer = swarm.offer("bad", {"a.bin": 30_000}, trackers=[swarm.tracker.announce_url])
        await state(house, await house.add(offer.torrent), "error")

    await house.stop()
    shutil.rmtree(house.folder / "source" / "seed")
    await house.start()
    await state(house, seed, "missingFiles")
