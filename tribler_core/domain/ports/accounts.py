"""What lasts of accounts. A method that returns has committed. Raises: CatalogueError."""

from collections.abc import Sequence
from typing import Protocol

from tribler_core.domain.people.account import Account, ApiKey, Notice
from tribler_core.foundation.units import Timestamp


class AccountStore(Protocol):
    """Accounts and their keys."""

    async def add(self, account: Account) -> Account:
        """The same with its number. Raises: AccountExists."""
        ...

    async def save(self, accounts: Sequence[Account]) -> None:
        """All or none; unknown ones are passed over."""
        ...

    async def all(self) -> list[Account]:
        """In order of number."""
        ...

    async def add_key(self, key: ApiKey) -> ApiKey:
        """The same with its number."""
        ...

    async def save_key(self, key: ApiKey) -> None:
        """An unknown one is passed over."""
        ...

    async def keys(self) -> list[ApiKey]:
        """In order of number, the revoked ones too."""
        ...


class NoticeStore(Protocol):
    """What accounts are told."""

    async def add(self, account: int, created: Timestamp, title: str, message: str) -> Notice:
        """The newest from now on."""
        ...

    async def of(self, account: int) -> list[Notice]:
        """Newest first."""
        ...

    async def remove(self, account: int, number: int | None = None) -> int:
        """One, or all of an account; how many there were."""
        ...

    async def trim(self, before: Timestamp, keep: int) -> None:
        """Forget what is older, and all but the newest `keep` of each account."""
        ...
