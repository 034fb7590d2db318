"""Polls of one client, each with what it cost the server."""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.process import memory
from bench.programs.qbittorrent import QBittorrent
from bench.report.results import Measure
from bench.run import Run
from bench.torrents import fake_torrent
from bench.webapi.programs import Conversation, TriblerdByWebApi
from bench.wire import Connection

PROGRAMS: tuple[type[QBittorrent], ...] = (TriblerdByWebApi, QBittorrent)
MOST = 10_000
"""Downloads that qBittorrent is asked to hold."""
_BATCH = 100
_POLLS, _SECONDS = 200, 20.0
"""Of each kind, at most."""


def cpu_nanoseconds(pid: int) -> int:
    """What all threads of a process have used, finely: a poll may take less than a tick."""
    return sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{pid}/task").iterdir())


@dataclass(slots=True)
class Polls:
    """What some polls took; seconds, bytes, nanoseconds of CPU."""

    latencies: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    cpu: list[int] = field(default_factory=list)

    def once(self, program: QBittorrent, ask: Callable[[], int]) -> None:
        """One more."""
        cpu = cpu_nanoseconds(program.child.pid)
        start = time.perf_counter()
        self.sizes.append(ask())
        self.latencies.append(time.perf_counter() - start)
        self.cpu.append(cpu_nanoseconds(program.child.pid) - cpu)

    def put(self, run: Run, count: int, program: str, measures: tuple[Measure, Measure, Measure, Measure]) -> None:
        """As results: p50, p99, CPU, size."""
        ordered = sorted(self.latencies)
        p99 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
        values = (
            statistics.median(ordered) * 1e3,
            p99 * 1e3,
            statistics.mean(self.cpu) / 1e6,
            statistics.median(self.sizes) / 1e3,
        )
        for measure, value in zip(measures, values, strict=True):
            run.results.put(measure, count, program, value)


def poll_web_apis(run: Run, sizes: Sequence[int], *, alone: bool) -> None:
    """Both programs with each number of downloads that both can hold."""
    for count in (size for size in sizes if size <= MOST):
        for kind in PROGRAMS[:1] if alone else PROGRAMS:
            poll_web_api(run, kind, count)


def poll_web_api(run: Run, kind: type[QBittorrent], count: int) -> None:
    """Fill a fresh program, and poll it: the list, everything, nothing new, and one in a hundred changed."""
    if reason := kind.missing():
        run.note(f"{kind.name}: {reason}")
        return
    with tempfile.TemporaryDirectory(dir=run.home) as home:
        program = kind(Path(home))
        try:
            _fill(run, program, count)
            with Connection(program.port) as connection:
                _poll(run, program, Conversation(connection), count)
        except (AssertionError, RuntimeError, OSError) as failure:
            run.fail(f"{kind.name} by the Web API with {count}: {failure}")
        finally:
            program.child.kill()


def _fill(run: Run, program: QBittorrent, count: int) -> None:
    run.say(f"{program.name}: adding {count} through the Web API")
    program.start()
    program.child.wait_until(lambda: program.answers() and program.lists(0), seconds=60)
    with Connection(program.port) as connection:
        for start in range(0, count, _BATCH):
            answer = connection.ask(program.add([fake_torrent(number) for number in range(start, start + _BATCH)]))
            assert answer.status == 200, answer.body[:300]
    program.child.wait_until(lambda: program.lists(count), seconds=300, pause=0.5)
    program.child.wait_until(lambda: program.has_kept(count), seconds=300, pause=0.5)


def _poll(run: Run, program: QBittorrent, client: Conversation, count: int) -> None:
    run.say(f"{program.name}: polling {count} through the Web API")
    first = Polls()
    first.once(program, client.full)
    run.results.put(Measure.MAINDATA_FIRST, count, program.name, first.latencies[0] * 1e3)
    _repeat(run, program, client.list).put(
        run, count, program.name, (Measure.INFO, Measure.INFO_P99, Measure.INFO_CPU, Measure.INFO_SIZE)
    )
    _repeat(run, program, client.full).put(
        run,
        count,
        program.name,
        (Measure.MAINDATA, Measure.MAINDATA_P99, Measure.MAINDATA_CPU, Measure.MAINDATA_SIZE),
    )
    _settle(client)
    _repeat(run, program, client.delta, after=client.take_in).put(
        run, count, program.name, (Measure.SAME, Measure.SAME_P99, Measure.SAME_CPU, Measure.SAME_SIZE)
    )
    _repeat(
        run,
        program,
        client.delta,
        before=lambda: client.change(count),
        after=lambda: client.take_in(changed=count // 100),
    ).put(run, count, program.name, (Measure.OTHER, Measure.OTHER_P99, Measure.OTHER_CPU, Measure.OTHER_SIZE))
    run.results.put(Measure.WEB_API_RSS, count, program.name, memory(program.child.pid).rss / 1e6)


def _settle(client: Conversation) -> None:
    """Have everything."""
    for _ in range(3):
        client.delta()
        client.take_in()


def _repeat(
    run: Run,
    program: QBittorrent,
    ask: Callable[[], int],
    *,
    before: Callable[[], None] = lambda: None,
    after: Callable[[], None] = lambda: None,
) -> Polls:
    polls, end = Polls(), time.perf_counter() + (_SECONDS / 4 if run.quick else _SECONDS)
    while len(polls.latencies) < _POLLS and time.perf_counter() < end:
        before()
        polls.once(program, ask)
        after()
    return polls
