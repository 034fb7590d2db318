"""VueTorrent: it finds out whether it is logged in, polls, and shows nearly everything there is."""

import json
from pathlib import Path
from typing import Any

from tests.e2e.offers import Swarm
from tests.e2e.qbittorrent.clients.conftest import Place
from tests.e2e.qbittorrent.clients.wire import Wire

SHOWN: dict[str, list[str]] = json.loads(Path(__file__).with_name("vuetorrent.json").read_text())
"""Keys of a torrent that it computes with (numbers), shows (texts) or asks (switches), and of the server's state."""


class Vue(Wire):
    """Keeps what the polls have told."""

    def begin(self, password: str) -> None:
        """As its start page does."""
        self.get("app/version", expect=403)
        assert self.log_in(password).ok
        assert [int(part) for part in self.get("app/version").text.removeprefix("v").split(".")] >= [5, 1]
        assert self.get("app/buildInfo").json()["libtorrent"].startswith("2")
        assert self.get("app/preferences").json()["refresh_interval"] > 0
        self.rid, self.torrents, self.state = 0, dict[str, Any](), dict[str, Any]()

    def poll(self) -> dict[str, Any]:
        """What was told, already merged."""
        told: dict[str, Any] = self.get("sync/maindata", rid=self.rid).json()
        if told.get("full_update"):
            self.torrents = {}
        for infohash, change in told.get("torrents", {}).items():
            self.torrents.setdefault(infohash, {}).update(change)
        for infohash in told.get("torrents_removed", ()):
            self.torrents.pop(infohash, None)
        self.state |= told.get("server_state", {})
        self.rid = told["rid"]
        return told

    def poll_until(self, infohash: str, **wanted: Any) -> None:
        """Poll on until the merged row says so."""

        def said(_: dict[str, Any]) -> bool:
            self.poll()
            return bool(self.torrents.get(infohash, {}).items() >= wanted.items())

        self.until(infohash, said)


def test_the_dashboard_follows_a_torrent_by_its_polls(place: Place, swarm: Swarm) -> None:
    offer = swarm.offer("linux.iso", {"linux.bin": 140_000}, trackers=[swarm.tracker.announce_url])
    with Vue(place.url) as vue:
        vue.begin(place.password)
        assert vue.poll()["full_update"]
        vue.post("torrents/createCategory", category="vue", savePath="")
        vue.post("torrents/createTags", tags="seen")
        added = vue.post(
            "torrents/add",
            files={"torrents": ("l.torrent", offer.torrent)},
            category="vue",
            tags="seen",
            stopped="true",
            autoTMM="false",
            forced="false",
            contentLayout="Original",
            stopCondition="None",
        )
        assert added.text == "Ok."
        vue.poll_until(offer.infohash, state="stoppedDL", category="vue", tags="seen")
        row = vue.torrents[offer.infohash]
        assert {name for name in SHOWN["numbers"] if type(row.get(name)) not in (int, float)} == set()
        assert {name for name in SHOWN["texts"] if type(row.get(name)) is not str} == set()
        assert {name for name in SHOWN["switches"] if type(row.get(name)) is not bool} == set()
        assert set(SHOWN["state"]) - vue.state.keys() == set()

        vue.post("torrents/start", hashes=offer.infohash)
        vue.poll_until(offer.infohash, progress=1.0, amount_left=0)
        vue.post("torrents/setDownloadLimit", hashes=offer.infohash, limit=77_000)
        told = vue.poll()
        assert told["torrents"][offer.infohash]["dl_limit"] == 77_000
        assert "full_update" not in told
        vue.post("torrents/delete", hashes=offer.infohash, deleteFiles="true")
        assert offer.infohash in vue.poll()["torrents_removed"]
        assert offer.infohash not in vue.torrents


def test_the_page_of_a_torrent_shows_and_changes_everything(place: Place, swarm: Swarm) -> None:
    offer = swarm.offer("pages", {"one.bin": 70_000, "two.bin": 50_000}, trackers=[swarm.tracker.announce_url])
    infohash = offer.infohash
    with Vue(place.url) as vue:
        vue.begin(place.password)
        vue.post("torrents/add", files={"torrents": ("p.torrent", offer.torrent)})
        vue.until(infohash, lambda row: row["progress"] == 1)
        for name in ("properties", "trackers", "files", "pieceStates", "webseeds"):
            assert isinstance(vue.get(f"torrents/{name}", hash=infohash).json(), dict | list)
        assert vue.get("sync/torrentPeers", hash=infohash, rid=0).json()["full_update"]
        assert vue.get("torrents/export", hash=infohash).content == offer.torrent
        assert int(vue.get("torrents/count").text) > 0

        vue.post("torrents/addTrackers", hash=infohash, urls="http://127.0.0.1:1/announce")
        edit: dict[str, Any] = {"origUrl": "http://127.0.0.1:1/announce", "url": "http://127.0.0.1:1/announce"}
        vue.post("torrents/editTracker", hash=infohash, newUrl="http://127.0.0.1:1/other", **edit)
        urls = [each["url"] for each in vue.get("torrents/trackers", hash=infohash).json()]
        assert "http://127.0.0.1:1/other" in urls
        vue.post("torrents/removeTrackers", hash=infohash, urls="http://127.0.0.1:1/other")
        limits: dict[str, Any] = {
            "ratioLimit": 3,
            "seedingTimeLimit": -1,
            "inactiveSeedingTimeLimit": -2,
            "shareLimitAction": "Default",
        }
        vue.post("torrents/setShareLimits", hashes=infohash, **limits)
        vue.post("torrents/rename", hash=infohash, name="a page")
        vue.post("torrents/renameFile", hash=infohash, oldPath="pages/one.bin", newPath="pages/first.bin")
        vue.post("torrents/setSavePath", id=infohash, path=str(place.downloads / "elsewhere"))
        moved = vue.until(infohash, lambda row: row["save_path"].endswith("elsewhere") and row["state"] != "moving")
        assert (moved["name"], moved["ratio_limit"]) == ("a page", 3)
        assert (place.downloads / "elsewhere" / "pages" / "first.bin").exists()


def test_the_other_pages_are_filled(place: Place) -> None:
    with Vue(place.url) as vue:
        vue.begin(place.password)
        assert str(place.downloads) in vue.post("app/getDirectoryContent", dirPath=str(place.downloads.parent)).json()
        assert vue.post("search/status").json() == []
        vue.post("search/results", id=1, expect=404)
        for name in ("app/cookies", "app/networkInterfaceList", "log/main", "torrentcreator/status", "search/plugins"):
            assert isinstance(vue.get(name).json(), list), name
        for name in ("rss/items", "rss/rules", "transfer/info", "torrents/categories"):
            assert isinstance(vue.get(name).json(), dict), name
        vue.post("transfer/toggleSpeedLimitsMode")
        vue.poll()
        assert vue.state["use_alt_speed_limits"] is True
        vue.post("transfer/toggleSpeedLimitsMode")
        vue.post("app/setPreferences", json='{"refresh_interval": 2000}')
        assert vue.get("app/preferences").json()["refresh_interval"] == 2000
        vue.post("auth/logout")
        vue.get("sync/maindata", expect=403)
