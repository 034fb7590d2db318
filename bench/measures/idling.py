"""Doing nothing: what a daemon costs when nobody asks and nothing moves."""

import time

from bench.process import cpu_seconds
from bench.programs.program import Program
from bench.report.results import Measure
from bench.run import Run


def idle(run: Run, program: Program, count: int) -> None:
    """Watch the CPU time of a quiet daemon for some seconds."""
    seconds = 5.0 if run.quick else 30.0
    before = cpu_seconds(program.child.pid)
    time.sleep(seconds)
    spent = cpu_seconds(program.child.pid) - before
    run.results.put(Measure.IDLE, count, program.name, spent / seconds * 100)
