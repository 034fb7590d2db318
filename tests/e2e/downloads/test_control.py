"""What can be done to a download while it runs, and afterwards."""

import asyncio
from pathlib import Path

import pytest

from tests.e2e.api import Api
from tests.e2e.offers import Offer, Swarm, flip
from tests.swarm import PATIENCE, until

pytestmark = pytest.mark.asyncio(loop_scope="module")

KIB = 1024
SLOW = 24 * KIB
"""Bytes/s: a torrent of a few MB is still on its way when a test does something to it, however late."""


async def begun(api: Api, offer: Offer) -> None:
    await api.until(offer.infohash, lambda row: 0 < row["progress"] < 1)


async def test_a_stopped_download_moves_nothing_and_goes_on_when_resumed(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("stop", {"a.bin": 2000 * KIB}, upload_limit=SLOW)
    infohash = await api.add(swarm.magnet(offer))
    await begun(api, offer)
    await api.patch(infohash, state="stop")
    stopped = await api.until(infohash, lambda row: row["status"] == "STOPPED" and not row["num_connected_seeds"])
    assert (stopped["user_stopped"], stopped["progress"] < 1) == (True, True)
    await until(lambda: not swarm.handles[offer.infohash].status().num_peers)
    assert swarm.uploaded(offer) < offer.size
    swarm.set_limit(offer, -1)
    await api.patch(infohash, state="resume")
    await api.until_complete(infohash)
    assert offer.differs(api.daemon.downloads) == []
    assert swarm.uploaded(offer) < offer.size + 10 * 16 * KIB  # nothing twice, but for blocks that were under way


async def test_a_recheck_finds_the_wrong_byte_and_the_swarm_mends_it(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("recheck", {"a.bin": 600 * KIB})
    infohash = await api.add(swarm.magnet(offer))
    await api.until_complete(infohash)
    flip(api.daemon.downloads / "recheck/a.bin")
    await api.patch(infohash, state="recheck")
    await until(lambda: offer.differs(api.daemon.downloads) == [])
    await api.until_complete(infohash)
    assert 0 < swarm.uploaded(offer) - offer.size <= 2 * offer.info.piece_length()


async def test_a_recheck_of_a_stopped_download_leaves_it_stopped_with_what_is_there(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("recheck-stopped", {"a.bin": 600 * KIB}, piece_size=16 * KIB)
    infohash = await api.add(swarm.magnet(offer))
    await api.until_complete(infohash)
    await api.patch(infohash, state="stop")
    flip(api.daemon.downloads / "recheck-stopped/a.bin")
    await api.patch(infohash, state="recheck")
    row = await api.until(infohash, lambda row: row["status"] == "STOPPED" and 0.9 < row["progress"] < 1)
    assert row["user_stopped"] is True
    assert offer.differs(api.daemon.downloads) == ["recheck-stopped/a.bin"]


@pytest.mark.parametrize("complete", [True, False])
async def test_a_removed_download_takes_its_data_along_only_when_asked(
    api: Api, swarm: Swarm, *, complete: bool
) -> None:
    sizes, limit = {"a.bin": 2000 * KIB, "b/c.bin": 10 * KIB}, 0 if complete else SLOW
    kept = swarm.offer(f"kept-{complete}", sizes, upload_limit=limit)
    deleted = swarm.offer(f"deleted-{complete}", sizes, upload_limit=limit)
    for offer in (kept, deleted):
        await api.add(swarm.magnet(offer))
    for offer in (kept, deleted):
        await (api.until_complete(offer.infohash) if complete else begun(api, offer))
    await api.remove(kept.infohash, with_data=False)
    await api.remove(deleted.infohash, with_data=True)
    assert not {kept.infohash, deleted.infohash} & set(await api.rows())
    assert (api.daemon.downloads / f"kept-{complete}/a.bin").exists()
    assert not (api.daemon.downloads / f"deleted-{complete}").exists()
    if complete:
        assert kept.differs(api.daemon.downloads) == []


async def test_what_was_removed_can_be_added_again_and_is_found_on_the_disk(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("again", {"a.bin": 600 * KIB})
    await api.until_complete(await api.add(swarm.magnet(offer)))
    await api.remove(offer.infohash, with_data=False)
    sent = swarm.uploaded(offer)
    await api.until_complete(await api.add(offer.torrent))
    assert swarm.uploaded(offer) == sent


async def test_files_selected_before_the_metadata_are_the_ones_that_come(api: Api, swarm: Swarm) -> None:
    sizes = {f"{number}.bin": 64 * KIB for number in range(4)}
    offer = swarm.offer("selected", sizes, piece_size=16 * KIB)
    infohash = await api.add(offer.infohash, selected_files=[0, 3])  # nobody to ask for metadata yet
    await api.patch(infohash, selected_files=[1, 3])
    await api.put(f"/api/downloads/{infohash}/trackers", {"url": swarm.tracker.announce_url})
    await api.until_complete(infohash)
    assert [file["included"] for file in await api.files(infohash)] == [False, True, False, True]
    names = list(offer.sizes)
    assert offer.differs(api.daemon.downloads) == [names[0], names[2]]
    await api.patch(infohash, selected_files=[0, 1, 3])
    await until(lambda: offer.differs(api.daemon.downloads) == [names[2]])


async def test_priorities_decide_what_comes_and_what_comes_first(api: Api, swarm: Swarm) -> None:
    sizes = {"later": 20_000 * KIB, "first": 300 * KIB, "never": 300 * KIB}
    offer = swarm.offer("priorities", sizes, piece_size=16 * KIB, upload_limit=200 * KIB)
    later, first, never = (list(offer.sizes).index(f"priorities/{name}") for name in sizes)
    infohash = await api.add(offer.torrent, stopped=True)
    await api.patch(infohash, file_priorities={str(later): 1, str(first): 7, str(never): 0})
    await api.put(f"/api/downloads/{infohash}/trackers", {"url": swarm.tracker.announce_url})
    await api.patch(infohash, state="resume")
    async with asyncio.timeout(PATIENCE):
        while (files := await api.files(infohash))[first]["progress"] < 1:  # noqa: ASYNC110 - it is in no event
            await asyncio.sleep(0.1)
    assert files[later]["progress"] < 1
    swarm.set_limit(offer, -1)
    await api.until_complete(infohash)
    assert [file["index"] for file in await api.files(infohash) if not file["included"]] == [never]
    assert offer.differs(api.daemon.downloads) == ["priorities/never"]


async def test_a_renamed_file_arrives_under_its_new_name(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("rename", {"a.bin": 400 * KIB}, upload_limit=SLOW)
    infohash = await api.add(swarm.magnet(offer))
    await begun(api, offer)
    await api.patch(infohash, rename_files={"0": "rename/other name.bin"})
    swarm.set_limit(offer, -1)
    await api.until_complete(infohash)
    folder = api.daemon.downloads / "rename"
    assert (folder / "other name.bin").read_bytes() == (offer.source / "rename/a.bin").read_bytes()
    assert not (folder / "a.bin").exists()
    assert "other name.bin" in [file["name"] for file in await api.files(infohash)]


async def test_a_download_is_moved_while_it_downloads(api: Api, swarm: Swarm, tmp_path: Path) -> None:
    offer = swarm.offer("move", {"a.bin": 1500 * KIB, "b/c.bin": 100 * KIB}, upload_limit=SLOW)
    infohash = await api.add(swarm.magnet(offer))
    await begun(api, offer)
    target = tmp_path / "there"
    target.mkdir()
    await api.patch(infohash, state="move_storage", dest_dir=str(target))
    moved = await api.until(infohash, lambda row: row["destination"] == str(target) and row["status"] != "MOVING")
    assert moved["progress"] < 1
    assert not (api.daemon.downloads / "move/a.bin").exists()
    swarm.set_limit(offer, -1)
    await api.until_complete(infohash)
    assert offer.differs(target) == []
    assert swarm.uploaded(offer) < offer.size + 10 * 16 * KIB


async def test_a_complete_download_moves_to_its_completed_directory(api: Api, swarm: Swarm, tmp_path: Path) -> None:
    offer = swarm.offer("done", {"a.bin": 300 * KIB})
    (tmp_path / "done").mkdir()
    infohash = await api.add(swarm.magnet(offer), completed_dir=str(tmp_path / "done"))
    await api.until(infohash, lambda row: row["destination"] == str(tmp_path / "done") and row["status"] == "SEEDING")
    assert offer.differs(tmp_path / "done") == []
    assert not (api.daemon.downloads / "done").exists()


async def test_an_exported_torrent_is_the_one_that_came(api: Api, swarm: Swarm) -> None:
    offer = swarm.offer("export", {"a.bin": 300 * KIB}, version="hybrid")
    infohash = await api.add(swarm.magnet(offer))
    await api.until_complete(infohash)
    answers = []
    for path in (
        f"/download/{infohash}/torrent",
        f"/downloads/{infohash}/torrent",
        f"/api/downloads/{infohash}/torrent",
    ):
        async with api.daemon.client.get(path) as answer:
            assert answer.content_type == "application/x-bittorrent"
            answers.append(await answer.read())
    assert answers[0] == answers[1] == answers[2]
    assert Offer(answers[0], offer.source).info.info_hashes() == offer.info.info_hashes()
    stranger = Offer(answers[0], offer.source)
    assert stranger.sizes == offer.sizes
