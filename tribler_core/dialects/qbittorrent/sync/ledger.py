"""One counter for a whole answer: any client may present any number it was given lately. Source: section 3.6."""

import enum
import secrets
from collections.abc import Sequence
from typing import Any, Protocol

from tribler_core.web.json import dumps

REMEMBERED = 10_000
"""Revisions for which exact answers are possible."""
_LOWEST, _RANGE = 1_000_000, 2**29
"""Where a counter may start: at random, so that a number of another process is none of ours; clients keep 32 bits."""
_ANSWERS_KEPT = 64


class Extent(enum.IntEnum):
    """How much is another than before."""

    NOTHING = 0
    SOMETHING = 1
    EVERYTHING = 2
    """What clients have is void."""


class Part(Protocol):
    """Some members of the answer."""

    def refresh(self, revision: int, oldest: int) -> Extent:
        """Look at the present; stamp what is another with `revision`. Nobody will ask for what was before `oldest`."""
        ...

    def whole(self) -> dict[str, Any]:
        """The members of a full answer, as they were at the last look."""
        ...

    def since(self, revision: int) -> dict[str, Any]:
        """What is another than at `revision`; members without anything in them are left out."""
        ...

    @property
    def forgotten(self) -> int:
        """Revisions up to this one, but for this one itself, cannot be answered exactly."""
        ...


class Ledger:
    """Nothing is kept for a client: what it is told depends on the number that it presents alone."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self.revision = _LOWEST + secrets.randbelow(_RANGE)
        self._horizon = self.revision
        """Before this, everything was another."""
        self._answers: dict[int, bytes] = {}
        """Of the present revision, by the one that was presented: many clients ask at the same moment."""

    def refresh(self) -> None:
        """Look at the present."""
        following = self.revision + 1
        oldest = max(self._horizon, following - REMEMBERED)
        extent = max((part.refresh(following, oldest) for part in self._parts), default=Extent.NOTHING)
        if extent is Extent.NOTHING:
            return
        self.revision = following
        self._answers.clear()
        if extent is Extent.EVERYTHING:
            self._horizon = following

    def answers(self, rid: int) -> bool:
        """Whether there is an exact delta for who presents this number."""
        oldest = max(self._horizon, self.revision - REMEMBERED, *(part.forgotten for part in self._parts))
        return oldest <= rid <= self.revision

    def head(self) -> dict[str, Any]:
        """How a full answer begins."""
        return {"rid": self.revision, "full_update": True}

    def whole(self) -> dict[str, Any]:
        """A full answer."""
        answer = self.head()
        for part in self._parts:
            answer |= part.whole()
        return answer

    def since(self, rid: int) -> bytes:
        """A delta, encoded, for a number that `answers`."""
        encoded = self._answers.get(rid)
        if encoded is None:
            answer: dict[str, Any] = {"rid": self.revision}
            for part in self._parts:
                answer |= part.since(rid)
            encoded = dumps(answer)
            if len(self._answers) < _ANSWERS_KEPT:
                self._answers[rid] = encoded
        return encoded
