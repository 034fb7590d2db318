"""A daemon in a network namespace of its own, the world outside in another, and one cable between them."""

import asyncio
import shutil
import signal
import subprocess
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.e2e.api import Api
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.hidden import outside, unguarded
from tribler_core.config.sections import Config

INSIDE, INSIDE6 = "198.18.0.1", "2001:db8:18::1"
"""The daemon's addresses."""
_NEIGHBOUR, _NEIGHBOUR6 = "198.18.0.2", "2001:db8:18::2"
_NAME_SERVER = "198.18.2.53"
_ROOT = Path(__file__).resolve().parents[3]
OPTIONS: dict[str, str | list[str]] = {
    "api.http_enabled": "false",
    "libtorrent.listen_interface": "",
    "libtorrent.dht": "true",
    "libtorrent.dht_bootstrap_nodes": [],
    "libtorrent.active_downloads": "-1",
    "libtorrent.announce_to_all_tiers": "true",
    "libtorrent.announce_to_all_trackers": "true",
    "anonymity.enabled": "true",
    "anonymity.community": outside.COMMUNITY,
    "anonymity.address": INSIDE,
    "anonymity.relay": "false",
    "anonymity.min_circuits": "1",
    "anonymity.dht_nodes": ["198.18.2.77:6881"],
}


def impossible() -> str:
    """Why there can be no border on this machine; empty: there can."""
    for tool in ("ip", "nsenter", "unshare"):
        if shutil.which(tool) is None:
            return f"there is no {tool} on this machine"
    made = subprocess.run(["unshare", "--net", "--mount", "ip", "link", "show"], check=False, capture_output=True)
    return "" if made.returncode == 0 else "this machine does not let us make networks of our own (root may)"


class Border:
    """`async with Border(folder, relays=2, exits=1) as border:`; `seeds` in the folder are shared outside.

    `changes` are what is different with the daemon, in the words of `unguarded`.
    """

    def __init__(self, folder: Path, *, relays: int, exits: int, changes: Sequence[str] = ()) -> None:
        self.folder, self._changes = folder, changes
        self._counts = relays, exits
        self._strange: list[str] = []
        self._before = self._place = 0
        self._spoke = self._plain_spoke = False
        self._sockets = Path(tempfile.mkdtemp(prefix="triblerd-"))  # the path of a socket has to be short
        self._processes: list[Process] = []
        self.members: set[str] = set()
        self.plain: set[str] = set()
        """Whom the daemon may talk to in the open, as address:port."""
        (folder / "seeds").mkdir(exist_ok=True)

    async def __aenter__(self) -> Self:
        try:
            return await self._open()
        except BaseException:
            if hasattr(self, "daemon"):
                await self.daemon.kill()
            await self._end()
            raise

    async def _open(self) -> Self:
        python = [sys.executable, outside.__file__, str(self.folder), *map(str, self._counts)]
        gate = ["sh", "-c", 'read _; exec "$@"', "sh", *python]
        self._cell = await self._start(["unshare", "--net", "cat"])
        self._world = await self._start(["unshare", "--net", *gate])
        await asyncio.to_thread(self._lay_cable)
        assert self._world.stdin is not None
        assert self._world.stdout is not None
        self._world.stdin.write(b"\n")
        async with asyncio.timeout(120):
            said, *members = (await self._world.stdout.readline()).decode().split()
        assert said == "ready"
        self.members = set(members)
        options = {
            **OPTIONS,
            "anonymity.bootstrap_nodes": members,
            "api.unix_socket": str(self._sockets / "api"),
        }
        self.daemon = DaemonProcess(self.folder, options, through=self._through(self._changes))
        await self.daemon.start()
        self.api = Api(self.daemon)
        return self

    async def __aexit__(self, *how: object) -> None:
        await self.daemon.kill()
        await self._end()

    async def _end(self) -> None:
        """Both networks end with the processes in them, which also end when we do: with their standard input."""
        for process in self._processes:
            if process.returncode is None:
                process.send_signal(signal.SIGKILL)
            _, _ = await process.communicate()
        shutil.rmtree(self._sockets)

    def crossed(self) -> list[str]:
        """What went over the border since the last mark, but for what is plain and the overlay's talk with members."""
        self._read()
        return self._strange[self._before :]

    def mark(self) -> None:
        """From here on counts what crosses; what did before is asked for first, if it matters."""
        self._read()
        self._before, self._spoke = len(self._strange), False

    @property
    def overlay_spoke(self) -> bool:
        """Since the last mark, so that a capture that is blind cannot pass."""
        self._read()
        return self._spoke

    @property
    def plain_spoke(self) -> bool:
        """Ever."""
        self._read()
        return self._plain_spoke

    def _read(self) -> None:
        """What was written down since last time."""
        report = self.folder / "crossed"
        if not report.exists():
            return
        with report.open("rb") as file:
            file.seek(self._place)
            news = file.read()
        whole = news[: news.rfind(b"\n") + 1]
        self._place += len(whole)
        for line in whole.decode().splitlines():
            if self._is_overlay(line):
                self._spoke = True
            elif line.split()[2] in self.plain:
                self._plain_spoke = True
            else:
                self._strange.append(line)

    async def restart(self, changes: Sequence[str] = ()) -> None:
        """Kill the daemon and start it anew, as it is now."""
        await self.daemon.kill()
        self.mark()
        self.daemon.through = self._through(changes)
        await self.daemon.start()
        await self.api.until_ready()

    async def bring_down(self) -> None:
        """Every member vanishes without a word."""
        assert self._world.stdin is not None
        self._world.stdin.write(b"\n")
        await self._world.stdin.drain()

    @property
    def config(self) -> Config:
        return self.daemon.config

    def _is_overlay(self, line: str) -> bool:
        """Or the kernel's word to a member that nobody listens, while the daemon is dead."""
        protocol, source, target = line.split()
        if protocol == "icmp":
            return target.partition(":")[0] in {member.partition(":")[0] for member in self.members}
        return (protocol, source) == ("udp", INSIDE) and target in self.members

    def _through(self, changes: Sequence[str]) -> list[str]:
        names = self.folder / "resolv.conf"
        names.write_text(f"nameserver {_NAME_SERVER}\noptions timeout:1 attempts:1\n")
        mount = f'mount --bind {names} "$(readlink -f /etc/resolv.conf)" && exec "$@"'
        inside = ["nsenter", f"--net=/proc/{self._cell.pid}/ns/net", "unshare", "--mount", "sh", "-c", mount, "sh"]
        return [*inside, *([sys.executable, unguarded.__file__, ",".join(changes)] if changes else [])]

    async def _start(self, command: list[str]) -> Process:
        environment = {"PYTHONPATH": str(_ROOT), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment
        )
        self._processes.append(process)
        return process

    def _lay_cable(self) -> None:
        cell, world = self._cell.pid, self._world.pid
        while Path(f"/proc/{cell}/ns/net").readlink() == Path("/proc/self/ns/net").readlink():
            pass  # unshare is about to
        while Path(f"/proc/{world}/ns/net").readlink() == Path("/proc/self/ns/net").readlink():
            pass
        inside, outer = f"nsenter -t {cell} -n ip", f"nsenter -t {world} -n ip"
        lines = [
            f"{inside} link add inside0 type veth peer name {outside.BORDER} netns {world}",
            f"{inside} link set lo up",
            f"{inside} addr add {INSIDE}/30 dev inside0",
            f"{inside} link set inside0 up",
            f"{outer} link set lo up",
            f"{outer} addr add {_NEIGHBOUR}/30 dev {outside.BORDER}",
            f"{outer} link set {outside.BORDER} up",
            f"{inside} route add default via {_NEIGHBOUR}",
            f"{inside} addr add {INSIDE6}/64 dev inside0 nodad",
            f"{outer} addr add {_NEIGHBOUR6}/64 dev {outside.BORDER} nodad",
            f"{inside} -6 route add default via {_NEIGHBOUR6}",
            *(f"{outer} addr add {outside.MEMBERS}.{number + 1}/32 dev lo" for number in range(sum(self._counts))),
            *(f"{outer} addr add {address}/32 dev lo" for address in (outside.SEEDER, outside.TRACKER)),
        ]
        for line in lines:
            subprocess.run(line.split(), check=True, capture_output=True)
