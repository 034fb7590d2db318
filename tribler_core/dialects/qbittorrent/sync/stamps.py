"""When each part of each object last changed, told exactly for any moment in the past that is remembered."""

from collections import OrderedDict
from typing import Final, Generic, TypeVar

K = TypeVar("K")

EVERYTHING: Final = -1
"""All parts of an object, known or not: the bits of a number that are all set."""
REMOVALS_KEPT = 10_000


class Stamps(Generic[K]):
    """Parts are bits of a number; a change sets bits at a revision, and the newest change of a bit is what counts.

    An object that never changed costs nothing. One that did costs a small dictionary: revision to the bits whose
    last change that was, so each bit stands in it once. Reading costs as much as there is to tell.
    """

    def __init__(self, removals_kept: int = REMOVALS_KEPT) -> None:
        self._removals_kept = removals_kept
        self._changed: OrderedDict[K, dict[int, int]] = OrderedDict()
        """The object that changed last comes last; so does the last change of each."""
        self._removed: OrderedDict[K, int] = OrderedDict()
        self.forgotten = 0
        """The latest removal that is not remembered: whoever looked before it cannot be told exactly."""

    def mark(self, key: K, parts: int, revision: int, oldest: int = 0) -> None:
        """These parts changed; what was before `oldest` nobody will ask for."""
        self._removed.pop(key, None)
        before = self._changed.pop(key, {})
        history = {at: left for at, known in before.items() if at > oldest and (left := known & ~parts)}
        history[revision] = history.pop(revision, 0) | parts
        self._changed[key] = history

    def remove(self, key: K, revision: int) -> None:
        """The object is gone."""
        self._changed.pop(key, None)
        self._removed[key] = revision
        self._removed.move_to_end(key)
        if len(self._removed) > self._removals_kept:
            _, self.forgotten = self._removed.popitem(last=False)

    def clear(self) -> None:
        """Nothing is remembered; nobody may ask for what was before."""
        self._changed.clear()
        self._removed.clear()

    def changed_since(self, revision: int) -> dict[K, int]:
        """The parts that changed after the revision, by object, the oldest change first."""
        found: list[tuple[K, int]] = []
        for key in reversed(self._changed):
            parts = _after(self._changed[key], revision)
            if not parts:
                break
            found.append((key, parts))
        return dict(reversed(found))

    def removed_since(self, revision: int) -> list[K]:
        """What went after the revision and did not come back, the oldest first."""
        found: list[K] = []
        for key in reversed(self._removed):
            if self._removed[key] <= revision:
                break
            found.append(key)
        return found[::-1]


def _after(history: dict[int, int], revision: int) -> int:
    parts = 0
    for at in reversed(history):
        if at <= revision:
            break
        parts |= history[at]
    return parts
