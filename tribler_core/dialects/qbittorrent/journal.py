"""What clients read as the log: numbered from 0 at the start of the process. Source: section 2.2."""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

E = TypeVar("E")

KEPT = 20_000


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line."""

    id: int
    message: str
    milliseconds: int
    """Unix time."""
    kind: int
    """1 normal, 2 info, 4 warning, 8 critical."""


@dataclass(frozen=True, slots=True)
class PeerEntry:
    """A peer that was turned away."""

    id: int
    ip: str
    milliseconds: int
    blocked: bool
    reason: str


NORMAL, INFO, WARNING, CRITICAL = 1, 2, 4, 8


class Journal(logging.Handler):
    """A handler for the daemon's logger, and the list of peers that were banned."""

    def __init__(self, mask: Callable[[str], str] = str) -> None:
        """`mask` takes secrets out of a message."""
        super().__init__(logging.INFO)
        self._mask = mask
        self._entries: deque[LogEntry] = deque(maxlen=KEPT)
        self._peers: deque[PeerEntry] = deque(maxlen=KEPT)
        self._next = self._next_peer = 0

    def emit(self, record: logging.LogRecord) -> None:
        entry = LogEntry(self._next, self._mask(record.getMessage()), int(record.created * 1000), _kind(record.levelno))
        self._next += 1
        self._entries.append(entry)

    def note_peer(self, ip: str, reason: str, milliseconds: int, *, blocked: bool) -> None:
        """A peer was banned, or blocked by the filter."""
        self._peers.append(PeerEntry(self._next_peer, ip, milliseconds, blocked, reason))
        self._next_peer += 1

    def entries(self, after: int, kinds: int) -> list[LogEntry]:
        """Those of these kinds with a higher id, the oldest first."""
        return [entry for entry in _later(self._entries, after, self._next) if entry.kind & kinds]

    def peers(self, after: int) -> list[PeerEntry]:
        """Those with a higher id, the oldest first."""
        return _later(self._peers, after, self._next_peer)


def _later(entries: "deque[E]", after: int, following: int) -> "list[E]":
    first = following - len(entries)
    return list(islice(entries, max(0, after + 1 - first), None))


def _kind(level: int) -> int:
    if level >= logging.ERROR:
        return CRITICAL
    if level >= logging.WARNING:
        return WARNING
    return INFO if level > logging.INFO else NORMAL
