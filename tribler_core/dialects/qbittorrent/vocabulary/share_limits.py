"""When seeding ends, in the words of the wire: three limits with two sentinels, an action and a mode."""

from dataclasses import dataclass

from tribler_core.dialects.qbittorrent.vocabulary.numbers import NO_LIMIT, USE_GLOBAL
from tribler_core.domain.download.settings import EndAction, Limit, Match, SeedingLimits, SeedingMode, SeedingRule


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
    if rule.limits is not None:
        return _from_limits(rule.limits)
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
    """The rule that these limits amount to; one that says nothing leaves all to the daemon."""
    said = SeedingLimits(
        ratio=_to_limit(limits.ratio),
        time=_to_limit(limits.seeding_minutes, seconds=60),
        idle=_to_limit(limits.idle_minutes, seconds=60),
        action=_ACTIONS.get(limits.action),
        match=_MATCHES.get(limits.mode),
    )
    return SeedingRule() if said == SeedingLimits() else SeedingRule(limits=said)


_ACTIONS = {
    "Stop": EndAction.STOP,
    "Remove": EndAction.REMOVE,
    "RemoveWithContent": EndAction.REMOVE_WITH_CONTENT,
    "EnableSuperSeeding": EndAction.SUPER_SEED,
}
_MATCHES = {"MatchAny": Match.ANY, "MatchAll": Match.ALL}
_ACTION_NAMES = {action: name for name, action in _ACTIONS.items()}
_MATCH_NAMES = {match: name for name, match in _MATCHES.items()}


def _from_limits(limits: SeedingLimits) -> ShareLimits:
    return ShareLimits(
        float(_from_limit(limits.ratio)),
        int(_from_limit(limits.time, seconds=60)),
        int(_from_limit(limits.idle, seconds=60)),
        "Default" if limits.action is None else _ACTION_NAMES[limits.action],
        "Default" if limits.match is None else _MATCH_NAMES[limits.match],
    )


def _from_limit(limit: Limit | None, *, seconds: int = 1) -> float:
    if limit is None:
        return USE_GLOBAL
    return NO_LIMIT if limit.value is None else limit.value / seconds


def _to_limit(number: float, *, seconds: int = 1) -> Limit | None:
    if number < NO_LIMIT:
        return None
    return Limit(None) if number < 0 else Limit(number * seconds)
