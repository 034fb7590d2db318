"""From rules and limits, own, of the category and configured, to what ends seeding."""

from typing import TypeVar

from tribler_core.domain.download.settings import EndAction, Limit, Match, SeedingLimits, SeedingMode, SeedingRule
from tribler_core.domain.download.snapshot import Transfer
from tribler_core.foundation.units import Seconds
from tribler_core.foundation.value import value

NONE = Limit(None)
NO_LIMITS = SeedingLimits(ratio=NONE, time=NONE, idle=NONE, action=EndAction.STOP, match=Match.ANY)
"""Seeding never ends."""

T = TypeVar("T")


def limits_of(rule: SeedingRule, default_mode: SeedingMode | None = None) -> SeedingLimits:
    """What a rule says, limit by limit. Without a mode of its own, its number counts if it is the default mode's."""
    if rule.limits is not None:
        return rule.limits
    match rule.mode:
        case None:
            return _of_number(rule, default_mode)
        case SeedingMode.FOREVER:
            return SeedingLimits(ratio=NONE, time=NONE, idle=NONE)
        case SeedingMode.NEVER:
            return SeedingLimits(ratio=NONE, time=Limit(0.0), idle=NONE, action=EndAction.STOP, match=Match.ANY)
        case SeedingMode.RATIO:
            return SeedingLimits(ratio=Limit(rule.ratio), time=NONE, idle=NONE)
        case SeedingMode.TIME:
            return SeedingLimits(ratio=NONE, time=Limit(rule.time), idle=NONE)


def _of_number(rule: SeedingRule, mode: SeedingMode | None) -> SeedingLimits:
    if mode is SeedingMode.RATIO and rule.ratio is not None:
        return SeedingLimits(ratio=Limit(rule.ratio))
    if mode is SeedingMode.TIME and rule.time is not None:
        return SeedingLimits(time=Limit(rule.time))
    return SeedingLimits()


def rule_of(limits: SeedingLimits) -> SeedingRule:
    """The same in one mode, for whoever knows no more: the ratio goes before the time."""
    if (ratio := value_of(limits.ratio)) is not None:
        return SeedingRule(mode=SeedingMode.RATIO, ratio=ratio)
    if (time := value_of(limits.time)) is not None:
        return SeedingRule(mode=SeedingMode.TIME, time=Seconds(time))
    return SeedingRule(mode=SeedingMode.FOREVER)


def over(own: SeedingLimits, common: SeedingLimits) -> SeedingLimits:
    """Own words, with the common ones in the gaps."""
    return SeedingLimits(
        ratio=_first(own.ratio, common.ratio),
        time=_first(own.time, common.time),
        idle=_first(own.idle, common.idle),
        action=_first(own.action, common.action),
        match=_first(own.match, common.match),
    )


def value_of(limit: Limit | None) -> float | None:
    """The number; None: there is none."""
    return None if limit is None else limit.value


@value(frozen=True, slots=True)
class Standing:
    """How far a download is on the way to the end of its seeding."""

    reached: bool
    wait: Seconds | None
    """Until its end is reached if nothing but time passes; None: time alone does not end it."""


def standing(limits: SeedingLimits, transfer: Transfer, idle: Seconds) -> Standing:
    """`idle`: how long nothing was transferred."""
    waits: list[Seconds | None] = []
    if (ratio := value_of(limits.ratio)) is not None:
        there = transfer.done > 0 and transfer.uploaded >= ratio * transfer.done
        waits.append(Seconds(0.0) if there else None)
    if (time := value_of(limits.time)) is not None:
        waits.append(Seconds(max(0.0, time - transfer.finished_time)))
    if (rest := value_of(limits.idle)) is not None:
        waits.append(Seconds(max(0.0, rest - idle)))
    wait = _all(waits) if limits.match is Match.ALL else _any(waits)
    return Standing(reached=wait is not None and wait <= 0, wait=wait)


def _any(waits: list[Seconds | None]) -> Seconds | None:
    return min((wait for wait in waits if wait is not None), default=None)


def _all(waits: list[Seconds | None]) -> Seconds | None:
    known = [wait for wait in waits if wait is not None]
    return max(known) if known and len(known) == len(waits) else None


def _first(own: T | None, common: T | None) -> T | None:
    return common if own is None else own
