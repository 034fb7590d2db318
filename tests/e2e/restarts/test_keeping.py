"""A stop and a start change nothing, and nothing is hashed again."""

from pathlib import Path

from tests.e2e.api import Api, Row
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.offers import Offer, Swarm, a_stranger, flip

KIB = 1024
OPTIONS = {"libtorrent.active_downloads": "-1", "libtorrent.active_seeds": "-1", "libtorrent.utp": "false"}
KEPT = (
    "name",
    "infohash",
    "size",
    "progress",
    "hops",
    "anon_download",
    "safe_seeding",
    "upload_limit",
    "download_limit",
    "seeding_ratio",
    "destination",
    "completed_dir",
    "time_added",
    "time_finished",
    "auto_managed",
    "user_stopped",
    "sequential",
    "status",
    "all_time_upload",
    "all_time_download",
    "total_pieces",
)


def kept(row: Row) -> Row:
    return {name: row[name] for name in KEPT}


async def test_settings_progress_and_ratio_survive_and_nothing_is_hashed(tmp_path: Path) -> None:
    with Swarm(tmp_path / "source") as swarm:
        async with DaemonProcess(tmp_path, OPTIONS) as daemon:
            api = Api(daemon)
            complete = await a_seeded_one(api, swarm, tmp_path)
            partial, chosen = await a_half_one_that_was_stopped(api, swarm)
            hidden = await api.add(swarm.offer("hidden", {"a.bin": 9}).torrent, anon_hops=2, safe_seeding=True)
            before = {name: kept(row) for name, row in (await api.rows()).items()}
            files = await api.files(partial.infohash)
            pieces = await pieces_of(api, partial.infohash)
            assert (before[hidden]["hops"], before[hidden]["status"]) == (2, "LOADING")
            assert await daemon.stop() == 0

            spoilt = [daemon.downloads / "complete/a.bin", daemon.downloads / chosen]
            for path in spoilt:
                flip(path)  # whoever hashes them will know
            await daemon.start()
            await api.until_ready()
            await api.until(complete.infohash, lambda row: row["status"] == "SEEDING")
            after = {name: kept(row) for name, row in (await api.rows()).items()}
            assert after == before
            assert list(after) == list(before), "the order of adding"
            assert await api.files(partial.infohash) == files
            assert await pieces_of(api, partial.infohash) == pieces
            for path in spoilt:
                flip(path)

            sent = swarm.uploaded(partial)
            await api.patch(partial.infohash, state="resume")
            swarm.set_limit(partial, -1)
            await api.until_complete(partial.infohash)
            missing = partial.sizes[chosen] - round(files_done(files))
            assert swarm.uploaded(partial) - sent <= missing + 2 * partial.info.piece_length()
            assert (daemon.downloads / chosen).read_bytes() == (partial.source / chosen).read_bytes()
            assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log


async def a_seeded_one(api: Api, swarm: Swarm, folder: Path) -> Offer:
    """Complete, uploaded once to a stranger, with limits and a rule of its own."""
    offer = swarm.offer("complete", {"a.bin": 500 * KIB})
    await api.until_complete(await api.add(swarm.magnet(offer)))
    port = (await api.get("/api/settings", include="ports"))["ports"]["libtorrent"]
    with a_stranger() as stranger:
        stranger.fetch(offer.torrent, folder / "stranger", ("127.0.0.1", port))
        await api.until(offer.infohash, lambda row: row["all_time_upload"] >= offer.size)
    await api.patch(offer.infohash, upload_limit=123_456, download_limit=65_536, seeding_ratio=7.5, sequential=True)
    return offer


async def a_half_one_that_was_stopped(api: Api, swarm: Swarm) -> tuple[Offer, str]:
    """With one of two files chosen, which has begun to come; and the path of that file."""
    sizes = {"a.bin": 1500 * KIB, "b.bin": 1500 * KIB}
    offer = swarm.offer(
        "half", sizes, upload_limit=48 * KIB, piece_size=16 * KIB
    )  # no tracker: its link names the peer
    await api.add(swarm.magnet(offer), selected_files=[1], auto_managed=False)
    await api.until(offer.infohash, lambda row: row["progress"] > 0.1)
    await api.patch(offer.infohash, state="stop")
    await api.until(offer.infohash, lambda row: row["status"] == "STOPPED" and not row["num_connected_seeds"])
    return offer, list(offer.sizes)[1]


async def pieces_of(api: Api, infohash: str) -> str:
    row = await api.get(f"/api/downloads/{infohash}", get_pieces=1)
    return str(row["pieces"])


def files_done(files: list[Row]) -> float:
    """Bytes."""
    return sum(float(file["progress"] * file["size"]) for file in files if file["included"])
