"""Absent, none and zero are three things."""

from tribler_core.foundation.unset import UNSET, given


def test_what_was_not_sent_becomes_the_default() -> None:
    assert given(UNSET, 7) == 7


def test_zero_and_none_were_sent() -> None:
    assert given(0, 7) == 0
    assert given(None, 7) is None
