"""Folders of managed torrents, the end of seeding, and what becomes of content."""

from pathlib import Path

import pytest

from tests.e2e.offers import Swarm
from tests.e2e.qbittorrent.preferences.house import LiveHouse
from tests.swarm import until
from tribler_core.domain.events import ContentCompleted


async def a_managed_torrent(house: LiveHouse, name: str, category: str) -> str:
    """It is complete where its category is, so that there is something to move."""
    return await house.add(house.torrent(name), autoTMM="true", category=category)


@pytest.mark.observes(
    "auto_tmm_enabled", "torrent_changed_tmm_enabled", "save_path_changed_tmm_enabled", "category_changed_tmm_enabled"
)
async def test_managed_torrents_follow_or_are_managed_no_more(house: LiveHouse) -> None:
    for name in ("one", "two"):
        await house.post("torrents/createCategory", category=name, savePath=str(house.folder / name))

    async def place(infohash: str) -> tuple[str, bool]:
        row = await house.row(infohash)
        return Path(row["save_path"]).name, row["auto_tmm"]

    async def after(infohash: str, expected: tuple[str, bool]) -> None:
        row = await house.until(infohash, lambda row: (Path(row["save_path"]).name, row["auto_tmm"]) == expected)
        assert row["category"] in ("", "one", "two")

    await house.set(auto_tmm_enabled=True)
    torrent = await house.add(house.torrent("a"), category="one")
    assert await place(torrent) == ("one", True)
    await house.post("torrents/setCategory", hashes=torrent, category="two")
    await after(torrent, ("two", True))
    await house.set(category_changed_tmm_enabled=True)
    await house.post("torrents/editCategory", category="two", savePath=str(house.folder / "other"))
    await after(torrent, ("other", True))
    await house.set(category_changed_tmm_enabled=False)
    await house.post("torrents/editCategory", category="two", savePath=str(house.folder / "third"))
    await after(torrent, ("other", False))
    await house.post("torrents/setAutoManagement", hashes=torrent, enable="true")
    await after(torrent, ("third", True))
    await house.set(torrent_changed_tmm_enabled=False)
    await house.post("torrents/setCategory", hashes=torrent, category="one")
    await after(torrent, ("third", False))

    plain = await house.add(house.torrent("b"))
    await house.set(save_path_changed_tmm_enabled=True)
    await house.set(save_path=str(house.folder / "moved"))
    await after(plain, ("moved", True))
    await house.set(save_path_changed_tmm_enabled=False)
    await house.set(save_path=str(house.folder / "again"))
    await after(plain, ("moved", False))


@pytest.mark.observes("use_category_paths_in_manual_mode")
async def test_torrents_that_are_not_managed_begin_where_their_category_is(house: LiveHouse) -> None:
    await house.post("torrents/createCategory", category="films", savePath=str(house.folder / "films"))
    before = await house.add(house.torrent("a"), category="films")
    await house.set(use_category_paths_in_manual_mode=True)
    after = await house.add(house.torrent("b"), category="films")

    assert (await house.row(before))["save_path"] == str(house.downloads)
    row = await house.row(after)
    assert (row["save_path"], row["auto_tmm"]) == (str(house.folder / "films"), False)


@pytest.mark.observes("torrent_content_remove_option")
async def test_deleted_content_goes_to_the_trash(house: LiveHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    thrown: list[Path] = []
    monkeypatch.setattr("tribler_core.services.downloads.commands.trash.send2trash", thrown.append)
    await house.set(torrent_content_remove_option="MoveToTrash")
    infohash = await house.add(house.torrent(), savepath=str(house.folder / "source"))
    await house.until(infohash, lambda row: row["progress"] == 1)

    await house.post("torrents/delete", hashes=infohash, deleteFiles="true")

    await until(lambda: thrown == [house.folder / "source" / "stuff" / "a.bin"])


async def a_seed(house: LiveHouse, name: str) -> str:
    infohash = await house.add(house.torrent(name), savepath=str(house.folder / "source"))
    await house.until(infohash, lambda row: row["state"] in ("stalledUP", "uploading"))
    return infohash


@pytest.mark.observes(
    "max_ratio_enabled",
    "max_ratio",
    "max_seeding_time_enabled",
    "max_seeding_time",
    "max_inactive_seeding_time_enabled",
    "max_inactive_seeding_time",
    "max_ratio_act",
    "share_limits_mode",
)
async def test_seeding_ends_as_it_was_set(house: LiveHouse) -> None:
    """Each limit is one that is reached at once; a ratio of a torrent that was never uploaded is 0."""
    torrent = await a_seed(house, "a")
    reached, out_of_reach = {"max_seeding_time_enabled": True, "max_seeding_time": 0}, {"max_ratio_enabled": True}
    await house.set(share_limits_mode="MatchAll", max_ratio=5.0, **out_of_reach, **reached)
    row = await house.row(torrent)
    assert (row["max_ratio"], row["max_seeding_time"]) == (5.0, 0)
    assert row["state"] in ("stalledUP", "uploading")  # only one of two is reached

    await house.set(share_limits_mode="MatchAny")
    await house.until(torrent, lambda row: row["state"] == "stoppedUP")

    await house.set(max_seeding_time_enabled=False, max_ratio_enabled=False)
    by_idleness = await a_seed(house, "b")
    await house.set(max_inactive_seeding_time_enabled=True, max_inactive_seeding_time=0, max_ratio_act=1)
    await house.until(by_idleness, lambda row: not row)
    assert (house.folder / "source" / "b" / "a.bin").exists()

    await house.set(max_inactive_seeding_time_enabled=False)
    by_ratio = await a_seed(house, "c")
    await house.set(max_ratio_act=2, max_ratio_enabled=True, max_ratio=0)
    await house.until(by_ratio, lambda row: bool(row["super_seeding"]))
    await house.set(max_ratio_act=3)
    last = await house.add(house.torrent("d"), savepath=str(house.folder / "source"))
    await house.until(last, lambda row: not row)
    await until(lambda: not (house.folder / "source" / "d" / "a.bin").exists())


@pytest.mark.observes(
    "export_dir_fin",
    "torrent_files_finished_backup_dir",
    "torrent_files_finished_backup_dir_enabled",
    "recheck_completed_torrents",
)
async def test_what_happens_at_the_end_of_a_download(house: LiveHouse) -> None:
    old, new = house.folder / "old", house.folder / "new"

    def rechecked() -> list[str]:
        return [event.infohash for event in house.ears.heard(ContentCompleted, lambda event: not event.transferred)]

    with Swarm(house.folder / "swarm") as swarm:

        async def download(name: str) -> str:
            offer = swarm.offer(name, {"a.bin": 40_000}, trackers=[swarm.tracker.announce_url])
            infohash = await house.add(offer.torrent)
            await house.until(infohash, lambda row: row["progress"] == 1 and row["state"].endswith("UP"))
            return infohash

        await house.set(export_dir_fin=str(old))
        await download("one")
        await until(lambda: len(list(old.glob("*.torrent"))) == 1)
        assert not rechecked()
        await house.set(torrent_files_finished_backup_dir_enabled=False, recheck_completed_torrents=True)
        second = await download("two")
        await until(lambda: rechecked() == [second])
        await house.set(torrent_files_finished_backup_dir=str(new))
        await download("three")
        await until(lambda: len(list(new.glob("*.torrent"))) == 1)
        assert len(list(old.glob("*.torrent"))) == 1
