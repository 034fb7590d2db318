"""A measured program: started on loopback, looked at from outside, stopped, nothing left behind."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.wire import LOOPBACK

_TICKS = os.sysconf("SC_CLK_TCK")
_STOP_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes: resident, and resident with shared pages divided among those who share them."""

    rss: int
    pss: int


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds until the question was put that brought the answer, and until the answer was there."""

    asked: float
    answered: float


class Child:
    """One process of ours, by its id; whoever makes it ends it."""

    def __init__(self, command: Sequence[str], *, log: Path, environment: Mapping[str, str] | None = None) -> None:
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )
        self._name = command[0]
        self._log_path = log

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def wait_until(self, ready: Callable[[], bool], *, seconds: float, pause: float = 0.005) -> Waited:
        """Ask until `ready` is true.

        Raises: RuntimeError with the end of its log when it ends before or takes too long.
        """
        start = time.perf_counter()
        asked = 0.0
        while not ready():
            if self._process.poll() is not None or time.perf_counter() - start > seconds:
                raise RuntimeError(f"{self._name} is not ready:\n{self._log_path.read_text(errors='replace')[-2000:]}")
            time.sleep(pause)
            asked = time.perf_counter() - start
        return Waited(asked, time.perf_counter() - start)

    def stop(self) -> float:
        """SIGTERM, then SIGKILL when it does not listen; returns the seconds it took."""
        start = time.perf_counter()
        self._process.terminate()
        try:
            self._process.wait(_STOP_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
        self._log.close()
        return time.perf_counter() - start

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.wait()
        self._log.close()


def cpu_seconds(pid: int) -> float:
    """CPU time that the process's threads have used so far, in user and kernel mode."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory(pid: int) -> Memory:
    """What the process holds now."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {key: int(value.split()[0]) for key, _, value in (line.partition(":") for line in rollup)}
    return Memory(kilobytes["Rss"] * 1024, kilobytes["Pss"] * 1024)


def pin(pid: int, cores: set[int]) -> None:
    """Keep every present thread of the process on these cores; later threads inherit it."""
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)


def free_port() -> int:
    """A TCP port on loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
