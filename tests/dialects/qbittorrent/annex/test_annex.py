"""Feeds, making torrents, cookies, client data and search over HTTP."""

import json
from typing import Any

import pytest

from tests.dialects.qbittorrent.house import QbHouse
from tests.unit.services.rss.test_service import URL, rss
from tribler_core.dialects.qbittorrent.endpoints.annex.cookies import CookieShape
from tribler_core.dialects.qbittorrent.endpoints.annex.creating import TaskShape
from tribler_core.domain.ports import FetchedFeed

RULE = {
    "enabled": True,
    "mustContain": "two",
    "affectedFeeds": [URL],
    "savePath": "films",
    "assignedCategory": "c",
    "addPaused": True,
    "lastMatch": "Thu, 01 Jan 2026 00:00:00 GMT",
}


async def wait_for_feeds(house: QbHouse) -> None:
    while any(feed.loading for _, feed in house.feeds.tree.feeds()):
        await house.get("rss/items")


async def test_feeds_are_shown_in_their_folders(house: QbHouse) -> None:
    house.feed_fetcher.feeds[URL] = FetchedFeed(rss("one"))
    await house.post("rss/addFolder", path="Series")
    await house.post("rss/addFeed", url=URL, path="Series\\Shows", refreshInterval=60)
    await house.post("rss/refreshItem", itemPath="Series")
    await wait_for_feeds(house)
    await house.post("rss/markAsRead", itemPath="Series\\Shows", articleId="id-one")
    await house.post("rss/markAsRead", itemPath="nobody")

    plain = (await house.get("rss/items")).json()["Series"]["Shows"]
    full = (await house.get("rss/items", withData="true")).json()["Series"]["Shows"]
    assert plain == {"uid": plain["uid"], "url": URL, "refreshInterval": 60}
    article = full["articles"][0]
    assert (full["title"], full["isLoading"], full["hasError"]) == ("Shows", False, False)
    assert (article["id"], article["isRead"]) == ("id-one", True)
    assert article["torrentURL"] == "http://feeds.example/1.torrent"
    assert article["date"] == "Thu, 01 Jan 2026 00:00:00 -0000"


async def test_the_tree_refuses_with_a_conflict(house: QbHouse) -> None:
    await house.post("rss/addFolder", path="a")
    for method, form in (
        ("addFolder", {"path": "a"}),
        ("removeItem", {"path": "nobody"}),
        ("moveItem", {"itemPath": "a", "destPath": "a\\b"}),
        ("setFeedURL", {"path": "a", "url": "http://x"}),
        ("refreshItem", {"itemPath": "nobody"}),
    ):
        assert (await house.post(f"rss/{method}", expect=409, **form)).body
    await house.post("rss/moveItem", itemPath="a", destPath="b")
    await house.post("rss/removeItem", path="b")
    assert (await house.get("rss/items")).json() == {}


async def test_newer_commands_are_silent_in_the_newest_release(house: QbHouse) -> None:
    await house.post("rss/addFeed", url=URL, path="a")
    await house.post("rss/setFeedRefreshInterval", path="a", refreshInterval=5)
    answer = await house.post("rss/setFeedRefreshInterval", prefix="/qb52", expect=204, path="a", refreshInterval=7)
    assert answer.body == b""


async def test_rules_say_how_to_add_in_both_ways(house: QbHouse) -> None:
    await house.post("rss/setRule", ruleName="r", ruleDef=json.dumps(RULE))
    await house.post("rss/cloneRule", sourceName="r", cloneName="s")
    await house.post("rss/renameRule", ruleName="s", newRuleName="t")
    await house.post("rss/removeRule", ruleName="nobody")
    await house.post("rss/setRule", ruleName="r", ruleDef="nonsense", expect=400)

    rules = (await house.get("rss/rules")).json()
    assert rules.keys() == {"r", "t"}
    assert {key: rules["r"][key] for key in RULE if key != "lastMatch"} == {
        key: value for key, value in RULE.items() if key != "lastMatch"
    }
    assert rules["r"]["torrentParams"] == {"save_path": "films", "category": "c", "stopped": True}
    assert rules["t"]["lastMatch"] == ""


async def test_what_a_rule_finds_is_added_as_it_says(house: QbHouse) -> None:
    await house.post("app/setPreferences", json='{"rss_auto_downloading_enabled": true}')
    magnet = f"magnet:?xt=urn:btih:{'a' * 40}"
    feed = f'<rss version="2.0"><channel><item><title>two</title><link>{magnet}</link></item></channel></rss>'
    house.feed_fetcher.feeds[URL] = FetchedFeed(feed.encode())
    await house.post("rss/addFeed", url=URL, path="a")
    await house.post("rss/refreshItem", itemPath="a")
    await wait_for_feeds(house)
    rule = {**RULE, "assignedCategory": "", "savePath": ""}
    await house.post("rss/setRule", ruleName="r", ruleDef=json.dumps({**rule, "lastMatch": ""}))

    assert house.settings_of("a" * 40).user_stopped
    assert (await house.get("rss/matchingArticles", ruleName="r")).json() == {"a": ["two"]}


async def test_a_torrent_is_made_of_content_where_it_lies(house: QbHouse) -> None:
    folder = house.downloads_folder / "stuff"
    folder.mkdir()
    (folder / "a").write_text("a")
    (folder / ".hidden").write_text("b")

    made = await house.post(
        "torrentcreator/addTask",
        sourcePath=str(folder),
        torrentFilePath=str(house.downloads_folder / "stuff.torrent"),
        trackers="http://a/||http%3A%2F%2Fb/",
        format="v1",
        private="true",
    )
    task_id = made.json()["taskID"]
    while (status := (await house.get("torrentcreator/status", taskID=task_id)).json()[0])["status"] != "Finished":
        assert status["status"] in ("Queued", "Running")

    assert TaskShape().validate(status) == {}
    assert status["trackers"] == ["http://a/", "http://b/"]
    torrent = (await house.get("torrentcreator/torrentFile", taskID=task_id)).body
    assert torrent.startswith(b"d")
    assert (house.downloads_folder / "stuff.torrent").read_bytes() == torrent
    await house.post("torrentcreator/deleteTask", taskID=task_id)
    await house.get("torrentcreator/torrentFile", taskID=task_id, expect=404)
    await house.post("torrentcreator/deleteTask", taskID=task_id, expect=404)
    assert (await house.get("torrentcreator/status")).json() == []


async def test_only_what_is_there_is_made_a_torrent_of(house: QbHouse) -> None:
    await house.post("torrentcreator/addTask", sourcePath=str(house.downloads_folder / "no"), expect=409)
    await house.post("torrentcreator/addTask", expect=400)


async def test_cookies_are_replaced_as_a_whole(house: QbHouse) -> None:
    cookies = [
        {"name": "a", "domain": ".x.org", "path": "/p", "value": "1", "expirationDate": 4_000_000_000},
        {"name": "b", "domain": "y.org", "path": "/", "value": "2", "expirationDate": 0},
    ]
    await house.post("app/setCookies", cookies=json.dumps(cookies))
    for wrong in ("", "{}", "[1]", '[{"name": "a;b"}]'):
        await house.post("app/setCookies", cookies=wrong, expect=400)

    assert (await house.get("app/cookies")).json() == cookies
    assert CookieShape(many=True).validate(cookies) == {}


async def test_a_test_mail_is_sent(house: QbHouse) -> None:
    await house.post("app/sendTestEmail")

    assert house.test_mails == 1


async def test_clients_keep_data_for_each_other(house: QbHouse) -> None:
    await house.post("clientdata/store", data='{"a": {"x": 1}, "b": 2}')
    await house.post("clientdata/store", data='{"b": null}', prefix="/qb52", expect=204)
    await house.post("clientdata/store", data="[]", expect=400)
    await house.post("clientdata/store", data=json.dumps({"c": "x" * 600_000}))
    await house.post("clientdata/store", data=json.dumps({"d": "x" * 600_000}), expect=409)
    await house.post("clientdata/store", data='{"c": null}')

    assert (await house.get("clientdata/load")).json() == {"a": {"x": 1}}
    assert (await house.get("clientdata/load", keys='["b"]')).json() == {}
    await house.get("clientdata/load", keys="{}", expect=400)


@pytest.mark.parametrize(
    ("method", "status", "form"),
    [
        ("start", 409, {"pattern": "x"}),
        ("stop", 404, {"id": 1}),
        ("delete", 404, {"id": 1}),
        ("installPlugin", 200, {"sources": "x"}),
        ("updatePlugins", 200, {}),
        ("plugins", 200, {}),
        ("status", 200, {}),
        ("results", 404, {"id": 1}),
    ],
)
async def test_searches_are_declined_politely(house: QbHouse, method: str, status: int, form: Any) -> None:
    await house.post(f"search/{method}", expect=status, **form)
