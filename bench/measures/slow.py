"""Slow readers: what fifty clients cost who ask for the full list and hardly read it."""

import selectors
import socket
import time
from contextlib import ExitStack

from bench.process import memory
from bench.programs.triblerd import Triblerd
from bench.report.results import Measure
from bench.run import Run
from bench.wire import LOOPBACK

_CLIENTS = 50
_SIP = 16 << 10
"""Bytes that a client reads at a time."""
_PAUSE = 0.25
"""Seconds from one sip to the next."""


def slow_readers(run: Run, program: Triblerd, count: int) -> None:
    """The most that the server has grown by while they were there."""
    before = memory(program.child.pid).rss
    most = before
    end = time.perf_counter() + (3.0 if run.quick else 8.0)
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        for _ in range(_CLIENTS):
            client = stack.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SIP)  # or the kernel would read ahead for it
            client.connect((LOOPBACK, program.port))
            client.sendall(program.get("/api/downloads"))
            client.setblocking(False)  # noqa: FBT003 - the library's
            selector.register(client, selectors.EVENT_READ)
        while time.perf_counter() < end:
            for key, _ in selector.select(0):
                if isinstance(key.fileobj, socket.socket) and not key.fileobj.recv(_SIP):
                    raise RuntimeError("a slow reader was cut off after a few seconds")
            time.sleep(_PAUSE)
            most = max(most, memory(program.child.pid).rss)
    run.results.put(Measure.SLOW_READERS, count, program.name, (most - before) / 1e6)
