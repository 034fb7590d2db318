"""autobrr, which is strictly typed, and cross-seed, which adds what is on the disk already."""

from typing import Any

import requests

from tests.e2e.offers import Offer, Swarm
from tests.e2e.qbittorrent.clients.conftest import Place
from tests.e2e.qbittorrent.clients.wire import PATIENCE, Wire, decode, strict_version
from tests.swarm import make_torrent

TRACKER: dict[str, type] = {
    "url": str,
    "status": int,
    "msg": str,
    "num_peers": int,
    "num_seeds": int,
    "num_leeches": int,
}
ITEM: dict[str, type] = {
    **dict.fromkeys(
        ("added_on", "amount_left", "completed", "completion_on", "dl_limit", "dlspeed", "downloaded"), int
    ),
    **dict.fromkeys(("eta", "last_activity", "num_complete", "num_incomplete", "num_leechs", "num_seeds"), int),
    **dict.fromkeys(("priority", "seeding_time", "size", "total_size", "trackers_count", "up_limit", "uploaded"), int),
    **dict.fromkeys(("availability", "max_ratio", "progress", "ratio", "ratio_limit", "popularity"), float),
    **dict.fromkeys(("auto_tmm", "f_l_piece_prio", "force_start", "seq_dl", "super_seeding"), bool),
    **dict.fromkeys(("category", "hash", "name", "save_path", "state", "tags", "tracker", "content_path"), str),
}


def test_autobrr_sends_both_names_and_announces_again(place: Place, swarm: Swarm) -> None:
    offer = swarm.offer("release", {"r.bin": 60_000}, trackers=[swarm.tracker.announce_url])
    with Wire(place.url) as brr:
        assert brr.log_in(place.password).status_code in (200, 204)
        assert strict_version(brr.get("app/webapiVersion").text)[1] >= 11
        brr.get("torrents/info", filter="paused")
        brr.get("torrents/info", filter="resumed")
        both: dict[str, Any] = {"paused": "true", "stopped": "true", "root_folder": "true", "contentLayout": "Original"}
        added = brr.post(
            "torrents/add", files={"torrents": ("r.torrent", offer.torrent)}, skip_checking="false", **both
        )
        assert added.headers["Content-Type"].startswith("text/plain")
        decode(brr.until(offer.infohash, lambda row: row["state"] == "stoppedDL"), ITEM)

        brr.post("app/setPreferences", json='{"queueing_enabled": true}')
        brr.post("torrents/topPrio", hashes=offer.infohash)
        brr.post("torrents/start", hashes=offer.infohash)
        brr.until(offer.infohash, lambda row: row["progress"] == 1)
        brr.post("torrents/reannounce", hashes=offer.infohash)
        brr.until(offer.infohash, lambda _: working(brr, offer))
        brr.post("torrents/setTags", hashes=offer.infohash, tags="a,b")
        brr.post("torrents/setComment", hashes=offer.infohash, comment="found by a filter")
        assert (brr.row(offer.infohash)["tags"], brr.row(offer.infohash)["comment"]) == ("a, b", "found by a filter")


def working(brr: Wire, offer: Offer) -> bool:
    """Some tracker is, by what its announce told."""
    trackers = [each for each in brr.get("torrents/trackers", hash=offer.infohash).json() if each["tier"] >= 0]
    for each in trackers:
        decode(each, TRACKER)
    return any(each["status"] == 2 for each in trackers)


def test_cross_seed_injects_what_is_there_already(place: Place, swarm: Swarm) -> None:
    """Of the same content under another infohash: added stopped, checked, and started when all of it is there."""
    first = swarm.offer("shared", {"s.bin": 90_000}, trackers=[swarm.tracker.announce_url])
    other = Offer(make_torrent(swarm.source / "shared", piece_size=32 * 1024, private=True), swarm.source)
    with Wire(place.url) as cross:
        assert cross.log_in(place.password).headers["Set-Cookie"].startswith("SID=")
        assert bare_post(cross, "app/version").text >= "v4.3.1"
        assert cross.post("app/preferences").json()["resume_data_storage_type"] == "Legacy"
        cross.post("torrents/add", files={"torrents": ("f.torrent", first.torrent)})
        cross.until(first.infohash, lambda row: row["progress"] == 1)
        (found,) = cross.post(
            "torrents/info", hashes=first.infohash, includeFiles="true", includeTrackers="true"
        ).json()
        assert [file["name"] for file in found["files"]] == ["shared/s.bin"]
        assert [each["url"] for each in found["trackers"]] == [swarm.tracker.announce_url]
        assert found["infohash_v1"] == first.infohash

        cross.post("torrents/createTags", tags="cross-seed")
        cross.post("torrents/createCategory", category="linked", savePath=found["save_path"])
        wanted: dict[str, Any] = {
            "skip_checking": "false",
            "stopped": "true",
            "autoTMM": "false",
            "contentLayout": "Original",
        }
        where: dict[str, Any] = {"savepath": found["save_path"], "category": "linked", "tags": "cross-seed"}
        cross.post("torrents/add", files={"torrents": ("o.torrent", other.torrent)}, **wanted, **where)
        cross.post("torrents/recheck", hashes=other.infohash)
        checked = cross.until(
            other.infohash, lambda row: not row["state"].startswith("checking") and row["progress"] == 1
        )
        assert checked["state"] == "stoppedUP"
        cross.post("torrents/start", hashes=other.infohash)
        cross.until(other.infohash, lambda row: row["state"] in ("stalledUP", "uploading"))


def bare_post(wire: Wire, method: str) -> requests.Response:
    """Without a body and without a content type."""
    return wire.session.post(f"{wire.base}/{method}", timeout=PATIENCE)
