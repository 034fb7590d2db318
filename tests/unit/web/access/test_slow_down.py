"""What counts as guessing."""

import pytest

from tests.fakes.clock import FakeClock
from tribler_core.domain.errors import TooManyAttempts
from tribler_core.web.access.slow_down import SlowDown, site_of

HOME = "192.0.2.1"


def guess(slow_down: SlowDown, *keys: str, address: str = HOME) -> None:
    for key in keys:
        slow_down.check(address, key)
        slow_down.tried(address, key, right=False)


def test_one_wrong_key_again_and_again_is_no_guess() -> None:
    slow_down = SlowDown(FakeClock())

    guess(slow_down, *["stale"] * 100)

    slow_down.check(HOME, "right")


def test_each_further_guess_doubles_the_wait_up_to_a_minute() -> None:
    clock = FakeClock()
    slow_down = SlowDown(clock)
    guess(slow_down, "1", "2", "3", "4", "5")
    waits = []
    for number in range(6, 16):
        guess(slow_down, str(number))
        with pytest.raises(TooManyAttempts) as refused:
            slow_down.check(HOME, "next")
        waits.append(refused.value.retry_after)
        clock.advance(refused.value.retry_after)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]


def test_a_right_key_is_refused_no_longer_than_the_wait() -> None:
    clock = FakeClock()
    slow_down = SlowDown(clock)
    guess(slow_down, "1", "2", "3", "4", "5", "6")
    with pytest.raises(TooManyAttempts):
        slow_down.check(HOME, "right")

    clock.advance(1.01)

    slow_down.check(HOME, "right")


def test_addresses_do_not_slow_each_other_down() -> None:
    slow_down = SlowDown(FakeClock())
    guess(slow_down, "1", "2", "3", "4", "5", "6")

    slow_down.check("192.0.2.2", "7")


def test_a_quarter_of_an_hour_of_peace_is_a_new_start() -> None:
    clock = FakeClock()
    slow_down = SlowDown(clock)
    guess(slow_down, "1", "2", "3", "4", "5", "6")

    clock.advance(901)

    guess(slow_down, "a", "b", "c", "d", "e")
    slow_down.check(HOME, "f")


def test_memory_is_bounded() -> None:
    slow_down = SlowDown(FakeClock())

    for number in range(11_000):
        guess(slow_down, "x", address=f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")

    assert len(slow_down._records) == 10_000


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", ""),
        ("not:an:address", "not:an:address"),
    ],
)
def test_an_ipv6_caller_is_its_whole_network(address: str, site: str) -> None:
    assert site_of(address) == site
