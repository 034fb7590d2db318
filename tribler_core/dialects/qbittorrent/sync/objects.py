"""Parts of an answer that are small enough to be compared as a whole at each look."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tribler_core.dialects.qbittorrent.sync.ledger import Extent
from tribler_core.dialects.qbittorrent.sync.stamps import EVERYTHING, Stamps

Object = Mapping[str, object]
Objects = Mapping[str, Object]
Names = Iterable[str]
_ITSELF = "itself"


class ObjectsPart:
    """A map of objects, like categories: keys of an object that changed are told, not the others."""

    def __init__(self, name: str, supply: Callable[[], Objects]) -> None:
        """`supply` gives all of them as they are now."""
        self._name = name
        self._supply = supply
        self._known: dict[str, Object] = {}
        self._keys: dict[str, int] = {}
        """The bit of each key of an object."""
        self._stamps: Stamps[str] = Stamps()

    @property
    def forgotten(self) -> int:
        return self._stamps.forgotten

    def refresh(self, revision: int, oldest: int) -> Extent:
        now = dict(self._supply())
        gone = [name for name in self._known if name not in now]
        for name in gone:
            self._stamps.remove(name, revision)
        changed = False
        for name, shown in now.items():
            parts = self._difference(self._known.get(name), shown)
            if parts:
                self._stamps.mark(name, parts, revision, oldest)
                changed = True
        self._known = now
        return Extent.SOMETHING if changed or gone else Extent.NOTHING

    def whole(self) -> dict[str, Any]:
        return {self._name: self._known}

    def since(self, revision: int) -> dict[str, Any]:
        changed = self._stamps.changed_since(revision)
        members = {
            self._name: {name: self._those(self._known[name], parts) for name, parts in changed.items()},
            f"{self._name}_removed": self._stamps.removed_since(revision),
        }
        return {name: member for name, member in members.items() if member}

    def _difference(self, before: Object | None, now: Object) -> int:
        if before is None or before.keys() != now.keys():
            return EVERYTHING
        if before is now:
            return 0
        return sum(self._bit(key) for key, value in now.items() if before[key] != value)

    def _those(self, shown: Object, parts: int) -> Object:
        return shown if parts == EVERYTHING else {key: value for key, value in shown.items() if parts & self._bit(key)}

    def _bit(self, key: str) -> int:
        return 1 << self._keys.setdefault(key, len(self._keys))


class MembersPart:
    """Members of the answer itself."""

    def __init__(self, supply: Callable[[], Object]) -> None:
        self._objects = ObjectsPart(_ITSELF, lambda: {_ITSELF: supply()})

    @property
    def forgotten(self) -> int:
        return self._objects.forgotten

    def refresh(self, revision: int, oldest: int) -> Extent:
        return self._objects.refresh(revision, oldest)

    def whole(self) -> dict[str, Any]:
        return dict(self._objects.whole()[_ITSELF][_ITSELF])

    def since(self, revision: int) -> dict[str, Any]:
        return dict(self._objects.since(revision).get(_ITSELF, {}).get(_ITSELF, {}))


class ObjectPart(MembersPart):
    """One object, like the state of the server."""

    def __init__(self, name: str, supply: Callable[[], Object]) -> None:
        super().__init__(supply)
        self._name = name

    def whole(self) -> dict[str, Any]:
        return {self._name: super().whole()}

    def since(self, revision: int) -> dict[str, Any]:
        changed = super().since(revision)
        return {self._name: changed} if changed else {}


class NamesPart:
    """A set of names, like tags."""

    def __init__(self, name: str, supply: Callable[[], Names]) -> None:
        self._name = name
        self._supply = supply
        self._known: tuple[str, ...] = ()
        self._stamps: Stamps[str] = Stamps()

    @property
    def forgotten(self) -> int:
        return self._stamps.forgotten

    def refresh(self, revision: int, oldest: int) -> Extent:
        now = tuple(self._supply())
        if now == self._known:
            return Extent.NOTHING
        before, after = set(self._known), set(now)
        for name in before - after:
            self._stamps.remove(name, revision)
        for name in after - before:
            self._stamps.mark(name, EVERYTHING, revision, oldest)
        self._known = now
        return Extent.SOMETHING

    def whole(self) -> dict[str, Any]:
        return {self._name: list(self._known)}

    def since(self, revision: int) -> dict[str, Any]:
        members = {
            self._name: list(self._stamps.changed_since(revision)),
            f"{self._name}_removed": self._stamps.removed_since(revision),
        }
        return {name: member for name, member in members.items() if member}
