"""A rule for what is downloaded of feeds."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from tribler_core.foundation.units import Timestamp


@dataclass(slots=True, kw_only=True)
class Rule:
    """What to look for, and how to add what was found."""

    enabled: bool = True
    priority: int = 0
    """Of several rules for an article the one with the lowest number gets it."""
    use_regex: bool = False
    must_contain: str = ""
    must_not_contain: str = ""
    episode_filter: str = ""
    feeds: tuple[str, ...] = ()
    """URLs."""
    ignore_days: int = 0
    """Days after a match in which there is no other."""
    last_match: Timestamp | None = None
    smart_filter: bool = False
    """Each episode once."""
    seen_episodes: list[str] = field(default_factory=list)
    params: dict[str, Any] = field(default_factory=dict)
    """How downloads are added, in the words of whoever made the rule."""

    def stored(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def restored(cls, stored: dict[str, Any]) -> "Rule":
        """The reverse."""
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        return cls(**{**values, "feeds": tuple(values.get("feeds", ()))})
