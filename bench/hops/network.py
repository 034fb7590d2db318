"""The processes of one measurement: members of a network, seeders, and daemons that hide in it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from bench.hops.node import COMMUNITY
from bench.process import cpu_seconds
from bench.programs.triblerd import Triblerd
from bench.wire import LOOPBACK, Connection, request

RELAYS, EXITS = 3, 3
_PATIENCE = 120.0
_ANONYMITY = """
[anonymity]
enabled = True
community = {community}
address = {address}
relay = False
threads = {threads}
min_circuits = {circuits}
max_circuits = {circuits}
dht_nodes = ,
bootstrap_nodes = {members},
"""


class Helper:
    """A process that says one line when it is there, and ends when its input does."""

    def __init__(self, *command: str) -> None:
        environment = {**os.environ, "RUST_LOG": "off"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        assert self._process.stdout is not None
        self.said = self._process.stdout.readline().strip()

    @property
    def pid(self) -> int:
        return self._process.pid

    def tell(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()


class Hidden(Triblerd):
    """A daemon that takes part in the network."""

    def join(self, address: str, members: list[str], *, circuits: int, threads: int) -> Self:
        file = self._home / "triblerd.conf"
        section = _ANONYMITY.format(
            community=COMMUNITY, address=address, members=", ".join(members), circuits=circuits, threads=threads
        )
        text = file.read_text().replace(f"listen_interface = {LOOPBACK}", f"listen_interface = {address}")
        file.write_text(text + section)
        self.start()
        until(lambda: self.lists(0), "a daemon that is ready")
        return self

    def ask(self, verb: str, target: str, body: bytes = b"", **headers: str) -> Any:
        """What it answers. Raises: RuntimeError when it refuses."""
        with Connection(self.port) as connection:
            answer = connection.ask(request(verb, target, self._headers(headers), body))
        if answer.status != 200:
            raise RuntimeError(f"{verb} {target}: {answer.status} {answer.body[:200]!r}")
        return json.loads(answer.body)

    def take(self, torrent: bytes, hops: int) -> str:
        """Add it; its infohash."""
        safe = "1" if hops else "0"
        target = f"/api/downloads?anon_hops={hops}&safe_seeding={safe}"
        return str(self.ask("PUT", target, torrent, Content_Type="application/x-bittorrent")["infohash"])

    def status(self, infohash: str) -> str:
        rows = self.ask("GET", f"/api/downloads?infohash={infohash}")["downloads"]
        return str(next(row["status"] for row in rows if row["infohash"] == infohash))

    def ready_circuits(self) -> int:
        circuits = self.ask("GET", "/api/ipv8/tunnel/circuits")["circuits"]
        return sum(circuit["state"] == "READY" and circuit["type"] == "DATA" for circuit in circuits)

    def drop(self, infohash: str) -> None:
        """With its data."""
        self.ask("DELETE", f"/api/downloads/{infohash}", b'{"remove_data": true}', Content_Type="application/json")

    def room(self, name: str) -> Path:
        return self.content / name


def until(condition: Callable[[], bool], what: str, pause: float = 0.05) -> None:
    """Raises: RuntimeError when it takes too long."""
    end = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"there was not {what} in time")
        time.sleep(pause)


def used(pids: list[int]) -> float:
    """CPU seconds of them all."""
    return sum(cpu_seconds(pid) for pid in pids)
