"""Daemons as forks of a process that has loaded the program: loading is two thirds of what a start costs.

Such a daemon has arguments, an environment and files of its own, is signalled and killed, and ends with its own exit
code, like one that was started by its command.
"""

import asyncio
import atexit
import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
from asyncio import StreamReader
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
LOADED = (
    "tribler_core.daemon.lifecycle",
    "tribler_core.daemon.guests.resttorrent",
    "tribler_core.daemon.sharing.guest",
    "tribler_core.storage.opening.upgrade",
    "sqlalchemy.dialects.sqlite.pysqlite",
)
"""What a daemon loads at a start, some of it only with certain options."""
_LONGEST_ORDER = 128 * 1024
"""Bytes."""


class Forked:
    """A daemon, to be used like a process of asyncio."""

    def __init__(self, pid: int, stdout: StreamReader, fate: StreamReader) -> None:
        """`fate` tells its exit code when it has ended."""
        self.pid = pid
        self.stdout = stdout
        self.returncode: int | None = None
        self._fate = fate
        self._place: int | None = None
        with contextlib.suppress(ProcessLookupError):
            self._place = os.pidfd_open(pid)  # a number may be given to another process

    def send_signal(self, number: int) -> None:
        """Nothing, when it has ended."""
        if self._place is not None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._place, number)

    async def communicate(self) -> tuple[bytes, None]:
        """What it still says; returns when it has ended."""
        said = await self.stdout.read()
        self.returncode = int(await self._fate.readline())
        await self._fate.read()
        if self._place is not None:
            os.close(self._place)
            self._place = None
        return said, None


async def fork(arguments: Sequence[str], environment: Mapping[str, str], log: int) -> Forked:
    """A new daemon, which writes its log into the file with the number `log`."""
    order = json.dumps({"arguments": arguments, "environment": dict(environment)}).encode()
    (said, says), (told, tells) = os.pipe(), os.pipe()
    try:
        socket.send_fds(_parent(), [order], [says, log, tells])
    finally:
        os.close(says)
        os.close(tells)
    stdout, fate = await _reader(said), await _reader(told)
    return Forked(int(await fate.readline()), stdout, fate)


async def _reader(pipe: int) -> StreamReader:
    reader = StreamReader()
    end = os.fdopen(pipe, "rb", buffering=0)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), end)
    return reader


@cache
def _parent() -> socket.socket:
    """Takes orders for the parent of daemons, which is started by the first who asks and ends with this process."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        command = [sys.executable, "-m", __name__, str(its.fileno())]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, pass_fds=[its.fileno()])

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


class _Order(NamedTuple):
    arguments: list[str]
    environment: dict[str, str]
    files: list[int]
    """Standard output, standard error, and where the exit code is told."""


class _Parent:
    """Forks, and tells what became of whom."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._selector = selectors.DefaultSelector()
        self._selector.register(orders, selectors.EVENT_READ)
        self._tells: dict[int, int] = {}
        """Where the exit code is told, by process."""

    def run(self) -> list[str] | None:
        """In a daemon: its arguments; None: nobody will order one any more."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is not self._orders:
                    self._bury(key.fd, key.data)
                    continue
                order = self._next()
                if order is None:
                    return None
                pid = os.fork()
                if pid == 0:
                    self._leave()
                    _become(order)
                    return order.arguments
                self._remember(pid, order.files)

    def _next(self) -> _Order | None:
        text, files, _, _ = socket.recv_fds(self._orders, _LONGEST_ORDER, 3)
        return _Order(**json.loads(text), files=files) if text else None

    def _remember(self, pid: int, files: list[int]) -> None:
        says, log, self._tells[pid] = files
        os.close(says)
        os.close(log)
        self._selector.register(os.pidfd_open(pid), selectors.EVENT_READ, pid)
        self._tell(pid, pid)

    def _bury(self, place: int, pid: int) -> None:
        self._selector.unregister(place)
        os.close(place)
        _, status = os.waitpid(pid, 0)
        self._tell(pid, os.waitstatus_to_exitcode(status))
        os.close(self._tells.pop(pid))

    def _tell(self, pid: int, number: int) -> None:
        with contextlib.suppress(BrokenPipeError):  # the test that it was for has failed
            os.write(self._tells[pid], b"%d\n" % number)

    def _leave(self) -> None:
        """In a daemon: nothing of its brothers and sisters."""
        places = [key.fd for key in self._selector.get_map().values() if key.data]
        self._selector.close()
        self._orders.close()
        for number in (*places, *self._tells.values()):
            os.close(number)


def _become(order: _Order) -> None:
    says, log, tells = order.files
    os.dup2(says, 1)
    os.dup2(log, 2)
    for number in (says, log, tells):
        os.close(number)
    os.environ.clear()
    os.environ.update(order.environment)


def main() -> None:
    """Load the program and wait for orders."""
    for name in LOADED:
        importlib.import_module(name)
    assert threading.active_count() == 1, "a thread would be missing in a fork"
    gc.collect()
    gc.freeze()
    arguments = _Parent(socket.socket(fileno=int(sys.argv[1]))).run()
    if arguments is not None:
        from tribler_core.daemon.cli import main as triblerd

        sys.exit(triblerd(arguments))


if __name__ == "__main__":
    main()
