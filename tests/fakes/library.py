"""What lasts of accounts and items, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tribler_core.domain.library.errors import AccountExists
from tribler_core.domain.library.item import FileDigest, Item, LinkUse
from tribler_core.domain.people.account import Account, ApiKey, Notice
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Timestamp


class FakeAccounts:
    """Implements AccountStore."""

    def __init__(self) -> None:
        self.accounts: dict[int, Account] = {}
        self.api_keys: dict[int, ApiKey] = {}

    async def add(self, account: Account) -> Account:
        if any(known.name == account.name for known in self.accounts.values()):
            raise AccountExists(f"there is an account {account.name} already")
        number = len(self.accounts) + 1
        self.accounts[number] = replace(account, number=number)
        return self.accounts[number]

    async def save(self, accounts: Sequence[Account]) -> None:
        for account in accounts:
            if account.number in self.accounts:
                self.accounts[account.number] = account

    async def all(self) -> list[Account]:
        return list(self.accounts.values())

    async def add_key(self, key: ApiKey) -> ApiKey:
        number = len(self.api_keys) + 1
        self.api_keys[number] = replace(key, number=number)
        return self.api_keys[number]

    async def save_key(self, key: ApiKey) -> None:
        if key.number in self.api_keys:
            self.api_keys[key.number] = key

    async def keys(self) -> list[ApiKey]:
        return list(self.api_keys.values())


class FakeNotices:
    """Implements NoticeStore."""

    def __init__(self) -> None:
        self.notices: dict[int, tuple[int, Notice]] = {}
        self._last = 0

    async def add(self, account: int, created: Timestamp, title: str, message: str) -> Notice:
        self._last += 1
        self.notices[self._last] = (account, Notice(self._last, created, title, message))
        return self.notices[self._last][1]

    async def of(self, account: int) -> list[Notice]:
        return [notice for owner, notice in reversed(self.notices.values()) if owner == account]

    async def remove(self, account: int, number: int | None = None) -> int:
        gone = [notice.number for notice in await self.of(account) if number in (None, notice.number)]
        for each in gone:
            del self.notices[each]
        return len(gone)

    async def trim(self, before: Timestamp, keep: int) -> None:
        for account in {owner for owner, _ in self.notices.values()}:
            for place, notice in enumerate(await self.of(account)):
                if place >= keep or notice.created < before:
                    del self.notices[notice.number]


class FakeItems:
    """Implements ItemStore."""

    def __init__(self, accounts: FakeAccounts) -> None:
        self._accounts = accounts
        self.items: dict[int, Item] = {}
        self.torrents: dict[int, bytes] = {}
        self._last = 0

    async def add(
        self, items: Sequence[Item], torrent: bytes | None = None, account: Account | None = None
    ) -> list[Item]:
        await self._accounts.save([account] if account else [])
        added = []
        for item in items:
            self._last += 1
            self.items[self._last] = replace(item, number=self._last)
            if torrent is not None:
                self.torrents[self._last] = torrent
            added.append(self.items[self._last])
        return added

    async def save(self, items: Sequence[Item]) -> None:
        for item in items:
            if item.number in self.items:
                self.items[item.number] = item
                if item.started is not None:
                    self.torrents.pop(item.number, None)

    async def remove(self, numbers: Sequence[int], account: Account | None = None) -> None:
        await self._accounts.save([account] if account else [])
        for number in numbers:
            self.items.pop(number, None)
            self.torrents.pop(number, None)

    async def all(self) -> list[Item]:
        return list(self.items.values())

    async def torrent(self, number: int) -> bytes | None:
        return self.torrents.get(number)


class FakeShelf:
    """Implements LibraryShelf."""

    def __init__(self) -> None:
        self.uses: dict[str, LinkUse] = {}
        self.kept: dict[InfoHash, dict[int, FileDigest]] = {}
        self.found: dict[InfoHash, tuple[Timestamp, bytes]] = {}

    async def link_use(self, link: str) -> LinkUse | None:
        return self.uses.get(link)

    async def use_link(self, link: str, use: LinkUse) -> None:
        self.uses.setdefault(link, use)

    async def digests(self, infohash: InfoHash) -> Mapping[int, FileDigest]:
        return dict(self.kept.get(infohash, {}))

    async def keep_digest(self, infohash: InfoHash, index: int, digest: FileDigest) -> None:
        self.kept.setdefault(infohash, {})[index] = digest

    async def forget_digests(self, infohash: InfoHash) -> None:
        self.kept.pop(infohash, None)

    async def metadata(self, infohash: InfoHash, since: Timestamp) -> bytes | None:
        when, torrent = self.found.get(infohash, (Timestamp(0), None))
        return torrent if when >= since else None

    async def keep_metadata(self, infohash: InfoHash, torrent: bytes, when: Timestamp) -> None:
        self.found[infohash] = (when, torrent)

    async def tidy(self, *, links_before: Timestamp, metadata_before: Timestamp) -> None:
        self.uses = {link: use for link, use in self.uses.items() if use.first_used >= links_before}
        self.found = {name: found for name, found in self.found.items() if found[0] >= metadata_before}
