"""Stamps tell exactly what changed after any moment."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tribler_core.dialects.qbittorrent.sync.stamps import EVERYTHING, Stamps

CHANGES = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from([0, 1, 2, 3, 4, 5, 6, 7])), min_size=3, max_size=12
)
"""An object and the parts of it that change; no part: it goes."""


@settings(max_examples=300, deadline=None)
@given(CHANGES, st.integers(0, 12))
def test_the_parts_that_changed_after_a_moment_are_told_and_no_others(changes: list[tuple[str, int]], at: int) -> None:
    stamps: Stamps[str] = Stamps()
    expected: dict[str, int] = {}
    gone: set[str] = set()
    for revision, (name, parts) in enumerate(changes, start=1):
        if parts:
            stamps.mark(name, parts, revision)
        else:
            stamps.remove(name, revision)
        if revision > at:
            expected[name] = expected.get(name, 0) | parts
            if not parts:
                expected.pop(name)
                gone.add(name)
            else:
                gone.discard(name)

    assert stamps.changed_since(at) == expected
    assert set(stamps.removed_since(at)) == gone


def test_a_new_object_is_everything_until_a_part_of_it_changes_for_who_has_seen_it() -> None:
    stamps: Stamps[str] = Stamps()
    stamps.mark("a", EVERYTHING, 1)
    stamps.mark("a", 4, 2)

    assert stamps.changed_since(0) == {"a": EVERYTHING}
    assert stamps.changed_since(1) == {"a": 4}
    assert stamps.changed_since(2) == {}


def test_what_nobody_can_ask_for_is_not_kept() -> None:
    stamps: Stamps[str] = Stamps(removals_kept=2)
    for revision in range(1, 5):
        stamps.mark("a", 1 << revision, revision, oldest=2)
        stamps.remove(f"gone {revision}", revision)

    assert stamps.changed_since(2) == {"a": 0b11000}
    assert stamps.removed_since(2) == ["gone 3", "gone 4"]
    assert stamps.forgotten == 2
