"""Sessions of a real daemon over HTTP: opened and thrown away again and again, they leave nothing behind."""

import asyncio
from pathlib import Path
from typing import Any

import psutil
import pytest
from aiohttp import ClientSession, TCPConnector

from tests.e2e.daemon_process import DaemonProcess
from tests.engine.workspaces.office import free_ports, occupy
from tests.swarm import until

AT_A_TIME, TIMES, WARM_UP = 8, 100, 10
LEAST_LEAK = 40_000
"""Bytes for each session that would be a leak; what allocators keep for themselves is less."""


class Sessions:
    """Speaks to the dialect over connections that are closed after each answer."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/v1/sessions"
        self._client = ClientSession(connector=TCPConnector(force_close=True))

    async def close(self) -> None:
        await self._client.close()

    async def ask(self, verb: str, path: str = "", **sent: Any) -> Any:
        async with self._client.request(verb, self._url + path, **sent) as answer:
            said = await answer.json()
            assert said["status"] == "success", said
            return said

    async def round(self, first: int, last: int) -> None:
        """As many as there are ports, each with another one; gone, with their ports free, when this returns."""
        body = {"port_range": [first, last]}
        made = await asyncio.gather(*(self.ask("POST", json=body) for _ in range(first, last + 1)))
        assert sorted(each["session"]["port"] for each in made) == list(range(first, last + 1))
        await asyncio.gather(*(self.ask("DELETE", f"/{each['session']['id']}") for each in made))


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_eight_at_a_time_a_hundred_times_leave_nothing_behind(tmp_path: Path) -> None:
    first, last = free_ports(AT_A_TIME)
    async with DaemonProcess(tmp_path, {"resttorrent.enabled": "true"}) as daemon:
        sessions, process = Sessions(daemon.url), psutil.Process(daemon.pid)
        for _ in range(WARM_UP):
            await sessions.round(first, last)
        descriptors, threads, memory = process.num_fds(), process.num_threads(), process.memory_info().rss
        for _ in range(TIMES - WARM_UP):
            await sessions.round(first, last)

        for port in range(first, last + 1):
            occupy(port).close()
        assert (await sessions.ask("GET"))["sessions"] == []
        count = AT_A_TIME * (TIMES - WARM_UP)
        # The last connections are closed a moment after their answers.
        await until(lambda: process.num_fds() <= descriptors + AT_A_TIME)
        await until(lambda: process.num_threads() <= threads + AT_A_TIME)
        assert process.memory_info().rss - memory < count * LEAST_LEAK
        await _last(daemon, sessions)
    assert "Traceback" not in daemon.log


async def _last(daemon: DaemonProcess, sessions: Sessions) -> None:
    """After a kill a session that lasts is there again, on its port and with its torrents, and one in memory is not."""
    kept, _ = [
        (await sessions.ask("POST", json={"port_range": 0, "memory_only": memory_only}))["session"]
        for memory_only in (0, 1)
    ]
    torrent = {"magnet": "ab" * 20, "save_path": "films"}
    await sessions.ask("POST", f"/{kept['id']}/torrents", json=torrent)
    await sessions.close()
    await daemon.kill()
    await daemon.start()
    sessions = Sessions(daemon.url)
    (session,) = (await sessions.ask("GET"))["sessions"]
    assert (session["id"], session["port"], session["listening"]) == (kept["id"], kept["port"], True)
    listed = (await sessions.ask("GET", f"/{kept['id']}/torrents"))["torrents"]
    assert [each["infohash"] for each in listed] == ["ab" * 20]
    await sessions.close()
    assert await daemon.stop() == 0
