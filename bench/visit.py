"""One program with one number of downloads: filled, stopped, started, asked, left alone."""

import tempfile
from collections.abc import Set as AbstractSet
from pathlib import Path

from bench.measures.adds import fill
from bench.measures.idling import idle
from bench.measures.lag import lag
from bench.measures.polling import poll_in_turn, poll_not_modified, poll_together, weigh_after_polls
from bench.measures.slow import slow_readers
from bench.measures.starting import start, stop
from bench.programs.program import Program
from bench.programs.qbittorrent import QBittorrent
from bench.programs.transmission import Transmission
from bench.programs.triblerd import Triblerd
from bench.run import Run

PROGRAMS: tuple[type[Triblerd] | type[Transmission] | type[QBittorrent], ...] = (Triblerd, Transmission, QBittorrent)
LAG_AT = 10_000
"""The event-loop lag is measured beside at most so many stopped downloads."""
SLOW_AT = 10_000
"""Slow readers are measured with at most so many: their list must be longer than what a few seconds carry away."""


def visit(
    run: Run, kind: type[Triblerd] | type[Transmission] | type[QBittorrent], count: int, names: AbstractSet[str]
) -> None:
    """Adding and starting always, for the others need downloads; then whatever is named of `polls`, `idle`, `lag`."""
    if reason := kind.missing():
        run.note(f"{kind.name}: {reason}")
        return
    if count > kind.most:
        run.note(f"{kind.name} is not asked to hold {count}: it would take too long")
        return
    with tempfile.TemporaryDirectory(dir=run.home) as home:
        program = kind(Path(home))
        try:
            _fill(run, program, count)
            _ask(run, program, count, names)
        except (RuntimeError, OSError) as failure:
            run.fail(f"{kind.name} with {count}: {failure}")
        finally:
            program.child.kill()


def _fill(run: Run, program: Program, count: int) -> None:
    run.say(f"{program.name}: adding {count}")
    program.start()
    program.child.wait_until(lambda: program.answers() and program.lists(0), seconds=60)
    fill(run, program, count)
    if isinstance(program, Triblerd):
        program.child.kill()  # what it has answered must be there again: every add is durable
        start(run, program, count, killed=True)
    program.child.wait_until(lambda: program.has_kept(count), seconds=60)
    stop(run, program, count)
    run.say(f"{program.name}: starting with {count}")
    start(run, program, count)


def _ask(run: Run, program: Program, count: int, names: AbstractSet[str]) -> None:
    if "idle" in names:  # first: what is asked later has to be written down later
        idle(run, program, count)
    if "polls" in names:
        run.say(f"{program.name}: polling {count}")
        poll_in_turn(run, program, count)
    if "polls" in names and isinstance(program, Triblerd):
        poll_not_modified(run, program, count)
        poll_together(run, program, count)
        if count <= SLOW_AT:
            slow_readers(run, program, count)
    if "polls" in names:
        weigh_after_polls(run, program, count)
    if "lag" in names and isinstance(program, Triblerd) and count <= LAG_AT:
        run.say(f"{program.name}: event-loop lag beside {count}")
        lag(run, program, count)
