"""Values that nobody changes, made quickly."""

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:

    def value(*, frozen: bool, slots: bool, kw_only: bool = False) -> Any:
        """A frozen dataclass to the type checker, which refuses whoever sets an attribute.

        The interpreter does not guard it: with its guard, a value of forty fields takes three times as long to make,
        and a poll, an add and a start make one for each download.
        """
        assert frozen, "a value is frozen"  # noqa: S101 - what the checker is told is what is meant
        return dataclasses.dataclass(slots=slots, kw_only=kw_only, unsafe_hash=True)


__all__ = ["value"]
