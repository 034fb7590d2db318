"""The end of a daemon whose sessions do not close in time: nothing saved is lost, and it is a clean stop."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import libtorrent as lt

from tests.e2e.api import Api
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.offers import Swarm

STUCK = (sys.executable, "-m", "tests.e2e.restarts.stuck")


async def test_a_daemon_whose_sessions_never_close_has_saved_all_and_ends_in_good_order(tmp_path: Path) -> None:
    with Swarm(tmp_path / "source") as swarm:
        offer = swarm.offer("kept", {"a.bin": 200_000}, trackers=[swarm.tracker.announce_url])
        async with DaemonProcess(tmp_path, {"libtorrent.utp": "false"}, through=STUCK) as daemon:
            api = Api(daemon)
            infohash = await api.add(offer.torrent)
            await api.until_complete(infohash)

            assert await daemon.stop() == 0

            assert "closing the engine took longer than" in daemon.log
            with closing(sqlite3.connect(daemon.state_dir / "catalogue.sqlite")) as database:
                (resume_data,) = database.execute("SELECT content FROM resume_data").fetchone()
                words = database.execute("SELECT value FROM key_values WHERE key = 'downloads.clean_stop'").fetchall()
            pieces = lt.read_resume_data(resume_data).have_pieces[: offer.info.num_pieces()]
            assert all(pieces)
            assert words == [("[]",)]
