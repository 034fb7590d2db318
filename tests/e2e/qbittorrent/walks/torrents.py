"""A torrent's life: it is added, downloaded from a real swarm, told about, changed, and deleted."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import qbittorrentapi

from tests.dialects.qbittorrent.requests.test_certificates import CERTIFICATE, DH, KEY
from tests.e2e.offers import Offer
from tests.e2e.qbittorrent.judge import Judge, until
from tests.swarm import FileServer

DEAD = "http://127.0.0.1:1/"
"""Where nobody listens."""
SIZES = {"a.bin": 150_000, "sub/b.bin": 90_000}


def is_complete(row: qbittorrentapi.TorrentDictionary) -> bool:
    """It has everything, and is done with checking and moving."""
    return row.progress == 1 and row.state_enum.is_complete and not row.state_enum.is_checking and row.state != "moving"


def add_a_file(judge: Judge, offer: Offer) -> None:
    """Stopped at first, then from the swarm."""
    added = judge.torrents_add(
        torrent_files=offer.torrent, is_stopped=True, category="linux", tags=["one", "two"], rename="mine"
    )
    assert added == "Ok." if isinstance(added, str) else added.success_count == 1
    row = judge.torrent(offer.infohash)
    assert (row.name, row.category, row.tags) == ("mine", "linux", "one, two")
    row = judge.until(offer.infohash, lambda row: not row.state_enum.is_checking)
    assert row.state == ("pausedDL" if judge.app_web_api_version() == "2.9.3" else "stoppedDL")
    judge.torrents_start(offer.infohash)
    judge.until(offer.infohash, is_complete)
    assert offer.differs(judge.downloads) == []
    assert judge.torrents_count() == len(judge.torrents_info())
    assert [each.hash for each in judge.torrents_info(status_filter="completed", tag="two")] == [offer.infohash]


def refuse_what_is_there(judge: Judge, offer: Offer) -> None:
    if judge.app_web_api_version() == "2.15.1":
        with pytest.raises(qbittorrentapi.Conflict409Error):
            judge.torrents_add(torrent_files=offer.torrent)
    else:
        assert judge.torrents_add(torrent_files=offer.torrent) == "Fails."
    with pytest.raises(qbittorrentapi.UnsupportedMediaType415Error):
        judge.torrents_add(torrent_files=b"no torrent")


def tell_everything(judge: Judge, offer: Offer) -> None:
    infohash, pieces = offer.infohash, offer.info.num_pieces()
    properties = judge.torrents_properties(infohash)
    assert (properties.save_path, properties.pieces_have) == (str(judge.downloads), pieces)
    assert [(file.name, file.size) for file in judge.torrents_files(infohash)] == list(offer.sizes.items())
    assert judge.torrents_piece_states(infohash) == [2] * pieces
    assert judge.torrents_piece_hashes(infohash) == [offer.info.hash_for_piece(n).hex() for n in range(pieces)]
    assert len(judge.torrents_piece_availability(infohash)) in (0, pieces)  # who has all need not count
    assert trackers_of(judge, infohash) == {judge.swarm.tracker.announce_url}
    assert judge.torrents_export(infohash) == offer.torrent
    assert judge.torrents_download_file(infohash, "a/a.bin")
    with pytest.raises(qbittorrentapi.Conflict409Error):
        judge.torrents_download_file(infohash, 7)
    with pytest.raises(qbittorrentapi.NotFound404Error):
        judge.torrents_properties("0" * 40)


def trackers_of(judge: Judge, infohash: str) -> set[str]:
    """Without DHT, PeX and LSD, which are told as trackers too."""
    return {each.url for each in judge.torrents_trackers(infohash) if not each.url.startswith("**")}


def poll(judge: Judge, offer: Offer) -> None:
    first = judge.sync_maindata()
    assert first.full_update
    judge.torrents_set_comment("said by me", torrent_hashes=offer.infohash)
    second = judge.sync_maindata(first.rid)
    assert "full_update" not in second
    assert second.torrents[offer.infohash]["comment"] == "said by me"
    peers = judge.sync_torrent_peers(offer.infohash)
    assert peers.full_update
    assert judge.sync_torrent_peers(offer.infohash, rid=peers.rid).rid >= peers.rid


def change_how_it_runs(judge: Judge, offer: Offer) -> None:
    infohash = offer.infohash
    judge.torrents_set_download_limit(70_000, torrent_hashes=infohash)
    judge.torrents_set_upload_limit(60_000, torrent_hashes=infohash)
    assert judge.torrents_download_limit(infohash)[infohash] == 70_000
    assert judge.torrents_upload_limit(infohash)[infohash] == 60_000
    judge.torrents_set_share_limits(2.5, 600, 300, "Stop", "MatchAny", torrent_hashes=infohash)
    judge.torrents_toggle_sequential_download(infohash)
    judge.torrents_toggle_first_last_piece_priority(infohash)
    judge.torrents_set_force_start(True, torrent_hashes=infohash)
    judge.torrents_set_super_seeding(True, torrent_hashes=infohash)
    row = judge.until(infohash, lambda row: row.super_seeding)
    assert (row.ratio_limit, row.seeding_time_limit, row.inactive_seeding_time_limit) == (2.5, 600, 300)
    assert (row.seq_dl, row.f_l_piece_prio, row.force_start) == (True, True, True)
    judge.torrents_set_super_seeding(False, torrent_hashes=infohash)
    judge.torrents_set_force_start(False, torrent_hashes=infohash)
    judge.torrents_stop(infohash)
    judge.until(infohash, lambda row: row.state_enum.is_stopped)
    judge.torrents_start(infohash)
    judge.torrents_recheck(infohash)
    judge.until(infohash, is_complete)


def wait_in_turn(judge: Judge, offers: list[Offer]) -> None:
    """Two that nobody has anything of; one may be moved as soon as it is there."""
    first, second = (offer.infohash for offer in offers)
    judge.torrents_add(torrent_files=[offer.torrent for offer in offers])
    judge.torrents_top_priority(second)
    judge.until(second, lambda row: 0 < row.priority < judge.torrent(first).priority)
    judge.app_set_preferences({"queueing_enabled": False})
    with pytest.raises(qbittorrentapi.Conflict409Error):
        judge.torrents_increase_priority(first)
    judge.app_set_preferences({"queueing_enabled": True})
    moves: list[tuple[Callable[..., None], str, str]] = [
        (judge.torrents_increase_priority, first, first),
        (judge.torrents_decrease_priority, first, second),
        (judge.torrents_top_priority, first, first),
        (judge.torrents_bottom_priority, first, second),
    ]
    for move, moved, ahead in moves:
        move(moved)
        behind = second if ahead == first else first
        judge.until(ahead, lambda row: 0 < row.priority < judge.torrent(behind).priority)  # noqa: B023 - asked at once
    judge.torrents_delete(torrent_hashes=[first, second], delete_files=True)


def move_its_files(judge: Judge, offer: Offer, elsewhere: Path) -> None:
    infohash, top = offer.infohash, offer.info.name()
    judge.torrents_rename(infohash, "yours")
    judge.torrents_rename_file(infohash, old_path=f"{top}/a.bin", new_path=f"{top}/c.bin")
    judge.torrents_rename_folder(infohash, old_path=f"{top}/sub", new_path=f"{top}/below")
    assert [file.name for file in judge.torrents_files(infohash)] == [f"{top}/c.bin", f"{top}/below/b.bin"]
    assert judge.torrent(infohash).name == "yours"
    assert (judge.downloads / top / "c.bin").exists()
    judge.torrents_set_location(str(elsewhere), torrent_hashes=infohash)
    judge.until(infohash, lambda row: is_complete(row) and row.save_path == str(elsewhere))
    assert (elsewhere / top / "below" / "b.bin").stat().st_size == SIZES["sub/b.bin"]
    judge.torrents_set_save_path(str(judge.downloads), torrent_hashes=infohash)
    judge.until(infohash, lambda row: is_complete(row) and row.save_path == str(judge.downloads))
    judge.torrents_set_download_path(str(elsewhere / "part"), torrent_hashes=infohash)
    assert judge.torrent(infohash).download_path == str(elsewhere / "part")
    judge.torrents_set_download_path("", torrent_hashes=infohash)
    with pytest.raises(qbittorrentapi.Conflict409Error):
        judge.torrents_rename_file(infohash, old_path="not there", new_path="x")


def change_its_swarm(judge: Judge, offer: Offer) -> None:
    infohash, known = offer.infohash, judge.swarm.tracker.announce_url
    asked = len(judge.swarm.tracker.announces)
    while len(judge.swarm.tracker.announces) == asked:  # while it is talking to the tracker, it does not begin anew
        judge.torrents_reannounce(infohash)
        time.sleep(0.1)
    judge.torrents_add_trackers(infohash, [DEAD + "a", DEAD + "b"])
    until(lambda: trackers_of(judge, infohash) == {known, DEAD + "a", DEAD + "b"})
    judge.torrents_edit_tracker(infohash, DEAD + "a", DEAD + "c")
    judge.torrents_remove_trackers(infohash, [DEAD + "b"])
    until(lambda: trackers_of(judge, infohash) == {known, DEAD + "c"})
    judge.torrents_remove_trackers(infohash, [DEAD + "c"])
    _give_web_seeds(judge, infohash)
    added = judge.torrents_add_peers(["127.0.0.1:1"], torrent_hashes=infohash)
    assert dict(added[infohash]) == {"added": 1, "failed": 0}


def _give_web_seeds(judge: Judge, infohash: str) -> None:
    judge.torrents_add_webseeds(infohash, [DEAD + "x/", DEAD + "y/"])
    judge.torrents_edit_webseed(infohash, DEAD + "x/", DEAD + "z/")
    judge.torrents_remove_webseeds(infohash, [DEAD + "y/"])
    until(lambda: [seed.url for seed in judge.torrents_webseeds(infohash)] == [DEAD + "z/"])


def fetch_metadata(judge: Judge, offer: Offer, folder: Path) -> None:
    """Of a magnet whose seeder is known, of files, and of a URL; then the magnet is downloaded in part."""
    magnet = judge.swarm.magnet(offer)
    until(lambda: judge.torrents_fetch_metadata(magnet).get("info"))
    assert judge.torrents_fetch_metadata(magnet).info.name == offer.info.name()
    (parsed,) = judge.torrents_parse_metadata(offer.torrent)
    judge.documents["torrents/parseMetadata"] = judge.torrents_parse_metadata(offer.torrent, SIMPLE_RESPONSES=True)
    assert parsed.hash == offer.infohash
    assert judge.torrents_save_metadata(magnet)
    assert judge.torrents_info(torrent_hashes=offer.infohash) == []
    (folder / "offer.torrent").write_bytes(offer.torrent)
    with FileServer(folder) as server:
        judge.torrents_add(urls=f"{server.url}/offer.torrent", is_stopped=True)
    judge.torrents_file_priority(offer.infohash, file_ids=[0], priority=0)
    until(lambda: [file.priority for file in judge.torrents_files(offer.infohash)] == [0, 1])
    judge.torrents_start(offer.infohash)
    judge.torrents_add_peers("{}:{}".format(*judge.swarm.seeder.address), torrent_hashes=offer.infohash)
    judge.until(offer.infohash, is_complete)
    assert offer.differs(judge.downloads) == [f"{offer.info.name()}/a.bin"]


def give_a_certificate(judge: Judge, offer: Offer) -> None:
    """It is kept and told; that it is used, only a torrent of that kind could show."""
    judge.torrents_stop(offer.infohash)
    judge.torrents_set_ssl_parameters(offer.infohash, CERTIFICATE, KEY, DH)
    told = judge.torrents_ssl_parameters(offer.infohash)
    assert (told.ssl_certificate.strip(), told.ssl_private_key.strip(), told.ssl_dh_params.strip()) == (
        CERTIFICATE,
        KEY,
        DH,
    )
    with pytest.raises(qbittorrentapi.UnsupportedMediaType415Error):
        judge.torrents_set_ssl_parameters(offer.infohash, "no certificate", KEY, DH)


def delete(judge: Judge, offer: Offer) -> None:
    judge.torrents_delete(delete_files=True, torrent_hashes=offer.infohash)
    assert judge.torrents_info(torrent_hashes=offer.infohash) == []
    until(lambda: not any((judge.downloads / path).exists() for path in offer.sizes))
