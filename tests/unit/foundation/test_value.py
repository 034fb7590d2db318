"""Values that nobody changes."""

import dataclasses

from tribler_core.foundation.value import value


@value(frozen=True, slots=True, kw_only=True)
class Point:
    """Somewhere."""

    x: int
    y: int = 0


def test_equal_values_are_one_key() -> None:
    assert {Point(x=1): "here"}[Point(x=1, y=0)] == "here"
    assert Point(x=1) != Point(x=2)


def test_a_value_is_replaced_and_not_changed() -> None:
    before = Point(x=1)
    assert dataclasses.replace(before, y=5) == Point(x=1, y=5)
    assert before == Point(x=1)


def test_a_value_has_no_room_for_more() -> None:
    assert not hasattr(Point(x=1), "__dict__")
