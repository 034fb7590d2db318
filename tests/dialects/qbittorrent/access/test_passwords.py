"""Hashing costs once, however many clients log in with every poll."""

import asyncio

import pytest

from tests.fakes.catalogue import FakeStore
from tests.fakes.clock import FakeClock
from tribler_core.dialects.qbittorrent.access.passwords import Passwords
from tribler_core.domain.errors import InvalidParameter


class Counted(Passwords):
    """Counts what costs."""

    hashes = 0

    def _matches(self, stored: str, password: str) -> bool:
        self.hashes += 1
        return super()._matches(stored, password)


@pytest.fixture
async def passwords() -> Counted:
    passwords = Counted(FakeStore(), lambda: "admin", FakeClock())
    await passwords.set("secret words")
    return passwords


async def test_a_hundred_clients_at_once_cost_one_hash(passwords: Counted) -> None:
    answers = await asyncio.gather(*(passwords.verify("admin", "secret words") for _ in range(100)))

    assert all(answers)
    assert passwords.hashes <= 2  # two may have begun before the first was done


async def test_a_wrong_pair_is_remembered_for_a_moment_only(passwords: Counted) -> None:
    for _ in range(10):
        assert not await passwords.verify("admin", "guess")
    assert passwords.hashes == 1


async def test_a_wrong_name_costs_as_much_as_a_wrong_password(passwords: Counted) -> None:
    assert not await passwords.verify("nobody", "secret words")
    assert passwords.hashes == 1


@pytest.mark.parametrize("password", ["", "12345"])
async def test_a_short_password_is_refused(passwords: Counted, password: str) -> None:
    with pytest.raises(InvalidParameter, match="at least 6 characters"):
        await passwords.set(password)


async def test_anything_can_be_tried(passwords: Counted) -> None:
    assert not await passwords.verify("\ud800", "\ud800\0" * 1000)
