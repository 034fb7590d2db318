"""Accounts are known by their keys alone, and have what their plan or they themselves allow."""

from dataclasses import replace

import pytest

from tests.fakes.clock import FakeClock
from tests.fakes.library import FakeAccounts
from tribler_core.config.sections import TorBoxSection
from tribler_core.domain.errors import CatalogueError, InvalidParameter
from tribler_core.domain.library.errors import AccountExists, AccountNotFound, KeyNotFound
from tribler_core.domain.people.account import Account, Plan, Preferences
from tribler_core.services.accounts.accounts import AccountPatch, Accounts
from tribler_core.services.accounts.plans import plans_of


@pytest.fixture
def store() -> FakeAccounts:
    return FakeAccounts()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def accounts(store: FakeAccounts, clock: FakeClock) -> Accounts:
    return Accounts(store, lambda: plans_of(TorBoxSection()), clock)


async def test_only_the_digest_of_a_key_is_kept(accounts: Accounts, store: FakeAccounts) -> None:
    ada = await accounts.add("ada", Plan.FREE)
    key, secret = await accounts.add_key(ada.number, "tv")

    assert len(secret) == 64
    assert secret not in repr(store.api_keys)
    assert accounts.identify(secret) == (ada, key)
    assert accounts.identify(secret.upper()) is None
    assert accounts.identify(key.digest) is None


async def test_a_revoked_key_and_a_disabled_account_open_nothing(accounts: Accounts) -> None:
    ada = await accounts.add("ada", Plan.FREE)
    first, first_secret = await accounts.add_key(ada.number)
    second, second_secret = await accounts.add_key(ada.number)

    await accounts.revoke_key(ada.number, first.number)
    assert accounts.identify(first_secret) is None
    assert accounts.identify(second_secret) is not None
    await accounts.change(ada.number, AccountPatch(enabled=False))
    assert accounts.identify(second_secret) is None
    assert not accounts.opens(ada.number, second.number)


async def test_nobody_revokes_the_key_of_another(accounts: Accounts) -> None:
    ada, bob = await accounts.add("ada", Plan.FREE), await accounts.add("bob", Plan.FREE)
    key, secret = await accounts.add_key(ada.number)

    with pytest.raises(KeyNotFound):
        await accounts.revoke_key(bob.number, key.number)
    assert accounts.identify(secret) is not None


async def test_what_is_kept_is_read_again(accounts: Accounts, store: FakeAccounts, clock: FakeClock) -> None:
    ada = await accounts.add("ada", Plan.ESSENTIAL, limits={"slots": 7, "item_size": None})
    _, secret = await accounts.add_key(ada.number)
    again = Accounts(store, lambda: plans_of(TorBoxSection()), clock)
    await again.load()

    found = again.identify(secret)
    assert found is not None
    assert found[0] == ada
    assert (again.limits(ada.number).slots, again.limits(ada.number).item_size) == (7, None)


async def test_a_limit_can_follow_the_plan_again(accounts: Accounts) -> None:
    ada = await accounts.add("ada", Plan.ESSENTIAL, limits={"slots": 7})

    await accounts.change(ada.number, AccountPatch(plan_limits=frozenset({"slots"}), plan=Plan.STANDARD))

    assert accounts.limits(ada.number).slots == 5


@pytest.mark.parametrize("limits", [{"nonsense": 1}, {"slots": -1}, {"slots": 2**63}])
async def test_a_limit_that_makes_no_sense_is_refused(accounts: Accounts, limits: dict[str, int]) -> None:
    with pytest.raises(InvalidParameter):
        await accounts.add("ada", Plan.FREE, limits=limits)
    assert accounts.all() == []


@pytest.mark.parametrize("name", ["", "12", "a\nb", "x" * 101])
async def test_a_name_that_makes_no_sense_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(InvalidParameter):
        await accounts.add(name, Plan.FREE)


async def test_a_name_is_given_once_and_found(accounts: Accounts) -> None:
    ada = await accounts.add("ada", Plan.FREE)

    with pytest.raises(AccountExists):
        await accounts.add("ada", Plan.PRO)
    assert accounts.named("ada") == accounts.named("1") == ada
    with pytest.raises(AccountNotFound):
        accounts.named("bob")


async def test_an_account_that_could_not_be_stored_with_something_is_as_it_was(accounts: Accounts) -> None:
    ada = await accounts.add("ada", Plan.FREE)

    async def refuse(_: Account) -> None:
        raise CatalogueError("disk full")

    with pytest.raises(CatalogueError):
        await accounts.change_with(ada.number, lambda account: replace(account, adds=7), refuse)
    assert accounts.get(ada.number) == ada


async def test_changes_of_one_account_do_not_overtake_each_other(accounts: Accounts) -> None:
    ada = await accounts.add("ada", Plan.FREE)

    await accounts.add_bytes({ada.number: 5, 99: 1}, {})
    await accounts.change(ada.number, AccountPatch(preferences=replace(Preferences(), allow_zip=False)))
    await accounts.add_bytes({ada.number: 5}, {ada.number: 3})

    now = accounts.get(ada.number)
    assert (now.bytes_served, now.bytes_uploaded, now.preferences.allow_zip) == (10, 3, False)


async def test_the_first_account_is_made_once(accounts: Accounts) -> None:
    secret = await accounts.ensure_first()

    assert secret is not None
    assert accounts.identify(secret) is not None
    assert accounts.limits(1).item_size is None
    assert accounts.limits(1).slots == 10
    assert await accounts.ensure_first() is None
