"""The live table as a stream: what changed, at the pace that the reader chose."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing

from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Revision, Seconds
from tribler_core.services.downloads.table import Delta, LiveTable
from tribler_core.web.json import dumps
from tribler_core.web.rows.encoded import EncodedRows
from tribler_core.web.sse import event

log = logging.getLogger(__name__)

TOPIC = "downloads_changed"
PAGE = 500
"""Rows in one event; a full list comes as several."""


async def changes(
    table: LiveTable, rows: EncodedRows, *, interval: Seconds, since: Revision
) -> AsyncGenerator[bytes, None]:
    """An event for what changed after `since`, then one whenever something did, at most one every `interval`."""
    while True:
        delta = table.since(since)
        if delta.full or delta.changed or delta.removed:
            for page in pages(delta, since, rows):
                yield page
        since = delta.revision
        await asyncio.sleep(interval)
        await table.wait_changed(since)


def pages(delta: Delta, since: Revision, rows: EncodedRows) -> Iterator[bytes]:
    """A delta in events of bearable size.

    Only the last carries the new revision: a reader that is cut off before it asks for all of it again.
    """
    count = len(delta.changed)
    for start in range(0, max(count, 1), PAGE):
        first, last = start == 0, start + PAGE >= count
        head = {
            "revision": delta.revision if last else since,
            "full": delta.full and first,
            "removed": delta.removed if first else [],
        }
        body = b",".join(rows.rows(delta.changed[start : start + PAGE]))
        yield event(b'%s,"downloads":[%s]}' % (dumps(head)[:-1], body), name=TOPIC)


async def merged(*sources: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """What all sources give, as it comes, until one of them ends."""
    queue: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=1)
    owner = TaskOwner()
    for source in sources:
        _ = owner.spawn(_pump(source, queue), "one of several event streams")
    try:
        while (chunk := await queue.get()) is not None:
            yield chunk
    finally:
        await owner.close()


async def _pump(source: AsyncGenerator[bytes, None], queue: "asyncio.Queue[bytes | None]") -> None:
    async with aclosing(source):
        try:
            async for chunk in source:
                await queue.put(chunk)
        except Exception:
            log.exception("an event stream broke off")
    await queue.put(None)
