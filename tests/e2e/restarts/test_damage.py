"""What was damaged while no daemon ran is told, and harms nothing else."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.e2e.api import Api
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.offers import Swarm

OPTIONS = {"libtorrent.utp": "false"}


@contextmanager
def database(daemon: DaemonProcess) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(daemon.state_dir / "catalogue.sqlite")) as connection, connection:
        yield connection


async def test_missing_data_is_an_error_and_is_not_fetched_again_before_somebody_looks(tmp_path: Path) -> None:
    with Swarm(tmp_path / "source") as swarm:
        offer = swarm.offer("gone", {"a.bin": 200_000}, trackers=[swarm.tracker.announce_url])
        async with DaemonProcess(tmp_path, OPTIONS) as daemon:
            api = Api(daemon)
            infohash = await api.add(offer.torrent)
            await api.until_complete(infohash)
            assert await daemon.stop() == 0
            shutil.move(daemon.downloads / "gone", tmp_path / "elsewhere")
            sent = swarm.uploaded(offer)
            await daemon.start()
            row = await api.until(infohash, lambda row: row["status_code"] == 6)
            assert "gone/a.bin" in row["error"]
            assert not (daemon.downloads / "gone").exists()
            assert await daemon.stop() == 0
            await daemon.start()
            await api.until(infohash, lambda row: row["status_code"] == 6)

            shutil.move(tmp_path / "elsewhere", daemon.downloads / "gone")
            await api.patch(infohash, state="recheck")
            await api.until(infohash, lambda row: row["progress"] == 1 and not row["error"])
            await api.patch(infohash, state="resume")
            await api.until(infohash, lambda row: row["status"] == "SEEDING")
            assert swarm.uploaded(offer) == sent
            assert offer.differs(daemon.downloads) == []


async def test_a_row_that_cannot_be_read_is_set_aside_and_the_rest_starts(tmp_path: Path) -> None:
    with Swarm(tmp_path / "source") as swarm:
        offers = [swarm.offer(f"row{number}", {"a.bin": 9}) for number in range(3)]
        async with DaemonProcess(tmp_path, OPTIONS) as daemon:
            api = Api(daemon)
            for offer in offers:
                await api.add(offer.torrent)
            assert await daemon.stop() == 0
            with database(daemon) as connection:
                connection.execute("UPDATE downloads SET settings = '{' WHERE infohash = ?", (offers[1].infohash,))
            await daemon.start()
            await api.until_ready()
            assert list(await api.rows()) == [offers[0].infohash, offers[2].infohash]
            assert f"{offers[1].infohash} cannot be read and was set aside" in daemon.log
            assert await api.add(offers[1].torrent) == offers[1].infohash
            assert await daemon.stop() == 0
            with database(daemon) as connection:
                kept = connection.execute("SELECT infohash, settings FROM broken_rows").fetchall()
            assert kept == [(offers[1].infohash, "{")]


async def test_a_database_of_a_newer_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, OPTIONS) as daemon:
        await Api(daemon).add("ab" * 20)
        assert await daemon.stop() == 0
        with database(daemon) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("UPDATE alembic_version SET version_num = 'from the future'")
        before = digest(daemon)
        said = daemon.log
        code, log = await daemon.refused()
        assert code != 0
        (line,) = log.removeprefix(said).splitlines()
        assert line.startswith("triblerd: ")
        assert "newer" in line
        assert digest(daemon) == before


async def test_a_database_that_is_none_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    daemon = DaemonProcess(tmp_path, OPTIONS)
    daemon.prepare()
    (daemon.state_dir / "catalogue.sqlite").write_bytes(b"this was a database once" * 100)
    before = digest(daemon)
    code, log = await daemon.refused()
    assert code != 0
    (line,) = log.splitlines()
    assert line.startswith("triblerd: ")
    assert digest(daemon) == before


def digest(daemon: DaemonProcess) -> str:
    return hashlib.sha256((daemon.state_dir / "catalogue.sqlite").read_bytes()).hexdigest()
