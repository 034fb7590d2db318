"""The mark of a patch field that nobody sent: absent, none and zero are three things."""

import enum
from typing import Final, Literal, TypeVar

T = TypeVar("T")


class Unset(enum.Enum):
    """The type of `UNSET`, so that a checker can tell it from every value."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
Unchanged = Literal[Unset.UNSET]


def given(value: "T | Unchanged", default: T) -> T:
    """The value that was sent, or `default` when none was."""
    return default if value is UNSET else value
