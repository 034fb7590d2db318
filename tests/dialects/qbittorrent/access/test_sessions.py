"""Sessions cost a bounded amount."""

from tests.fakes.clock import FakeClock
from tribler_core.dialects.qbittorrent.access.sessions import Caller, Sessions


def some_sessions(clock: FakeClock, *, timeout: int = 3600, limit: int = 3) -> Sessions:
    return Sessions(clock, lambda: timeout, lambda: limit)


def caller(number: int) -> Caller:
    return Caller(f"192.0.2.{number}", "admin", "curl")


def test_the_one_that_was_idle_longest_makes_room() -> None:
    clock = FakeClock()
    sessions = some_sessions(clock)
    tokens = [sessions.open(caller(number)) for number in range(3)]
    assert sessions.resume(tokens[0])

    sessions.open(caller(9))

    assert [sessions.resume(token) for token in tokens] == [True, False, True]
    assert len(sessions) == 3


def test_a_caller_whose_cookie_never_comes_back_has_one_session() -> None:
    sessions = some_sessions(FakeClock(), limit=0)

    assert len({sessions.open(caller(1)) for _ in range(1000)}) == 1


def test_two_tabs_of_a_browser_have_two() -> None:
    sessions = some_sessions(FakeClock())
    first = sessions.open(caller(1))
    sessions.resume(first)

    assert sessions.open(caller(1)) != first


def test_no_timeout_means_for_ever() -> None:
    clock = FakeClock()
    sessions = some_sessions(clock, timeout=0)
    token = sessions.open(caller(1))
    clock.advance(10**9)

    assert sessions.resume(token)


def test_what_is_closed_is_closed() -> None:
    sessions = some_sessions(FakeClock())
    token = sessions.open(caller(1))
    sessions.close(token)
    sessions.close("nonsense")

    assert not sessions.resume(token)
