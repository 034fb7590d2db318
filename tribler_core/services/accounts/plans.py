"""What the operator's plans allow."""

from collections.abc import Mapping

from tribler_core.config.sections import TorBoxSection
from tribler_core.domain.people.account import Limits, Plan

HOUR = 3600
DAY = 86400


def plans_of(section: TorBoxSection) -> Mapping[Plan, Limits]:
    """The limits of each plan."""
    return {plan: _limits(section, plan) for plan in Plan}


def _limits(section: TorBoxSection, plan: Plan) -> Limits:
    slots, size, adds, hours = section.plan(plan.value)
    return Limits(
        slots=slots,
        item_size=size,
        monthly_adds=adds,
        cooldown=None if hours is None else hours * HOUR,
        seeding_slots=_unless_negative(section.seeding_slots),
        retention=section.retention_days * DAY or None,
        queue_length=_unless_negative(section.queue_max) if section.queueing else 0,
    )


def _unless_negative(number: int) -> int | None:
    return None if number < 0 else number
