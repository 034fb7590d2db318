"""Adding: one a request, and a hundred, by one client and by eight; and whether they last."""

import itertools
from collections.abc import Sequence

from bench.load import EachOnce
from bench.programs.program import Program
from bench.report.results import Measure
from bench.run import Run
from bench.torrents import FakeTorrent, fake_torrent

_SINGLES = 2_000
"""Adds one by one, for each number of clients; the rest goes the quickest way there is, half of it for each."""
_BATCH = 100
_PATIENCE = 300.0


def fill(run: Run, program: Program, count: int) -> None:
    """Bring an empty program to `count` stopped downloads; the time ends when the last one is listed."""
    singles = min(_SINGLES, count // 4)
    torrents = [fake_torrent(number) for number in range(count)]
    half = singles + count // 2
    bounds = (0, singles, 2 * singles, half, count)
    first, second, third, last = (torrents[start:end] for start, end in itertools.pairwise(bounds))
    put = run.results.put
    put(Measure.ADD_ONE, count, program.name, _add(run, program, first, before=0, clients=1))
    put(Measure.ADD_ONE_OF_8, count, program.name, _add(run, program, second, before=singles, clients=8))
    if program.takes_many():
        many = _add(run, program, third, before=2 * singles, batch=_BATCH, clients=1)
        put(Measure.ADD_MANY, count, program.name, many)
        many = _add(run, program, last, before=half, batch=_BATCH, clients=8)
        put(Measure.ADD_MANY_OF_8, count, program.name, many)
    else:
        _add(run, program, [*third, *last], before=2 * singles, clients=8)


def _add(
    run: Run, program: Program, torrents: Sequence[FakeTorrent], *, before: int, clients: int = 1, batch: int = 1
) -> float:
    """Adds per second, `before` being there already."""
    requests = [program.add(torrents[start : start + batch]) for start in range(0, len(torrents), batch)]
    driven = run.load.run(program.port, EachOnce(requests), clients=clients, seconds=_PATIENCE)
    if set(driven.statuses) != {200}:
        body = driven.last.body[:300] if driven.last else b""
        raise RuntimeError(f"{program.name} refused to add: {driven.statuses} {body!r}")
    late = program.child.wait_until(lambda: program.lists(before + len(torrents)), seconds=_PATIENCE)
    return len(torrents) / (driven.seconds + late.asked)
