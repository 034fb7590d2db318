"""The load generator: runs in a process of its own, so that it does not wait for what it measures.

What it is asked travels by pickle; requests are ready bytes before the clock starts.
"""

import multiprocessing
import re
import selectors
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Protocol

from bench.wire import Answer, Connection

_KEPT = 1 << 16
"""Bytes of each body that are looked at."""
_REVISION = re.compile(rb'"revision":(\d+)')


class Script(Protocol):
    """What one client asks next, given the answer before; None: nothing more."""

    def __call__(self, last: Answer | None) -> bytes | None: ...


@dataclass
class Repeat:
    """The same request over and over; all clients together at most `times`."""

    request: bytes
    times: int = 1_000_000

    def __call__(self, last: Answer | None) -> bytes | None:
        """Counts down."""
        self.times -= 1
        return self.request if self.times >= 0 else None


@dataclass
class EachOnce:
    """Each of these requests, once."""

    requests: list[bytes]
    _sent: int = 0

    def __call__(self, last: Answer | None) -> bytes | None:
        """In order, by whichever client is free."""
        self._sent += 1
        return self.requests[self._sent - 1] if self._sent <= len(self.requests) else None


@dataclass
class Follow:
    """Deltas: ask for what changed since the revision of the answer before."""

    before: bytes
    after: bytes
    revision: bytes = b"0"

    def __call__(self, last: Answer | None) -> bytes | None:
        """The revision is the first one in the body, so it is found at once."""
        if last is not None and (found := _REVISION.search(last.raw_body)):
            return self.before + found[1] + self.after
        return self.before + self.revision + self.after


@dataclass(frozen=True, slots=True)
class Driven:
    """What came of it; latencies in seconds, in no order."""

    seconds: float
    cpu: float
    """Seconds of CPU that asking took: when that comes near `seconds`, it is the load generator that was measured."""
    latencies: list[float]
    statuses: dict[int, int]
    bytes_received: int
    last: Answer | None

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: float) -> float:
        """The latency that this share of the answers did not exceed, in seconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


@dataclass(slots=True)
class _Client:
    """A connection, and what is under way on it."""

    connection: Connection
    due: float = 0.0
    sent: float = 0.0
    busy: bool = False
    answer: Answer | None = None


def drive(port: int, script: Script, *, clients: int = 1, seconds: float = 60.0, interval: float = 0.0) -> Driven:
    """Keep `clients` connections busy with what `script` says; after so many seconds nothing more is asked.

    With an `interval`, each client waits so long from one request to the next.
    """
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    received, last = 0, None
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        everyone = [_Client(stack.enter_context(Connection(port))) for _ in range(clients)]
        for client in everyone:
            selector.register(client.connection, selectors.EVENT_READ, client)
        start, start_cpu = time.perf_counter(), time.process_time()
        while _send_due(everyone, script if time.perf_counter() - start < seconds else _nothing_more):
            for key, _ in selector.select(_until_due(everyone)):
                client = key.data
                client.answer = last = client.connection.receive(_KEPT)
                now = time.perf_counter()
                latencies.append(now - client.sent)
                client.busy, client.due = False, client.sent + interval
                statuses[last.status] += 1
                received += last.size
        elapsed, cpu = time.perf_counter() - start, time.process_time() - start_cpu
    return Driven(elapsed, cpu, latencies, dict(statuses), received, last)


def _nothing_more(last: Answer | None) -> None:
    """The script of a client whose time is up."""


def _send_due(everyone: list[_Client], script: Script) -> bool:
    """Send for every client whose time has come; False when nothing is under way or to come."""
    now = time.perf_counter()
    waiting = False
    for client in everyone:
        if not client.busy and client.due <= now:
            request = script(client.answer)
            if request is None:
                client.due = float("inf")
                continue
            client.busy, client.sent = True, time.perf_counter()
            client.connection.send(request)
        waiting = waiting or client.busy or client.due < float("inf")
    return waiting


def _until_due(everyone: list[_Client]) -> float:
    """Seconds until the next client has something to send, at most one."""
    now = time.perf_counter()
    return max(0.0, min([1.0, *(client.due - now for client in everyone if not client.busy)]))


class LoadProcess:
    """Runs `drive` elsewhere."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor

    def run(self, port: int, script: Script, **how: float) -> Driven:
        """Drive, and wait for the outcome."""
        return self.start(port, script, **how).result()

    def start(self, port: int, script: Script, **how: float) -> Future[Driven]:
        """Drive in the background; it ends by the bounds it is given."""
        return self._executor.submit(drive, port, script, **how)  # type: ignore[arg-type]  # numbers by keyword


@contextmanager
def load_process() -> Iterator[LoadProcess]:
    """A process that asks and measures."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield LoadProcess(executor)
