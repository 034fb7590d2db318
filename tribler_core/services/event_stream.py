"""Events for readers far away: numbered, kept for a while, and never waited for."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from tribler_core.domain import events
from tribler_core.domain.anonymity import TunnelRemoved
from tribler_core.domain.events import Event, UnexpectedError
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds

Subscribe = Callable[[tuple[type[Event], ...], Callable[[Event], None]], Callable[[], None]]

STREAMED: tuple[type[Event], ...] = (
    events.StateChanged,
    events.DownloadAdded,
    events.DownloadRemoved,
    events.DownloadFinished,
    events.DownloadFailed,
    events.AskAddDownload,
    events.ShutdownProgress,
    events.UnexpectedError,
    events.LowSpace,
    events.WatchFolderRefused,
    events.NetworkLost,
    events.NetworkBack,
    events.RecordSetAside,
    TunnelRemoved,
)
"""What people want to hear; what changes each second is read from the live table."""

KEPT = 1_000
"""Events that a reader who comes back can still have."""

KEPT_FOR = Seconds(600.0)
"""How long after the last reader left events are still gathered for its return."""

BEHIND = 2_000
"""Events that a reader may be behind before it is let go."""


@dataclass(frozen=True, slots=True)
class StreamedEvent:
    """An event with its number: growing, also over restarts."""

    id: int
    event: Event


class EventReader:
    """One reader's view of the stream: iterate until it ends, because the reader was too slow or the house closes."""

    def __init__(self, backlog: deque[StreamedEvent], leave: Callable[["EventReader"], None], *, missed: bool) -> None:
        self.missed = missed
        """Events between the asked id and the first that comes are lost."""
        self._waiting = backlog
        self._leave = leave
        self._open = True
        self._wake = asyncio.Event()

    def put(self, streamed: StreamedEvent) -> None:
        """Hand over without waiting; a reader too far behind is let go at once, and its backlog with it."""
        if len(self._waiting) >= BEHIND:
            self._waiting.clear()
            self.close()
        else:
            self._waiting.append(streamed)
            self._wake.set()

    def close(self) -> None:
        """What waits is still read, then the iteration ends."""
        self._open = False
        self._wake.set()
        self._leave(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> StreamedEvent:
        while not self._waiting:
            if not self._open:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        return self._waiting.popleft()


class EventStream:
    """Numbers events and hands them to readers.

    Listens only while somebody reads, or may come back to read on: nobody there costs nothing. The first
    unexpected error that nobody heard is kept for the next reader.
    Source: Tribler 8.4 `EventsEndpoint`, for that error.
    """

    def __init__(self, subscribe: Subscribe, clock: Clock) -> None:
        self._subscribe = subscribe
        self._clock = clock
        self._last_id = clock.microseconds()
        self._kept: deque[StreamedEvent] = deque(maxlen=KEPT)
        self._readers: set[EventReader] = set()
        self._last_left = clock.monotonic()
        self._stop_listening: Callable[[], None] | None = None
        self._unheard: UnexpectedError | None = None
        subscribe((UnexpectedError,), self._keep_unheard)

    @property
    def readers(self) -> int:
        """Streams that are open."""
        return len(self._readers)

    def open(self, last_id: int | None = None) -> EventReader:
        """Read from now on, or from what came after `last_id`, as far as it is kept.

        `last_id`: the last event that the reader has seen; of another process: all that is kept comes.
        """
        if self._stop_listening is None:
            self._stop_listening = self._subscribe(STREAMED, self._hear)
        backlog: deque[StreamedEvent] = deque()
        if last_id is not None:
            known = last_id <= self._last_id
            backlog.extend(kept for kept in self._kept if not known or kept.id > last_id)
        missed = last_id is not None and not self._has_all_after(last_id)
        if self._unheard is not None and all(streamed.event is not self._unheard for streamed in backlog):
            backlog.append(self._keep(self._unheard))
        self._unheard = None
        reader = EventReader(backlog, self._left, missed=missed)
        self._readers.add(reader)
        return reader

    def close(self) -> None:
        """End every reader's iteration, after what waits for it."""
        for reader in tuple(self._readers):
            reader.close()

    def _has_all_after(self, last_id: int) -> bool:
        first = self._kept[0].id if self._kept else self._last_id + 1
        return first <= last_id + 1 <= self._last_id + 1

    def _hear(self, event: Event) -> None:
        if not self._readers and self._clock.monotonic() - self._last_left > KEPT_FOR:
            self._rest()
            return
        streamed = self._keep(event)
        for reader in tuple(self._readers):
            reader.put(streamed)

    def _rest(self) -> None:
        """Nobody came back: listen no more, keep nothing."""
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
        self._kept.clear()
        self._last_id += 1  # what is missed from here on has to show

    def _keep(self, event: Event) -> StreamedEvent:
        self._last_id += 1
        streamed = StreamedEvent(self._last_id, event)
        self._kept.append(streamed)
        return streamed

    def _keep_unheard(self, event: Event) -> None:
        if not self._readers and self._unheard is None and isinstance(event, UnexpectedError):
            self._unheard = event

    def _left(self, reader: EventReader) -> None:
        self._readers.discard(reader)
        self._last_left = self._clock.monotonic()
