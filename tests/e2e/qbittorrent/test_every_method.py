"""Every method of the client that everybody's scripts are made of, on a daemon that downloads from a real swarm."""

import asyncio
from pathlib import Path

import pytest
import qbittorrentapi

from tests.e2e.offers import Swarm
from tests.e2e.qbittorrent.documents import assert_recorded, record, record_unfinished
from tests.e2e.qbittorrent.judge import METHODS, Judge
from tests.e2e.qbittorrent.room import a_daemon
from tests.e2e.qbittorrent.walks import application, feeds, labels, torrents

NOT_SERVED = {
    "rss_export_rules": "of 2.16.2, which no released server has",
    "rss_import_rules": "of 2.16.2, which no released server has",
    "transfer_pause_session": "of 2.16.2, which no released server has",
    "transfer_resume_session": "of 2.16.2, which no released server has",
}
"""Methods of the client that the daemon has under no release, and why; each answers 404."""


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["5.1", "5.2", "4.6"])
async def test_the_client_can_do_everything_that_it_can(tmp_path: Path, profile: str) -> None:
    options = {} if profile == "5.1" else {"qbittorrent.profile": profile}  # 5.1 is what nobody asked for
    with Swarm(tmp_path / "swarm") as swarm:
        async with a_daemon(tmp_path, options) as (daemon, password):
            judge = Judge(daemon, password, swarm)
            await asyncio.to_thread(walk, judge, profile, tmp_path)
            assert await daemon.ended() == 0
    assert METHODS - judge.called == set()


def walk(judge: Judge, profile: str, folder: Path) -> None:
    """Through everything, and out at the end."""
    swarm = judge.swarm
    first, second = (swarm.offer(name, torrents.SIZES, trackers=[swarm.tracker.announce_url]) for name in ("a", "b"))
    look_at_the_application(judge, profile)
    torrents.add_a_file(judge, first)
    torrents.refuse_what_is_there(judge, first)
    torrents.tell_everything(judge, first)
    torrents.poll(judge, first)
    record(judge, first)
    slow = swarm.offer("slow", {"a.bin": 2_000_000}, upload_limit=10_000, trackers=[swarm.tracker.announce_url])
    record_unfinished(judge, slow)
    torrents.change_how_it_runs(judge, first)
    torrents.change_its_swarm(judge, first)
    torrents.move_its_files(judge, first, folder / "elsewhere")
    labels.sort(judge, first.infohash)
    labels.tag(judge, first.infohash)
    torrents.wait_in_turn(judge, [swarm.offer(name, {"x": 9}, seeded=False) for name in ("c", "d")])
    torrents.fetch_metadata(judge, second, folder)
    follow_feeds(judge, folder / "feeds")
    torrents.give_a_certificate(judge, first)
    torrents.delete(judge, first)
    assert_recorded(judge, profile)
    for name in NOT_SERVED:
        with pytest.raises(qbittorrentapi.NotFound404Error):
            getattr(judge, name)()
    judge.app_shutdown()


def follow_feeds(judge: Judge, folder: Path) -> None:
    """And make torrents."""
    folder.mkdir()
    feeds.follow_feeds(judge, folder)
    feeds.tidy_feeds(judge)
    feeds.make_a_torrent(judge)
    feeds.forget_what_was_made(judge)


def look_at_the_application(judge: Judge, profile: str) -> None:
    application.log_in(judge)
    application.ask_who_it_is(judge, profile)
    application.look_around(judge)
    application.change_preferences(judge)
    application.send_a_mail(judge)
    application.use_a_key(judge)
    application.keep_something(judge)
    application.read_the_log(judge)
    application.limit_the_speed(judge)
    application.search_in_vain(judge)
