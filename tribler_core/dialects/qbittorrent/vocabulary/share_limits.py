"""When seeding ends, in the words of the wire: three limits with two sentinels, an action and a mode."""

from dataclasses import dataclass

from tribler_core.dialects.qbittorrent.vocabulary.numbers import NO_LIMIT, USE_GLOBAL
from tribler_core.domain.download.settings import SeedingMode, SeedingRule
from tribler_core.foundation.units import Seconds


@dataclass(frozen=True, slots=True)
class ShareLimits:
    """-1: no limit; -2: the global one."""

    ratio: float = float(USE_GLOBAL)
    seeding_minutes: int = USE_GLOBAL
    idle_minutes: int = USE_GLOBAL
    action: str = "Default"
    """`Stop`, `Remove`, `RemoveWithContent`, `EnableSuperSeeding`."""
    mode: str = "Default"
    """`MatchAny`, `MatchAll`."""

    def over(self, common: "ShareLimits") -> "ShareLimits":
        """These, with the global ones in the gaps."""
        if self == USE_GLOBALS:
            return common
        return ShareLimits(
            common.ratio if self.ratio < NO_LIMIT else self.ratio,
            common.seeding_minutes if self.seeding_minutes < NO_LIMIT else self.seeding_minutes,
            common.idle_minutes if self.idle_minutes < NO_LIMIT else self.idle_minutes,
            common.action if self.action == "Default" else self.action,
            common.mode if self.mode == "Default" else self.mode,
        )


USE_GLOBALS = ShareLimits()
NO_LIMITS = ShareLimits(float(NO_LIMIT), NO_LIMIT, NO_LIMIT)


def from_rule(rule: SeedingRule) -> ShareLimits:
    """A download's own rule, or the effective one."""
    match rule.mode:
        case None:
            return USE_GLOBALS
        case SeedingMode.FOREVER:
            return NO_LIMITS
        case SeedingMode.NEVER:
            return ShareLimits(0.0, NO_LIMIT, NO_LIMIT)
        case SeedingMode.RATIO:
            ratio = float(USE_GLOBAL) if rule.ratio is None else rule.ratio
            return ShareLimits(ratio, NO_LIMIT, NO_LIMIT)
        case SeedingMode.TIME:
            minutes = USE_GLOBAL if rule.time is None else int(rule.time // 60)
            return ShareLimits(float(NO_LIMIT), minutes, NO_LIMIT)


def to_rule(limits: ShareLimits) -> SeedingRule:
    """The one rule that a download can have: the ratio goes before the time."""
    if limits.ratio >= 0:
        return SeedingRule(mode=SeedingMode.RATIO, ratio=limits.ratio)
    if limits.seeding_minutes >= 0:
        return SeedingRule(mode=SeedingMode.TIME, time=Seconds(limits.seeding_minutes * 60.0))
    if NO_LIMIT in (limits.ratio, limits.seeding_minutes):
        return SeedingRule(mode=SeedingMode.FOREVER)
    return SeedingRule()
