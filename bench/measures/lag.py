"""How late the event loop is while a hundred downloads run and eight clients poll."""

import re
import shutil
from collections.abc import Mapping

from bench.load import EachOnce, Follow, Repeat, Script
from bench.programs.triblerd import Triblerd
from bench.report.results import Measure
from bench.run import Run
from bench.swarm import Seeder, make_content

_ACTIVE = 100
_CLIENTS = 8
_INTERVAL = 1.0
"""Seconds between two polls of a client, as user interfaces poll."""
_RATE = 100 << 10
"""Bytes/s of each active download: they must run longer than they are watched."""
_BUCKET = re.compile(r'^triblerd_event_loop_lag_seconds_bucket\{le="([^"]+)"\} (\S+)$', re.MULTILINE)


def lag(run: Run, program: Triblerd, count: int) -> None:
    """With `count` stopped downloads beside the active ones."""
    seconds = 5.0 if run.quick else 20.0
    size = int(_RATE * seconds * 3)
    folder = run.home / "active"
    folder.mkdir()
    try:
        torrents = [make_content(folder, f"active-{number:03d}.bin", size, 1 << 16) for number in range(_ACTIVE)]
        with Seeder(folder, torrents, upload_limit=_RATE) as seeder:
            run.load.run(program.port, EachOnce([program.add_running(torrent) for torrent in torrents]))
            connected = seeder.connect(program.peer_port)
            if connected < _ACTIVE:
                run.note(f"lag: only {connected} of {_ACTIVE} downloads were active")
            deltas = Follow(*program.delta_before(), program.revision())
            _watch(run, program, deltas, seconds, (Measure.LAG, count))
            _watch(run, program, Repeat(program.get("/api/downloads")), seconds, (Measure.LAG_FULL, count))
    finally:
        shutil.rmtree(folder)


def _watch(run: Run, program: Triblerd, script: Script, seconds: float, where: tuple[Measure, int]) -> None:
    before = lag_buckets(program.metrics())
    run.load.run(program.port, script, clients=_CLIENTS, seconds=seconds, interval=_INTERVAL)
    after = lag_buckets(program.metrics())
    grown = {bound: after[bound] - before.get(bound, 0.0) for bound in after}
    measure, count = where
    run.results.put(measure, count, program.name, percentile_of_buckets(grown, 99) * 1e3)


def lag_buckets(page: str) -> dict[float, float]:
    """Samples up to each bound, by bound in seconds."""
    buckets = {float(bound): float(samples) for bound, samples in _BUCKET.findall(page)}
    assert buckets, "the metrics do not tell the event-loop lag"
    return buckets


def percentile_of_buckets(cumulative: Mapping[float, float], percent: float) -> float:
    """The value that this share did not exceed, taken as even within its bucket; infinite above the last bound."""
    wanted = max(cumulative.values()) * percent / 100
    lower, below = 0.0, 0.0
    for bound, samples in sorted(cumulative.items()):
        if samples >= wanted:
            return lower + (bound - lower) * (wanted - below) / max(samples - below, 1e-9)
        lower, below = bound, samples
    return float("inf")
