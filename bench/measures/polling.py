"""Lists and deltas: one client in turn, and many together."""

import os
import time

from bench.load import Driven, EachOnce, Follow, Repeat, Script
from bench.process import cpu_seconds, memory, pin
from bench.programs.program import Program
from bench.programs.triblerd import Triblerd
from bench.report.results import Measure
from bench.run import Run

_FULL = (Measure.FULL, Measure.FULL_P99, Measure.FULL_CPU, Measure.FULL_SIZE)
_UNCHANGED = (Measure.UNCHANGED, Measure.UNCHANGED_P99, Measure.UNCHANGED_CPU, Measure.UNCHANGED_SIZE)
_CHANGED = (Measure.CHANGED, Measure.CHANGED_P99, Measure.CHANGED_CPU, Measure.CHANGED_SIZE)
_CLIENTS = 8


def poll_in_turn(run: Run, program: Program, count: int) -> None:
    """Full list, unchanged delta, delta with 1 % changed; on one connection, one after the other."""
    for form, request in program.full_lists().items():
        name = program.name if form in {"list", "table"} else f"{program.name}, as {form}"
        first = _driven(run, program, Repeat(request, 1))
        run.results.put(Measure.FULL_FIRST, count, name, first.percentile(50) * 1e3)
        _ask(run, program, Repeat(request, 1_000), count, (name, _FULL))
    if program.settles and run.quick:
        run.note(f"{program.name}: no deltas in a quick run, they would have to wait {program.settles:g} s")
        return
    time.sleep(program.settles)
    _ask(run, program, Repeat(program.since_now(), 5_000), count, (program.name, _UNCHANGED))
    since_now = program.since_now()
    run.load.run(program.port, EachOnce(program.changes(count)))
    _ask(run, program, Repeat(since_now, 2_000), count, (program.name, _CHANGED))


def weigh_after_polls(run: Run, program: Program, count: int) -> None:
    """What the program keeps of the answers it has given."""
    run.results.put(Measure.RSS_POLLED, count, program.name, memory(program.child.pid).rss / 1e6)


def poll_not_modified(run: Run, program: Triblerd, count: int) -> None:
    """The plain list, when the client says which one it has."""
    listed = run.load.run(program.port, Repeat(program.get("/api/downloads"), 1))
    etag = listed.last.header("etag") if listed.last else None
    if etag is None:
        run.note("the plain list has no ETag")
        return
    driven = _driven(run, program, Repeat(program.get("/api/downloads", If_None_Match=etag), 2_000))
    run.results.put(Measure.NOT_MODIFIED, count, program.name, driven.percentile(50) * 1e3)


def poll_together(run: Run, program: Triblerd, count: int) -> None:
    """Eight clients, each asking for the next delta when it has one; the server keeps to one core meanwhile."""
    everywhere = os.sched_getaffinity(program.child.pid)
    pin(program.child.pid, {min(everywhere)})
    before, after = program.delta_before()
    try:
        start = cpu_seconds(program.child.pid)
        driven = _driven(run, program, Follow(before, after, program.revision()), clients=_CLIENTS)
        spent = cpu_seconds(program.child.pid) - start
    finally:
        pin(program.child.pid, everywhere)
    run.results.put(Measure.POLLS, count, program.name, driven.rate)
    run.results.put(Measure.POLLS_CPU, count, program.name, spent / len(driven.latencies) * 1e3)
    run.results.put(Measure.POLLS_LOAD_CPU, count, program.name, driven.cpu / len(driven.latencies) * 1e3)


def _ask(
    run: Run, program: Program, script: Script, count: int, where: tuple[str, tuple[Measure, Measure, Measure, Measure]]
) -> None:
    name, (p50, p99, cpu, size) = where
    start = cpu_seconds(program.child.pid)
    driven = _driven(run, program, script)
    spent = cpu_seconds(program.child.pid) - start
    put = run.results.put
    put(p50, count, name, driven.percentile(50) * 1e3)
    put(p99, count, name, driven.percentile(99) * 1e3)
    put(cpu, count, name, spent / len(driven.latencies) * 1e3)
    body = driven.bytes_received / len(driven.latencies)
    if size is Measure.FULL_SIZE:
        put(Measure.FULL_LOAD_CPU, count, name, driven.cpu / len(driven.latencies) * 1e3)
    put(size, count, name, body / 1e6 if size is Measure.FULL_SIZE else body)


def _driven(run: Run, program: Program, script: Script, *, clients: int = 1) -> Driven:
    """For some seconds; every answer must be one."""
    driven = run.load.run(program.port, script, clients=clients, seconds=2.0 if run.quick else 5.0)
    if not driven.statuses.keys() <= {200, 304}:
        body = driven.last.body[:300] if driven.last else b""
        raise RuntimeError(f"{program.name} did not answer: {driven.statuses} {body!r}")
    return driven
