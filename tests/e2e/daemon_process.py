"""A real daemon in a process of its own, on loopback, to be talked to, signalled and killed."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp

from tests.e2e.preloaded import Forked, fork
from tribler_core.config.document import Document
from tribler_core.config.loader import Invocation, load
from tribler_core.config.sections import Config

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds; a start takes about one on an idle machine."""

QUIET = {
    "api.http_port": "0",
    "libtorrent.listen_interface": "127.0.0.1",
    "libtorrent.dht": "false",
    "libtorrent.lsd": "false",
    "libtorrent.upnp": "false",
    "libtorrent.natpmp": "false",
}
"""Options that keep a daemon on this machine, and out of the way of others."""


class DaemonProcess:
    """One state directory, and at most one process at a time that uses it.

    `async with DaemonProcess(folder) as daemon:` starts it, and kills what is left of it at the end. In between it
    can be stopped, killed and started again; options are written before the first start only.
    """

    def __init__(
        self,
        folder: Path,
        options: Mapping[str, str | list[str]] | None = None,
        *,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        through: Sequence[str] = (),
        by_command: bool = False,
    ) -> None:
        """`options` by full name, as in `libtorrent.port`, over those of QUIET; `through` a command that becomes it.

        `by_command`: started as people do it, where the difference to a fork could matter.
        """
        self.state_dir = folder / "state"
        self.downloads = folder / "downloads"
        self.file = self.state_dir / "triblerd.conf"
        self.log_file = folder / "daemon.log"
        self._options = {**QUIET, "libtorrent.download_defaults.saveas": str(self.downloads), **(options or {})}
        self._arguments = arguments
        self._environment = environment or {}
        self._by_command = by_command
        self.through = through
        """Read at every start."""
        self._process: Process | Forked | None = None
        self._client: aiohttp.ClientSession | None = None
        self.introduction: list[str] = []
        """What it said at its last start."""
        self.url = ""
        """Where it listens, without a trailing slash."""

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.kill()

    async def start(self) -> None:
        """Return when the API answers; downloads may still be loading."""
        self.prepare()
        process = await self.spawn()
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            self.introduction = [(await process.stdout.readline()).decode().strip() for _ in range(2)]
            assert all(self.introduction), f"it did not start: {self.log}"
            place = self.introduction[0].rpartition(" ")[2]
            if place.startswith("http"):
                self.introduction.append((await process.stdout.readline()).decode().strip())
        over_socket = None if place.startswith("http") else aiohttp.UnixConnector(place)
        self.url = "http://localhost" if over_socket else place
        self._client = aiohttp.ClientSession(self.url, connector=over_socket, headers={"X-Api-Key": self.key})

    async def refused(self) -> tuple[int, str]:
        """Start it where it should not start; its exit code, and what it said on standard error."""
        self.prepare()
        process = await self.spawn()
        return await self._ended(process), self.log

    def prepare(self) -> None:
        """Write the options, unless there is a file already."""
        if not self.file.exists():
            self.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            document = Document("", self.file)
            for name, text in self._options.items():
                document.put(tuple(name.split(".")), text)
            document.save(self.file)

    async def spawn(self) -> Process | Forked:
        """Start the process and wait for nothing."""
        arguments = ["--state-dir", str(self.state_dir), *self._arguments]
        inherited = {name: text for name, text in os.environ.items() if not name.startswith(("TRIBLERD_", "CORE_"))}
        environment = {**inherited, "PYTHONPATH": str(ROOT), **self._environment}
        with self.log_file.open("ab") as log:
            if self._by_command or self.through:
                command = [*self.through, sys.executable, "-m", "tribler_core", *arguments]
                self._process = await asyncio.create_subprocess_exec(
                    *command, stdin=DEVNULL, stdout=PIPE, stderr=log, env=environment
                )
            else:
                self._process = await fork(arguments, environment, log.fileno())
        return self._process

    async def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop, and wait until it has; the exit code."""
        self.signal(number)
        return await self.ended()

    async def kill(self) -> None:
        """End it at once, if it runs."""
        if self._process is not None and self._process.returncode is None:
            self.signal(signal.SIGKILL)
        if self._process is not None:
            await self.ended()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Wait until it has ended by itself; the exit code, negative when a signal killed it."""
        assert self._process is not None
        return await self._ended(self._process)

    async def _ended(self, process: Process | Forked) -> int:
        async with asyncio.timeout(PATIENCE):
            _, _ = await process.communicate()
        if self._client is not None:
            await self._client.close()
        self._client = self._process = None
        assert process.returncode is not None
        return process.returncode

    @property
    def client(self) -> aiohttp.ClientSession:
        """Talks to it with its key; paths are relative to its address."""
        assert self._client is not None
        return self._client

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def key(self) -> str:
        """The API key."""
        return self.config.api.key

    @property
    def config(self) -> Config:
        """As the file says."""
        return load(Invocation({"--state-dir": str(self.state_dir)}, self._environment)).config

    @property
    def log(self) -> str:
        """What it said on standard error, in all its lives."""
        return self.log_file.read_text(encoding="utf-8") if self.log_file.exists() else ""
