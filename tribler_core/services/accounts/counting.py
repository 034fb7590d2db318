"""How many items an account got. An item and its count are stored together, or neither is."""

from dataclasses import replace
from datetime import UTC, datetime

from tribler_core.domain.people.account import Account
from tribler_core.foundation.units import Timestamp


def used_this_month(account: Account, now: Timestamp) -> int:
    """Items that count against its monthly limit."""
    return account.month_adds if account.month == _month_of(now) else 0


def counted(account: Account, now: Timestamp, cooldown: int | None) -> Account:
    """It got an item that was not here before; `cooldown` in seconds."""
    return replace(
        account,
        month=_month_of(now),
        month_adds=used_this_month(account, now) + 1,
        adds=account.adds + 1,
        cooldown_until=account.cooldown_until if cooldown is None else Timestamp(now + cooldown),
        updated=now,
    )


def uncounted(account: Account, now: Timestamp, before: Account) -> Account:
    """It did not get it after all; `before` it was counted."""
    return replace(
        account,
        month_adds=max(0, used_this_month(account, now) - 1),
        adds=max(0, account.adds - 1),
        cooldown_until=before.cooldown_until,
        updated=now,
    )


def _month_of(moment: Timestamp) -> int:
    """Year * 100 + month, UTC."""
    date = datetime.fromtimestamp(moment, UTC)
    return date.year * 100 + date.month
