"""Items are counted by month, and what could not be started is not counted."""

from dataclasses import replace

from tribler_core.domain.people.account import Account, Plan
from tribler_core.foundation.units import Timestamp
from tribler_core.services.accounts.counting import counted, uncounted, used_this_month

NOW, NEXT_MONTH = Timestamp(1_700_000_000), Timestamp(1_703_000_000)
ADA = Account(
    auth_id="1", referral="2", name="ada", email="", plan=Plan.FREE, created=Timestamp(1), updated=Timestamp(1)
)


def test_items_are_counted_by_month() -> None:
    twice = counted(counted(ADA, NOW, 60), NOW, None)

    assert (used_this_month(twice, NOW), twice.adds, twice.cooldown_until) == (2, 2, NOW + 60)
    assert used_this_month(twice, NEXT_MONTH) == 0
    later = counted(twice, NEXT_MONTH, None)
    assert (used_this_month(later, NEXT_MONTH), later.adds) == (1, 3)


def test_what_could_not_be_started_is_not_counted() -> None:
    before = counted(ADA, NOW, 60)
    now = Timestamp(NOW + 100)

    after = uncounted(counted(before, now, 60), now, before)

    assert after == replace(before, updated=now)
