"""What every store of accounts and items promises: the one in memory, SQLite's, PostgreSQL's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.builders import an_infohash
from tests.fakes.library import FakeAccounts, FakeItems, FakeNotices, FakeShelf
from tribler_core.config.sections import StorageSection
from tribler_core.domain.library.errors import AccountExists
from tribler_core.domain.library.item import FileDigest, Item, LinkUse, Stage
from tribler_core.domain.people.account import Account, ApiKey, Plan, Preferences, SeedWish
from tribler_core.domain.ports import AccountStore, ItemStore, LibraryShelf, NoticeStore
from tribler_core.foundation.units import Timestamp
from tribler_core.storage.catalogue import SqlCatalogue


@dataclass(frozen=True)
class Ports:
    accounts: AccountStore
    notices: NoticeStore
    items: ItemStore
    shelf: LibraryShelf


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def ports(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ports]:
    if request.param == "memory":
        accounts = FakeAccounts()
        yield Ports(accounts, FakeNotices(), FakeItems(accounts), FakeShelf())
        return
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    catalogue = await SqlCatalogue.open(StorageSection(url=url), tmp_path)
    yield Ports(catalogue.accounts, catalogue.notices, catalogue.items, catalogue.shelf)
    await catalogue.close()


def an_account(name: str = "ada", **changes: Any) -> Account:
    account = Account(
        auth_id="9b2e8d3a-0000-4000-8000-000000000001",
        referral="9b2e8d3a-0000-4000-8000-000000000002",
        name=name,
        email=f"{name}@localhost",
        plan=Plan.PRO,
        created=Timestamp(1),
        updated=Timestamp(2),
    )
    return replace(account, **changes)


def an_item(number: int = 1, **changes: Any) -> Item:
    item = Item(
        account=1,
        infohash=an_infohash(number),
        stage=Stage.QUEUED,
        created=Timestamp(10),
        updated=Timestamp(10),
    )
    return replace(item, **changes)


RICH = an_account(
    overrides=(("slots", 7), ("item_size", None)),
    preferences=Preferences(seed=SeedWish.STOP, allow_zip=False),
    cooldown_until=Timestamp(99),
    month=202611,
    month_adds=3,
    bytes_served=2**40,
)


@pytest.mark.parametrize("account", [an_account(), RICH], ids=["plain", "rich"])
async def test_an_account_comes_back_as_it_was_added(ports: Ports, account: Account) -> None:
    added = await ports.accounts.add(account)

    assert added == replace(account, number=1)
    assert await ports.accounts.all() == [added]


async def test_a_name_is_given_once(ports: Ports) -> None:
    await ports.accounts.add(an_account())

    with pytest.raises(AccountExists):
        await ports.accounts.add(an_account())
    assert len(await ports.accounts.all()) == 1


async def test_a_changed_account_is_kept(ports: Ports) -> None:
    added = await ports.accounts.add(an_account())
    changed = replace(added, enabled=False, plan=Plan.FREE)

    await ports.accounts.save([changed, replace(added, number=77)])

    assert await ports.accounts.all() == [changed]


async def test_keys_are_kept_and_revoked(ports: Ports) -> None:
    owner = await ports.accounts.add(an_account())
    first = await ports.accounts.add_key(
        ApiKey(account=owner.number, digest="a" * 64, label="tv", created=Timestamp(5))
    )
    second = await ports.accounts.add_key(ApiKey(account=owner.number, digest="b" * 64, label="", created=Timestamp(6)))

    await ports.accounts.save_key(replace(first, revoked=Timestamp(7)))

    assert await ports.accounts.keys() == [replace(first, revoked=Timestamp(7)), second]
    assert (first.number, second.number) == (1, 2)


async def test_notices_are_read_newest_first_by_their_account_alone(ports: Ports) -> None:
    ada, bob = [await ports.accounts.add(an_account(name)) for name in ("ada", "bob")]
    first = await ports.notices.add(ada.number, Timestamp(1), "one", "caf\u00e9 \x00")
    await ports.notices.add(bob.number, Timestamp(2), "his", "")
    third = await ports.notices.add(ada.number, Timestamp(3), "three", "")

    assert await ports.notices.of(ada.number) == [third, first]
    assert await ports.notices.remove(bob.number, first.number) == 0
    assert await ports.notices.remove(ada.number, first.number) == 1
    assert await ports.notices.remove(ada.number) == 1
    assert len(await ports.notices.of(bob.number)) == 1


async def test_old_and_surplus_notices_are_forgotten(ports: Ports) -> None:
    ada = await ports.accounts.add(an_account())
    kept = [await ports.notices.add(ada.number, Timestamp(when), "title", "") for when in range(6)]

    await ports.notices.trim(before=Timestamp(1), keep=3)

    assert await ports.notices.of(ada.number) == kept[:2:-1]


async def test_an_item_comes_back_as_it_was_added(ports: Ports) -> None:
    rich = an_item(2, name="caf\u00e9 \udcff", tags=("a", "b"), seed=SeedWish.SEED, finished=Timestamp(9), size=2**40)

    added = await ports.items.add([an_item(), rich])

    assert [item.number for item in added] == [1, 2]
    assert await ports.items.all() == added
    assert added[1] == replace(rich, number=2)


async def test_a_number_is_never_used_again(ports: Ports) -> None:
    (first,) = await ports.items.add([an_item()])
    await ports.items.remove([first.number, 99])

    (second,) = await ports.items.add([an_item()])

    assert second.number == first.number + 1


async def test_the_torrent_of_an_item_is_kept_until_it_is_started(ports: Ports) -> None:
    (item,) = await ports.items.add([an_item()], b"torrent")
    await ports.items.save([replace(item, held=True)])
    assert await ports.items.torrent(item.number) == b"torrent"

    started = replace(item, stage=Stage.ACTIVE, started=Timestamp(11), infohash=an_infohash(5))
    await ports.items.save([started, replace(an_item(6), number=66)])

    assert await ports.items.torrent(item.number) is None
    assert await ports.items.all() == [started]


async def test_an_item_and_its_count_are_written_together(ports: Ports) -> None:
    before = await ports.accounts.add(an_account())
    (item,) = await ports.items.add([an_item()], b"torrent", replace(before, adds=1))
    assert [account.adds for account in await ports.accounts.all()] == [1]

    await ports.items.remove([item.number], before)

    assert (await ports.accounts.all(), await ports.items.all()) == ([before], [])


async def test_the_first_use_of_a_link_stays(ports: Ports) -> None:
    await ports.shelf.use_link("link", LinkUse("127.0.0.1", Timestamp(1)))
    await ports.shelf.use_link("link", LinkUse("127.0.0.2", Timestamp(2)))

    assert await ports.shelf.link_use("link") == LinkUse("127.0.0.1", Timestamp(1))
    assert await ports.shelf.link_use("other") is None


async def test_digests_are_kept_by_file(ports: Ports) -> None:
    old, new = FileDigest(1, "a" * 32, ""), FileDigest(2**32 - 1, "b" * 32, "0" * 16)
    await ports.shelf.keep_digest(an_infohash(), 0, old)
    await ports.shelf.keep_digest(an_infohash(), 0, new)
    await ports.shelf.keep_digest(an_infohash(), 3, old)

    assert await ports.shelf.digests(an_infohash()) == {0: new, 3: old}
    await ports.shelf.forget_digests(an_infohash())
    assert await ports.shelf.digests(an_infohash()) == {}


async def test_metadata_is_known_for_a_while(ports: Ports) -> None:
    await ports.shelf.keep_metadata(an_infohash(), b"older", Timestamp(1))
    await ports.shelf.keep_metadata(an_infohash(), b"newer", Timestamp(10))

    assert await ports.shelf.metadata(an_infohash(), Timestamp(10)) == b"newer"
    assert await ports.shelf.metadata(an_infohash(), Timestamp(11)) is None
    await ports.shelf.use_link("link", LinkUse("::1", Timestamp(5)))
    await ports.shelf.tidy(links_before=Timestamp(6), metadata_before=Timestamp(11))
    assert await ports.shelf.metadata(an_infohash(), Timestamp(0)) is None
    assert await ports.shelf.link_use("link") is None
