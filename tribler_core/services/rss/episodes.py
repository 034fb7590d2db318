"""Numbers of episodes in titles: the filter `1x2;3-5;8-;`, and each episode once.

Source: section 4.1 of the specification, and qBittorrent's page on RSS rules.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

_FILTER = re.compile(r"\s*(\d{1,4})x(.*)", re.IGNORECASE | re.DOTALL)
_NUMBERED = re.compile(r"(?:\bs0?(\d{1,4})[ -_.]?e(\d{1,4})|\b0?(\d{1,4})x(\d{1,4}))(?:\D|\b)", re.IGNORECASE)
_REPACK = re.compile(r"\b(repack|proper)\b", re.IGNORECASE)


def passes(title: str, text: str) -> bool:
    """Whether the title names an episode that the filter lets through; an empty filter lets everything through.

    A season alone is no filter, and one that makes no sense lets nothing through.
    """
    if not text.strip():
        return True
    parsed = _FILTER.match(text)
    found = _NUMBERED.search(title)
    if parsed is None or found is None:
        return False
    season, episode = (int(found[1] or found[3]), int(found[2] or found[4]))
    wanted = int(parsed[1])
    return any(_lets(part.strip(), wanted, season, episode) for part in parsed[2].split(";") if part.strip())


def _lets(part: str, wanted: int, season: int, episode: int) -> bool:
    """`3` one, `3-5` several, `8-` from there on, later seasons too."""
    first, dash, last = part.partition("-")
    if not first.isdecimal() or (last and not last.isdecimal()):
        return False
    if dash and not last:
        return season > wanted or (season == wanted and episode >= int(first))
    return season == wanted and int(first) <= episode <= int(last or first)


class Finder(Protocol):
    """Finds an expression of the user's in a text, within a bound of time."""

    def __call__(self, expression: str, text: str) -> Sequence[str] | None:
        """The groups (the whole match where there are none); None: nowhere, or not in time."""
        ...


@dataclass(frozen=True, slots=True)
class Smart:
    """Each episode once."""

    expressions: tuple[str, ...]
    repacks: bool
    """A repack or proper of an episode counts as another."""
    find: Finder

    def names(self, title: str) -> list[str]:
        """The episode, and its repack if it is one; empty: the title names none."""
        for expression in self.expressions:
            groups = self.find(expression, title)
            if groups:
                episode = "x".join(number.lstrip("0") or number for number in groups if number)
                kinds = sorted({word.upper() for word in _REPACK.findall(title)}) if self.repacks else []
                return [episode, *([f"{episode}-{'-'.join(kinds)}"] if kinds else [])]
        return []

    def is_new(self, title: str, seen: Sequence[str]) -> bool:
        """Not had yet. A repack is new even when its episode was had."""
        names = self.names(title)
        return not names or names[-1] not in seen
