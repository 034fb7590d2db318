"""Start and stop: how long until everything is listed again, and what it takes in memory."""

from bench.process import memory
from bench.programs.program import Program
from bench.report.results import Measure
from bench.run import Run

_PATIENCE = 300.0


def start(run: Run, program: Program, count: int, *, killed: bool = False) -> None:
    """Start the process on what it has kept; `killed`: it had no time to say goodbye."""
    program.start()
    answers = program.child.wait_until(program.answers, seconds=_PATIENCE).answered
    listed = answers + program.child.wait_until(lambda: program.lists(count), seconds=_PATIENCE).answered
    if killed:
        run.results.put(Measure.START_KILLED, count, program.name, listed)
        return
    run.results.put(Measure.ANSWERS, count, program.name, answers)
    run.results.put(Measure.START, count, program.name, listed)
    held = memory(program.child.pid)
    run.results.put(Measure.RSS, count, program.name, held.rss / 1e6)
    run.results.put(Measure.PSS, count, program.name, held.pss / 1e6)


def stop(run: Run, program: Program, count: int) -> None:
    """Stop it in peace."""
    run.results.put(Measure.STOP, count, program.name, program.stop())
