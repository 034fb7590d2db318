"""Accounts, and the keys by which they are known. Small enough to be held whole; what changes is durable first."""

import asyncio
import hashlib
import hmac
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.library.errors import AccountNotFound, KeyNotFound
from tribler_core.domain.people.account import LIMIT_NAMES, Account, ApiKey, Limits, Plan, Preferences
from tribler_core.domain.ports import AccountStore
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.secrets import new_key
from tribler_core.foundation.unset import UNSET, Unchanged, given

USED_AT_MOST_EVERY = 60
"""Seconds between two notes of when a key was used."""
FIRST_NAME = "owner"
FIRST_LIMITS = (("item_size", None), ("monthly_adds", None))
"""The account of the first start has no limit of size or number."""
T = TypeVar("T")
Change = Callable[[Account], Account]
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
_LARGEST = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPatch:
    """What is UNSET stays as it is."""

    plan: Plan | Unchanged = UNSET
    email: str | Unchanged = UNSET
    enabled: bool | Unchanged = UNSET
    limits: Mapping[str, int | None] | Unchanged = UNSET
    """Limits of its own by name; None: no limit. Those that are not named stay."""
    plan_limits: frozenset[str] = frozenset()
    """Limits that are those of the plan again."""
    preferences: Preferences | Unchanged = UNSET


class Accounts:
    """Every account. For the event loop's thread only."""

    def __init__(self, store: AccountStore, plans: Callable[[], Mapping[Plan, Limits]], clock: Clock) -> None:
        self._store = store
        self._plans = plans
        self._clock = clock
        self._accounts: dict[int, Account] = {}
        self._keys: dict[int, ApiKey] = {}
        self._by_digest: dict[str, int] = {}
        self._turn = asyncio.Lock()

    async def load(self) -> None:
        """Read what there is. Raises: CatalogueError."""
        self._accounts = {account.number: account for account in await self._store.all()}
        for key in await self._store.keys():
            self._take(key)

    def all(self) -> list[Account]:
        """In order of number."""
        return list(self._accounts.values())

    def get(self, number: int) -> Account:
        """Raises: AccountNotFound."""
        if (account := self._accounts.get(number)) is None:
            raise AccountNotFound("there is no such account")
        return account

    def named(self, name: str) -> Account:
        """By name or by number. Raises: AccountNotFound."""
        for account in self._accounts.values():
            if name in (account.name, str(account.number)):
                return account
        raise AccountNotFound(f"there is no account {name}")

    def limits(self, number: int) -> Limits:
        """What it may have now. Raises: AccountNotFound."""
        return self.get(number).limits(self._plans())

    async def add(
        self, name: str, plan: Plan, *, email: str = "", limits: Mapping[str, int | None] | None = None
    ) -> Account:
        """Raises: AccountExists, InvalidParameter, CatalogueError."""
        if not _NAME.fullmatch(name) or name.isdigit():
            raise InvalidParameter("a name has 1 to 100 printable characters, and is no number")
        now = self._clock.now()
        account = Account(
            auth_id=str(uuid.uuid4()),
            referral=str(uuid.uuid4()),
            name=name,
            email=email or f"{name}@localhost",
            plan=plan,
            overrides=_overrides((), limits or {}, frozenset()),
            created=now,
            updated=now,
        )
        added = await self._store.add(account)
        self._accounts[added.number] = added
        return added

    async def change(self, number: int, patch: AccountPatch) -> Account:
        """Raises: AccountNotFound, InvalidParameter, CatalogueError."""

        def changed(account: Account) -> Account:
            return replace(
                account,
                plan=given(patch.plan, account.plan),
                email=given(patch.email, account.email),
                enabled=given(patch.enabled, account.enabled),
                overrides=_overrides(account.overrides, given(patch.limits, {}), patch.plan_limits),
                preferences=given(patch.preferences, account.preferences),
                updated=self._clock.now(),
            )

        return await self._change(number, changed)

    async def change_with(self, number: int, change: Change, keep: Callable[[Account], Awaitable[T]]) -> T:
        """Change it by what `keep` stores: the changed account, together with something else.

        One at a time, so that no change is made to what was a moment ago. Raises: AccountNotFound, CatalogueError.
        """
        async with self._turn:
            account = change(self.get(number))
            kept = await keep(account)
            self._accounts[number] = account
            return kept

    async def add_bytes(self, served: Mapping[int, int], uploaded: Mapping[int, int]) -> None:
        """What was served and uploaded since last told, by account; those that are gone are passed over."""
        async with self._turn:
            changed = [
                replace(
                    account,
                    bytes_served=account.bytes_served + served.get(account.number, 0),
                    bytes_uploaded=account.bytes_uploaded + uploaded.get(account.number, 0),
                )
                for account in self._accounts.values()
                if account.number in served or account.number in uploaded
            ]
            if changed:
                await self._store.save(changed)
                self._accounts.update({account.number: account for account in changed})

    # Keys.

    def keys(self, number: int) -> list[ApiKey]:
        """Of an account, oldest first, the revoked ones too."""
        return [key for key in self._keys.values() if key.account == number]

    def key(self, number: int) -> ApiKey | None:
        """By its number; None: there is none."""
        return self._keys.get(number)

    async def add_key(self, number: int, label: str = "") -> tuple[ApiKey, str]:
        """A key, and what it is: told this once. Raises: AccountNotFound, CatalogueError."""
        account, secret = self.get(number), new_key()
        key = ApiKey(account=account.number, digest=digest_of(secret), label=label[:100], created=self._clock.now())
        added = await self._store.add_key(key)
        self._take(added)
        return added, secret

    async def revoke_key(self, number: int, key: int) -> ApiKey:
        """It opens nothing any more, nor do links that were made with it. Raises: KeyNotFound, CatalogueError."""
        known = self._keys.get(key)
        if known is None or known.account != number:
            raise KeyNotFound("the account has no such key")
        if known.revoked is None:
            known = replace(known, revoked=self._clock.now())
            await self._store.save_key(known)
            self._take(known)
        return known

    def identify(self, secret: str) -> tuple[Account, ApiKey] | None:
        """Whose key this is; None: nobody's, or of somebody who may not come in."""
        digest = digest_of(secret)
        key = self._keys.get(self._by_digest.get(digest, 0))
        if key is None or not hmac.compare_digest(key.digest, digest) or not self.opens(key.account, key.number):
            return None
        return self._accounts[key.account], key

    def opens(self, number: int, key: int) -> bool:
        """The key is not revoked, and its account is not disabled."""
        known, account = self._keys.get(key), self._accounts.get(number)
        return (
            known is not None
            and account is not None
            and known.account == number
            and known.revoked is None
            and account.enabled
        )

    async def note_use(self, key: ApiKey) -> None:
        """Remember roughly when a key was last used. Raises: CatalogueError."""
        known, now = self._keys[key.number], self._clock.now()
        if known.last_used is None or now - known.last_used >= USED_AT_MOST_EVERY:
            used = replace(known, last_used=now)
            self._take(used)
            await self._store.save_key(used)

    async def ensure_first(self) -> str | None:
        """Where there is no account, make one; the answer is its key, to be told once."""
        if self._accounts:
            return None
        account = await self.add(FIRST_NAME, Plan.PRO, limits=dict(FIRST_LIMITS))
        return (await self.add_key(account.number, "made at the first start"))[1]

    def _take(self, key: ApiKey) -> None:
        self._keys[key.number] = key
        self._by_digest[key.digest] = key.number

    async def _change(self, number: int, change: Change) -> Account:
        async def save(account: Account) -> Account:
            await self._store.save([account])
            return account

        return await self.change_with(number, change, save)


def digest_of(secret: str) -> str:
    """SHA-256 is enough: a key is 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _overrides(
    before: tuple[tuple[str, int | None], ...], changes: Mapping[str, int | None], dropped: frozenset[str]
) -> tuple[tuple[str, int | None], ...]:
    """Raises: InvalidParameter for a limit that there is not, or that is no sensible number."""
    for name, value in changes.items():
        if name not in LIMIT_NAMES:
            raise InvalidParameter(f"there is no limit {name}; there are {', '.join(LIMIT_NAMES)}")
        if value is not None and not 0 <= value <= _LARGEST:
            raise InvalidParameter(f"{name} is a whole number from 0, or no limit")
    kept = {name: value for name, value in before if name not in dropped}
    return tuple(sorted((kept | dict(changes)).items()))
