"""Categories and tags."""

import pytest
import qbittorrentapi

from tests.e2e.qbittorrent.judge import Judge


def sort(judge: Judge, infohash: str) -> None:
    """A managed torrent follows its category."""
    folder = judge.downloads / "films here"
    judge.torrents_create_category("films", save_path=str(judge.downloads / "first"))
    with pytest.raises(qbittorrentapi.Conflict409Error):
        judge.torrents_create_category("films")
    judge.torrents_edit_category("films", save_path=str(folder))
    assert judge.torrents_categories()["films"].savePath == str(folder)
    judge.torrents_set_category("films", torrent_hashes=infohash)
    judge.torrents_set_auto_management(True, torrent_hashes=infohash)
    judge.until(infohash, lambda row: row.category == "films" and row.save_path == str(folder))
    assert [row.hash for row in judge.torrents_info(category="films")] == [infohash]
    with pytest.raises(qbittorrentapi.Conflict409Error):
        judge.torrents_set_category("not there", torrent_hashes=infohash)
    judge.torrents_set_auto_management(False, torrent_hashes=infohash)
    judge.torrents_remove_categories(["films", "linux"])
    assert "films" not in judge.torrents_categories()
    assert judge.torrent(infohash).category == ""


def tag(judge: Judge, infohash: str) -> None:
    judge.torrents_create_tags(["red", "green"])
    judge.torrents_set_tags(["red", "blue"], torrent_hashes=infohash)
    judge.torrents_add_tags("green", torrent_hashes=infohash)
    judge.torrents_remove_tags("red", torrent_hashes=infohash)
    assert judge.torrent(infohash).tags == "blue, green"
    assert {"red", "green", "blue"} <= set(judge.torrents_tags())
    judge.torrents_delete_tags(["blue", "red"])
    assert judge.torrent(infohash).tags == "green"
    assert not {"red", "blue"} & set(judge.torrents_tags())
