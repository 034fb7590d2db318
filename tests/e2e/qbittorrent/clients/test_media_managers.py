"""Sonarr, Radarr and their kin: test the connection, grab, watch, import, remove."""

import base64
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.e2e.offers import Offer, Swarm
from tests.e2e.qbittorrent.clients.conftest import Place
from tests.e2e.qbittorrent.clients.wire import PATIENCE, Wire, decode, strict_version
from tests.e2e.qbittorrent.room import USER

SIZES = {"episode.bin": 150_000, "sample/s.bin": 20_000}
ITEM: dict[str, type] = {
    "hash": str,
    "name": str,
    "size": int,
    "progress": float,
    "eta": int,
    "state": str,
    "category": str,
    "save_path": str,
    "content_path": str,
    "ratio": float,
    "ratio_limit": float,
    "seeding_time": int,
    "seeding_time_limit": int,
    "inactive_seeding_time_limit": int,
    "last_activity": int,
}
PREFERENCES: dict[str, type] = {
    "save_path": str,
    "max_ratio_enabled": bool,
    "max_ratio": float,
    "max_seeding_time_enabled": bool,
    "max_seeding_time": int,
    "max_inactive_seeding_time_enabled": bool,
    "max_inactive_seeding_time": int,
    "max_ratio_act": int,
    "queueing_enabled": bool,
    "dht": bool,
}
COMPLETED = ("stoppedUP", "pausedUP", "uploading", "stalledUP", "queuedUP", "forcedUP")
KNOWN = (*COMPLETED, "error", "stoppedDL", "pausedDL", "queuedDL", "checkingDL", "checkingUP", "checkingResumeData")
MORE = ("stalledDL", "missingFiles", "metaDL", "forcedMetaDL", "downloading", "forcedDL", "moving")


class Manager(Wire):
    """Sends a foreign-looking Basic header with all requests, and logs in again when it is told 403."""

    def connect(self, password: str) -> tuple[int, ...]:
        """Its "Test" button; the API version."""
        assert requests.get(f"{self.base}/app/webapiVersion", timeout=PATIENCE).status_code in (200, 403)
        basic = base64.b64encode(f"{USER}:{password}".encode("latin-1")).decode()
        self.session.headers["Authorization"] = f"Basic {basic}"
        answer = self.log_in(password)
        assert answer.status_code < 300
        assert answer.text in ("", "Ok.")
        assert answer.cookies
        version = strict_version(self.get("app/webapiVersion").text)
        assert self.get("app/version").text.startswith("v")
        decode(self.get("app/preferences").json(), PREFERENCES)
        self.get("torrents/info", category="of nobody")
        return version

    def sort_into(self, category: str) -> None:
        if category not in self.get("torrents/categories").json():
            self.post("torrents/createCategory", category=category)

    def grab(self, offer: Offer, category: str, version: tuple[int, ...], **form: Any) -> None:
        """By file, with the words for the version; then it looks whether it is there, at most ten times."""
        state: dict[str, Any] = {"stopped" if version >= (2, 11) else "paused": "false"}
        sent: dict[str, Any] = {"category": category, "ratioLimit": "1.5", "seedingTimeLimit": "2880", **state, **form}
        added = self.post("torrents/add", files={"torrents": ("grab.torrent", offer.torrent)}, **sent)
        assert added.text != "Fails."
        self.get("torrents/properties", hash=offer.infohash.upper())
        moved = self.session.post(f"{self.base}/torrents/topPrio", data={"hashes": offer.infohash}, timeout=PATIENCE)
        assert moved.status_code in (200, 409)

    def queue(self, category: str) -> dict[str, dict[str, Any]]:
        """What is shown under Activity."""
        rows = self.get("torrents/info", category=category).json()
        for row in rows:
            decode(row, ITEM)
            assert row["state"] in (*KNOWN, *MORE)
        return {row["hash"]: row for row in rows}

    def import_from(self, row: dict[str, Any]) -> Path:
        """The folder or file to take; one that is the save path itself is refused."""
        assert row["content_path"] != row["save_path"]
        return Path(row["content_path"])


@pytest.mark.parametrize(("prefix", "names"), [("", "stopped"), ("/qb46", "paused"), ("/qb52", "stopped")])
def test_an_episode_is_grabbed_imported_and_removed(place: Place, swarm: Swarm, prefix: str, names: str) -> None:
    category = f"tv{prefix.strip('/')}"
    offer = swarm.offer(f"Show.S01E0{len(prefix)}", SIZES, trackers=[swarm.tracker.announce_url])
    with Manager(place.url, prefix) as manager:
        version = manager.connect(place.password)
        manager.sort_into(category)
        manager.grab(offer, category, version, contentLayout="Original", sequentialDownload="true")
        assert set(manager.queue(category)) == {offer.infohash}

        done = manager.until(offer.infohash, lambda row: row["progress"] == 1 and row["state"] in COMPLETED)
        assert (done["ratio_limit"], done["seeding_time_limit"], done["eta"] > 0) == (1.5, 2880, True)
        taken = manager.import_from(done)
        assert {str(file.relative_to(taken)) for file in taken.rglob("*") if file.is_file()} == set(SIZES)
        files = manager.get("torrents/files", hash=offer.infohash).json()
        assert {Path(file["name"]).parts[0] for file in files} == {taken.name}

        manager.post("torrents/setCategory", hashes=offer.infohash, category="", expect=200)
        assert manager.queue(category) == {}
        manager.post("torrents/stop" if version >= (2, 11) else "torrents/pause", hashes=offer.infohash)
        manager.until(offer.infohash, lambda row: row["state"] == f"{names}UP")
        manager.post("torrents/delete", hashes=offer.infohash, deleteFiles="true")
        assert manager.get("torrents/info", hashes=offer.infohash).json() == []


def test_a_magnet_is_grabbed_started_by_force_and_kept_on_disk_when_removed(place: Place, swarm: Swarm) -> None:
    offer = swarm.offer("A.Movie.2026", {"movie.bin": 120_000})
    with Manager(place.url) as manager:
        manager.connect(place.password)
        manager.sort_into("movies")
        assert manager.post("torrents/add", urls=swarm.magnet(offer), category="movies").text == "Ok."
        assert manager.get("torrents/properties", hash=offer.infohash).json()["save_path"]
        manager.post("torrents/setForceStart", hashes=offer.infohash, value="true")
        manager.post("torrents/addTags", hashes=offer.infohash, tags="uhd")
        manager.post("torrents/setShareLimits", hashes=offer.infohash, ratioLimit="2", seedingTimeLimit="-2")

        done = manager.until(offer.infohash, lambda row: row["state"] == "forcedUP")
        assert (done["tags"], done["ratio_limit"]) == ("uhd", 2)
        manager.post("torrents/delete", hashes=offer.infohash)
        assert manager.import_from(done).stat().st_size == 120_000


def test_a_session_that_ended_is_opened_again_with_one_login(place: Place) -> None:
    with Manager(place.url) as manager:
        manager.connect(place.password)
        manager.session.headers.pop("Authorization")
        manager.post("auth/logout")
        manager.session.cookies.clear()
        manager.get("torrents/info", expect=403)
        assert manager.log_in(place.password).text == "Ok."
        manager.get("torrents/info")


def test_a_wrong_password_and_a_refused_add_are_told_in_words(place: Place, swarm: Swarm) -> None:
    with Manager(place.url) as manager:
        assert manager.log_in("wrong").text == "Fails."
        manager.connect(place.password)
        assert manager.post("torrents/add", urls="not a link").text == "Fails."
