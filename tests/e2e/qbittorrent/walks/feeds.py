"""Feeds, rules, and making torrents."""

from pathlib import Path

import libtorrent as lt
import pytest
import qbittorrentapi

from tests.e2e.qbittorrent.judge import Judge, until
from tests.swarm import FileServer, infohashes_of, make_content, make_torrent

_FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>A channel</title>
<item><title>A show s01e01 720p</title><guid>1</guid><link>{torrent}</link>
<pubDate>Fri, 27 Nov 2026 10:00:00 +0000</pubDate></item>
<item><title>Something else</title><guid>2</guid><link>http://127.0.0.1:1/not.torrent</link></item>
</channel></rss>"""
URL_NAME = "feed.xml"


def follow_feeds(judge: Judge, folder: Path) -> None:
    """A rule downloads by itself what a feed brings."""
    make_content(folder, {"show/s01e01.bin": 20_000})
    torrent = make_torrent(folder / "show")
    (folder / "show.torrent").write_bytes(torrent)
    with FileServer(folder) as server:
        (folder / URL_NAME).write_text(_FEED.format(torrent=f"{server.url}/show.torrent"))
        url = f"{server.url}/{URL_NAME}"
        judge.app_set_preferences({"rss_processing_enabled": True, "rss_auto_downloading_enabled": True})
        _arrange_feeds(judge, url)
        _write_rules(judge, url)
        judge.rss_refresh_item("mine\\feed")
        infohash = str(infohashes_of(torrent).identity)
        until(lambda: judge.torrents_info(torrent_hashes=infohash))
        articles = until(lambda: judge.rss_items(include_feed_data=True)["mine"]["feed"]["articles"])
        assert {article["title"] for article in articles} == {"A show s01e01 720p", "Something else"}
        assert dict(judge.rss_matching_articles("shows")) == {"feed": ["A show s01e01 720p"]}
        judge.documents["rss/items"] = judge.rss_items(include_feed_data=True, SIMPLE_RESPONSES=True)
        judge.documents["rss/rules"] = judge.rss_rules(SIMPLE_RESPONSES=True)
        judge.rss_mark_as_read("mine\\feed", articles[0]["id"])
        read = judge.rss_items(include_feed_data=True)["mine"]["feed"]["articles"]
        assert [article["isRead"] for article in read if article["id"] == articles[0]["id"]] == [True]
        judge.torrents_delete(torrent_hashes=infohash, delete_files=True)


def tidy_feeds(judge: Judge) -> None:
    judge.rss_remove_rule("shows")
    judge.rss_remove_item("mine")
    assert (dict(judge.rss_items()), dict(judge.rss_rules())) == ({}, {})


def _arrange_feeds(judge: Judge, url: str) -> None:
    judge.rss_add_folder("mine")
    judge.rss_add_feed("http://127.0.0.1:1/nothing", "moving")
    with pytest.raises(qbittorrentapi.Conflict409Error):
        judge.rss_add_feed("http://127.0.0.1:1/nothing", "again")
    judge.rss_set_feed_url(url, "moving")
    judge.rss_set_feed_refresh_interval("moving", 3600)
    judge.rss_move_item("moving", "mine\\feed")
    assert judge.rss_items()["mine"]["feed"]["url"] == url


def _write_rules(judge: Judge, url: str) -> None:
    rule = {"enabled": True, "mustContain": "show 720p", "affectedFeeds": [url], "addPaused": True}
    judge.rss_set_rule("draft", rule)
    judge.rss_rename_rule("draft", "shows")
    judge.rss_clone_rule("shows", "copy")
    rules = judge.rss_rules()
    assert set(rules) == {"shows", "copy"}
    assert rules["shows"]["mustContain"] == "show 720p"
    judge.rss_remove_rule("copy")


def make_a_torrent(judge: Judge) -> None:
    make_content(judge.downloads, {"made/a.bin": 50_000})
    task = judge.torrentcreator_add_task(
        source_path=str(judge.downloads / "made"),
        format="v1",
        comment="by hand",
        start_seeding=False,
        trackers=["http://127.0.0.1:1/announce"],
    ).taskID
    (status,) = until(lambda: [each for each in judge.torrentcreator_status(task) if each.status == "Finished"])
    assert status.comment == "by hand"
    judge.documents["torrentcreator/status"] = judge.torrentcreator_status(SIMPLE_RESPONSES=True)
    made = lt.torrent_info(judge.torrentcreator_torrent_file(task))
    assert [made.layout().file_path(0), made.layout().total_size()] == ["made/a.bin", 50_000]


def forget_what_was_made(judge: Judge) -> None:
    for task in judge.torrentcreator_status():
        judge.torrentcreator_delete_task(task.taskID)
    assert judge.torrentcreator_status() == []
