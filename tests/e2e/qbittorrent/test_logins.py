"""A hundred clients that log in with every poll and never send a cookie back."""

import asyncio
from pathlib import Path

import aiohttp

from tests.e2e.qbittorrent.room import USER, a_daemon

CLIENTS = 100
ROUNDS = 5


async def test_a_hundred_clients_that_log_in_with_every_poll_leave_no_sessions_behind(tmp_path: Path) -> None:
    async with a_daemon(tmp_path) as (daemon, password), aiohttp.ClientSession(daemon.url) as session:

        async def log_in(number: int) -> str:
            pair = {"username": USER, "password": password}
            agent = {"User-Agent": f"client {number}"}
            async with session.post("/api/v2/auth/login", data=pair, headers=agent) as answer:
                assert await answer.text() == "Ok."
                return answer.headers["Set-Cookie"].partition(";")[0]

        async def status(cookie: str) -> int:
            async with session.get("/api/v2/sync/maindata", headers={"Cookie": cookie}) as answer:
                return answer.status

        async def everybody() -> list[str]:
            return await asyncio.gather(*(log_in(number) for number in range(CLIENTS)))

        rounds = [await everybody() for _ in range(ROUNDS)]
        assert len(set(rounds[0])) == CLIENTS
        assert all(again == rounds[0] for again in rounds)  # no cookie came back, so nobody needs a second session
        assert set(await asyncio.gather(*map(status, rounds[0]))) == {200}

        later = await everybody()  # these came back: they get new ones, and the oldest make room
        assert set(later).isdisjoint(rounds[0])
        assert set(await asyncio.gather(*map(status, later))) == {200}
        assert set(await asyncio.gather(*map(status, rounds[0]))) == {403}
