"""A category: a name with levels, folders and limits for the downloads in it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any

from tribler_core.domain.download.settings import EndAction, Limit, Match, SeedingLimits
from tribler_core.domain.errors import InvalidParameter

_INHERITED = SeedingLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What a client gave; what it amounts to is for `Categories` to say."""

    name: str
    save_path: str = ""
    """Absolute, or relative to the folder of all downloads; "": below the folder of the level above."""
    download_enabled: bool | None = None
    """Whether there is a folder for what is not complete; None: as the level above says, and the daemon at last."""
    download_path: str = ""
    """That folder, as `save_path`."""
    limits: SeedingLimits = _INHERITED

    def __post_init__(self) -> None:
        if not self.name or "\\" in self.name or "\0" in self.name or "" in self.name.split("/"):
            raise InvalidParameter("a category has a name, without backslashes, and with something around each slash")


def parent_of(name: str) -> str | None:
    """The level above; None: it is the first."""
    above, slash, _ = name.rpartition("/")
    return above if slash else None


def lineage(name: str) -> Iterator[str]:
    """The levels that a name goes through, the first one first, itself last."""
    parts = name.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))


def folder_of(name: str) -> PurePath:
    """The last level as a folder of its own: never one that leads elsewhere."""
    last = name.rpartition("/")[2]
    return PurePath("_" * len(last) if last in (".", "..") else last.strip() or "_")


def to_document(category: Category) -> dict[str, Any]:
    """As it is stored."""
    document = asdict(category)
    limits = category.limits
    document["limits"] |= {
        "action": limits.action and limits.action.value,
        "match": limits.match and limits.match.value,
    }
    return document


def from_document(document: dict[str, Any]) -> Category:
    """As it was stored. Raises: KeyError, TypeError, ValueError, InvalidParameter for what was not."""
    limits = document["limits"]
    numbers = {name: limits[name] and Limit(limits[name]["value"]) for name in ("ratio", "time", "idle")}
    action, match = limits["action"], limits["match"]
    return Category(
        name=document["name"],
        save_path=document["save_path"],
        download_enabled=document["download_enabled"],
        download_path=document["download_path"],
        limits=SeedingLimits(**numbers, action=action and EndAction(action), match=match and Match(match)),
    )
