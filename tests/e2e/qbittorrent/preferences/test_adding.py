"""What new torrents are like."""

from pathlib import Path
from typing import Any

import libtorrent as lt
import pytest

from tests.e2e.offers import Swarm
from tests.e2e.qbittorrent.preferences.house import LiveHouse, told
from tests.swarm import FileServer, until

TWO = {"a.bin": 20_000, "b.nfo": 20}


async def names(house: LiveHouse, infohash: str) -> list[str]:
    return [file["name"] for file in await house.get("torrents/files", hash=infohash)]


@pytest.mark.observes("save_path", "temp_path_enabled", "temp_path")
async def test_folders_are_where_they_were_set(house: LiveHouse) -> None:
    final, part = house.folder / "final", house.folder / "part"
    await house.set(save_path=str(final), temp_path_enabled=True, temp_path=str(part))

    row = await house.row(await house.add(house.torrent()))
    assert (row["save_path"], row["download_path"]) == (str(final), str(part))
    assert house.handle(row["hash"]).status().save_path == str(part)
    assert await house.get_text("app/defaultSavePath") == str(final)


@pytest.mark.observes("incomplete_files_ext", "preallocate_all")
async def test_files_have_a_suffix_and_their_space_until_they_are_complete(house: LiveHouse) -> None:
    await house.set(incomplete_files_ext=True, preallocate_all=True)
    with Swarm(house.folder / "swarm") as swarm:
        offer = swarm.offer("slow", {"a.bin": 3_000_000}, upload_limit=20_000, trackers=[swarm.tracker.announce_url])
        infohash = await house.add(offer.torrent)

        await until((house.downloads / "slow" / "a.bin.!qB").exists)
        assert not (house.downloads / "slow" / "a.bin").exists()
        assert await names(house, infohash) == ["slow/a.bin"]
    assert house.handle(infohash).status().storage_mode == lt.storage_mode_t.storage_mode_allocate


@pytest.mark.observes("create_subfolder_enabled", "torrent_content_layout")
async def test_the_layout_is_the_one_that_was_set(house: LiveHouse) -> None:
    found = []
    folder, layout = "create_subfolder_enabled", "torrent_content_layout"
    for number, (name, value) in enumerate(((folder, False), (folder, True), (layout, "NoSubfolder"))):
        await house.set(**{name: value})
        infohash = await house.add(house.torrent(f"t{number}", TWO))
        found.append(await names(house, infohash))
    assert found == [["a.bin", "b.nfo"], ["t1/a.bin", "t1/b.nfo"], ["a.bin", "b.nfo"]]


@pytest.mark.observes("add_stopped_enabled", "start_paused_enabled", "torrent_stop_condition")
async def test_new_torrents_start_or_do_not(house: LiveHouse) -> None:
    await house.set(start_paused_enabled=True)
    stopped = await house.add(house.torrent("stopped"))
    await house.set(add_stopped_enabled=False)
    started = await house.add(house.torrent("started"))
    await house.set(torrent_stop_condition="FilesChecked")
    checked = await house.add(house.torrent("checked"))

    await house.until(stopped, lambda row: row["state"] == "stoppedDL")
    await house.until(checked, lambda row: row["state"] == "stoppedDL")
    await house.until(started, lambda row: row["state"] in ("stalledDL", "downloading"))


@pytest.mark.observes("add_to_top_of_queue")
async def test_a_new_torrent_goes_first(house: LiveHouse) -> None:
    first = await house.add(house.torrent("first"))
    await house.set(add_to_top_of_queue=True)
    second = await house.add(house.torrent("second"))

    await house.until(second, lambda row: row["priority"] == 1)
    await house.until(first, lambda row: row["priority"] == 2)


@pytest.mark.observes("merge_trackers")
async def test_a_torrent_that_is_there_takes_trackers_or_does_not(house: LiveHouse) -> None:
    infohash = await house.add(house.torrent(trackers=["http://127.0.0.1:1/a"]))
    found = []
    for merge, url in ((False, "http://127.0.0.1:1/b"), (True, "http://127.0.0.1:1/c")):
        await house.set(merge_trackers=merge)
        assert await house.post("torrents/add", urls=f"magnet:?xt=urn:btih:{infohash}&tr={url}") == "Fails."
        found.append((await house.row(infohash))["trackers_count"])
    await house.until(infohash, lambda row: row["trackers_count"] == 2)
    assert found[0] == 1


@pytest.mark.observes("excluded_file_names_enabled", "excluded_file_names")
async def test_files_with_certain_names_are_not_wanted(house: LiveHouse) -> None:
    await house.set(excluded_file_names_enabled=True, excluded_file_names="*.nfo\n*.txt")

    infohash = await house.add(house.torrent("stuff", TWO))
    files = await house.get("torrents/files", hash=infohash)
    assert {file["name"]: file["priority"] for file in files} == {"stuff/a.bin": 1, "stuff/b.nfo": 0}
    assert house.handle(infohash).get_file_priorities() == [4, 0]


@pytest.mark.observes("add_trackers_enabled", "add_trackers", "add_trackers_from_url_enabled", "add_trackers_url")
async def test_new_public_torrents_get_trackers_of_the_operator(house: LiveHouse) -> None:
    lists = house.folder / "lists"
    lists.mkdir()
    (lists / "list.txt").write_text("udp://127.0.0.1:3/announce\n")
    with FileServer(lists) as server:
        await house.set(
            add_trackers_enabled=True,
            add_trackers="http://127.0.0.1:1/x\n\nhttp://127.0.0.1:2/y",
            add_trackers_from_url_enabled=True,
            add_trackers_url=f"{server.url}/list.txt",
        )
        await told(house.shown, lambda shown: shown["add_trackers_url_list"] == "udp://127.0.0.1:3/announce")
    infohash = await house.add(house.torrent())
    private = await house.add(house.torrent("private", private=True))

    listed = await house.get("torrents/trackers", hash=infohash)
    assert [(each["url"], each["tier"]) for each in listed if not each["url"].startswith("**")] == [
        ("http://127.0.0.1:1/x", 0),
        ("http://127.0.0.1:2/y", 1),
        ("udp://127.0.0.1:3/announce", 2),
    ]
    assert (await house.row(private))["trackers_count"] == 0


@pytest.mark.observes(
    "export_dir_enabled",
    "export_dir",
    "torrent_files_backup_enabled",
    "torrent_files_backup_dir",
    "remove_torrent_file_backup",
)
async def test_a_copy_of_each_torrent_is_kept(house: LiveHouse) -> None:
    old, new = house.folder / "old", house.folder / "new"

    def kept(folder: Path) -> int:
        return len(list(folder.glob("*.torrent")))

    await house.set(export_dir=str(old))
    await house.add(house.torrent("one"))
    await until(lambda: kept(old) == 1)
    await house.set(torrent_files_backup_dir=str(new), remove_torrent_file_backup=True)
    second = await house.add(house.torrent("two"))
    await until(lambda: kept(new) == 1)
    await house.set(export_dir_enabled=False)
    await house.add(house.torrent("three"))
    await house.set(torrent_files_backup_enabled=True)
    await house.add(house.torrent("four"))
    await until(lambda: kept(new) == 2)  # the third is in no folder, although the fourth is

    await house.post("torrents/delete", hashes=second)
    await until(lambda: kept(new) == 1)
    assert kept(old) == 1


@pytest.mark.observes("scan_dirs", "download_in_scan_dirs", "auto_delete_mode")
async def test_watched_folders_give_torrents(open_house: Any) -> None:
    house = await open_house(watch_folder__check_interval="0.1")
    here, usual, there = (house.folder / name for name in ("here", "usual", "there"))
    for folder in (here, usual):
        folder.mkdir()
    await house.set(scan_dirs=[str(here), str(usual)], download_in_scan_dirs=[True, False], auto_delete_mode=0)
    (here / "1.torrent").write_bytes(one := house.torrent("one"))
    (usual / "2.torrent").write_bytes(two := house.torrent("two"))
    assert (await house.until(hash_of(one), bool))["save_path"] == str(here)
    assert (await house.until(hash_of(two), bool))["save_path"] == str(house.downloads)
    assert (here / "1.torrent").exists()

    await house.set(scan_dirs={str(here): str(there)}, auto_delete_mode=2)
    (here / "3.torrent").write_bytes(three := house.torrent("three"))
    (here / "4.torrent").write_bytes(b"no torrent")
    assert (await house.until(hash_of(three), bool))["save_path"] == str(there)
    await until(lambda: not (here / "3.torrent").exists() and not (here / "4.torrent").exists())


def hash_of(torrent: bytes) -> str:
    return str(lt.torrent_info(torrent).info_hashes().get_best())


@pytest.mark.observes("torrent_file_size_limit")
async def test_torrents_that_are_too_large_are_not_fetched(house: LiveHouse) -> None:
    (house.folder / "served").mkdir()
    torrent = house.torrent("many", {f"a file with a long name {number}": 1 for number in range(50)})
    (house.folder / "served" / "a.torrent").write_bytes(torrent)
    with FileServer(house.folder / "served") as server:
        await house.set(torrent_file_size_limit=1024)
        assert await house.post("torrents/add", urls=f"{server.url}/a.torrent") == "Fails."
        await house.set(torrent_file_size_limit=100_000)
        assert await house.post("torrents/add", urls=f"{server.url}/a.torrent") == "Ok."
    assert await house.row(hash_of(torrent))
