"""A hundred clients that log in with every poll: what is kept of them, and who waits for whom."""

import asyncio
import threading
from typing import Any

from tests.dialects.qbittorrent.conftest import OpenQbHouse
from tests.dialects.qbittorrent.house import API, PASSWORD, USER, QbHouse
from tests.fakes.clock import FakeClock
from tribler_core.dialects.qbittorrent.access import bans, passwords
from tribler_core.dialects.qbittorrent.access.bans import Bans, Patience
from tribler_core.foundation.units import Seconds

CLIENTS = 100


async def log_in(house: QbHouse, agent: str, password: str = PASSWORD) -> bytes:
    pair, headers = {"username": USER, "password": password}, {"User-Agent": agent}
    answer = await house.call("POST", f"{API}/auth/login", key="", data=pair, headers=headers)
    body: bytes = answer.body
    return body


async def test_sessions_are_bounded_however_many_clients_there_are(open_house: OpenQbHouse) -> None:
    house = await open_house(qbittorrent__session_limit="20")
    sessions = house.qbittorrent.access.sessions
    for _ in range(3):
        answers = await asyncio.gather(*(log_in(house, f"client {number}") for number in range(CLIENTS)))
        assert set(answers) == {b"Ok."}
        assert len(sessions) == len(sessions._fresh) == 20

    house.clock.advance(3601)
    await log_in(house, "somebody")
    assert len(sessions) <= 20


async def test_ten_thousand_logins_without_a_cookie_keep_nothing_more(open_house: OpenQbHouse) -> None:
    """Below HTTP, because it is the memory that is looked at; with as many wrong ones."""
    house = await open_house()
    access = house.qbittorrent.access
    for number in range(10_000):
        access.passwords._remember(access.passwords.fingerprint(USER, str(number)), right=False)
        access.bans.failed(f"2001:db8:{number:x}::1", b"%d" % number, Patience(5, Seconds(60.0)))
        access.bans.failed("203.0.113.1", b"%d" % number, Patience(0, Seconds(60.0)))

    assert len(access.passwords._verdicts) == passwords._MOST_REMEMBERED
    assert len(access.bans._records) <= bans._MOST_SITES
    assert max(len(record.guesses) for record in access.bans._records.values()) <= bans._MOST_GUESSES


def test_sites_that_guess_are_bounded_too() -> None:
    guessed = Bans(FakeClock())
    for number in range(bans._MOST_SITES + 100):
        guessed.failed(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", b"guess", Patience(5, Seconds(60.0)))
    assert len(guessed._records) == bans._MOST_SITES


async def test_polls_are_answered_while_passwords_are_verified(house: QbHouse, monkeypatch: Any) -> None:
    """Hashes that do not end keep nobody waiting who has a session. Fewer logins than the client has connections."""
    go_on, begun = threading.Event(), threading.Semaphore(0)

    def matches(_stored: str, _password: str) -> bool:
        begun.release()
        return go_on.wait(60)

    monkeypatch.setattr(house.qbittorrent.access.passwords, "_matches", matches)
    waiting = [
        asyncio.ensure_future(log_in(house, f"client {number}", f"word {number}")) for number in range(CLIENTS // 2)
    ]
    try:
        await asyncio.to_thread(begun.acquire)
        for _ in range(20):
            assert (await house.get("sync/maindata")).status == 200
        assert not any(each.done() for each in waiting)
    finally:
        go_on.set()
    assert set(await asyncio.gather(*waiting)) == {b"Ok."}
