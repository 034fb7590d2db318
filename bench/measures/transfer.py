"""Content on loopback: triblerd while five clients poll it, beside bare libtorrent sessions, in turns."""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import EachOnce, Repeat
from bench.process import cpu_seconds
from bench.programs.bare import QUIET_SETTINGS
from bench.programs.triblerd import Triblerd
from bench.report.results import Measure
from bench.report.targets import BARE, OURS
from bench.run import Run
from bench.swarm import BareDownloader, Seeder, SessionKind, make_content
from bench.wire import LOOPBACK
from tribler_core.config.sections.libtorrent import LibtorrentSection
from tribler_core.engine.sessions.packs import settings_pack
from tribler_core.engine.sessions.session import ALERTS, DISK_BACKEND

_QUIET_SECTION = LibtorrentSection(
    listen_interface=LOOPBACK, dht=False, dht_bootstrap_nodes=(), lsd=False, pex=False, upnp=False, natpmp=False
)
_BARE_KINDS = {
    BARE: SessionKind({**settings_pack(_QUIET_SECTION), "alert_mask": int(ALERTS)}, DISK_BACKEND),
    "libtorrent, its defaults": SessionKind(QUIET_SETTINGS),
}
_MEMORY = Path("/dev/shm")  # noqa: S108 - a directory with a fresh name is made in it
_POLLERS = 5
_POLLED_SECONDS = 8.0
"""Bounds the polling; a round takes less."""


def transfer(run: Run) -> None:
    """Rounds in which each downloads the same once; of each, the best round counts, since noise only slows."""
    size = (256 << 20) if run.quick else (1 << 30)
    rounds = 2 if run.quick else 5
    found = defaultdict[str, list[tuple[float, float]]](list)
    with tempfile.TemporaryDirectory(prefix="triblerd-bench-", dir=_place(run, size)) as place:
        torrent = make_content(Path(place), "content.bin", size)
        with Seeder(Path(place), [torrent]) as seeder:
            for number in range(rounds + 1):
                run.say(f"transfer: round {number} of {rounds}")
                for name in (OURS, *_BARE_KINDS):
                    seconds, cpu = _download(run, seeder, torrent, (name, place))
                    if number > 0:  # the first one warms the caches of the system and of the seeder
                        found[name].append((size / seconds / 1e6, cpu / (size / 2**30)))
    for name, measured in found.items():
        run.results.put(Measure.TRANSFER, 0, name, max(rate for rate, _ in measured))
        run.results.put(Measure.TRANSFER_CPU, 0, name, min(cpu for _, cpu in measured))


def _place(run: Run, size: int) -> Path:
    """In memory where there is room: when the system writes back what earlier rounds left is nobody's merit."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 4 * size:
        return _MEMORY
    run.note("transfer: content on disk, for lack of room in memory; the rates depend on when the system writes")
    return run.home


def _download(run: Run, seeder: Seeder, torrent: bytes, who: tuple[str, str]) -> tuple[float, float]:
    """Seconds, and CPU seconds, of the downloader of that name, with a scratch directory in that place."""
    name, place = who
    with tempfile.TemporaryDirectory(dir=place) as scratch:
        folder = Path(scratch)
        downloader = _triblerd(run, torrent, folder) if name == OURS else _bare(torrent, folder, _BARE_KINDS[name])
        with downloader as (pid, port):
            before = cpu_seconds(pid)
            seconds = seeder.time_transfer(port)
            return seconds, cpu_seconds(pid) - before


@contextmanager
def _bare(torrent: bytes, folder: Path, kind: SessionKind) -> Iterator[tuple[int, int]]:
    """Process id and peer port."""
    with BareDownloader(kind, torrent, folder) as bare:
        yield bare.pid, bare.port


@contextmanager
def _triblerd(run: Run, torrent: bytes, folder: Path) -> Iterator[tuple[int, int]]:
    """Process id and peer port; clients poll the list from before the download until it is over."""
    program = Triblerd(folder)
    program.start()
    try:
        program.child.wait_until(lambda: program.answers() and program.lists(0), seconds=60)
        run.load.run(program.port, EachOnce([program.add_running(torrent)]))
        polled = Repeat(program.get("/api/downloads"))
        polls = run.load.start(program.port, polled, clients=_POLLERS, seconds=_POLLED_SECONDS, interval=1.0)
        yield program.child.pid, program.peer_port
        polls.result()
    finally:
        program.stop()
