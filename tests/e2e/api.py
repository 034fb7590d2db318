"""What a test asks of a daemon, and how it waits for what the daemon tells by itself."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import orjson

from tests.e2e.daemon_process import DaemonProcess

PATIENCE = 120.0
"""Seconds for what takes a few, on a machine that is not busy."""
PACE = 0.25
"""Seconds between two deltas of the event stream: the fastest that it offers."""

Row = dict[str, Any]


class Api:
    """The current face of a daemon, by its verbs. An answer other than 200 fails the test with what it said."""

    def __init__(self, daemon: DaemonProcess) -> None:
        self.daemon = daemon

    async def get(self, path: str, **query: str | int) -> Any:
        return await self._call("GET", path, params=query)

    async def put(self, path: str, body: Mapping[str, Any] | None = None, **query: str | int) -> Any:
        return await self._call("PUT", path, json=body or {}, params=query)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return await self._call("POST", path, json=body)

    async def patch(self, infohash: str, **changes: Any) -> None:
        await self._call("PATCH", f"/api/downloads/{infohash}", json=changes)

    async def delete(self, path: str, **body: Any) -> Any:
        return await self._call("DELETE", path, json=body)

    async def add(self, source: str | bytes, **options: Any) -> str:
        """Download a URI or a torrent; the infohash it got."""
        if isinstance(source, str):
            answer = await self._call("PUT", "/api/downloads", json={"uri": source, **options})
        else:
            query = {name: str(value) for name, value in options.items()}
            answer = await self._call("PUT", "/api/downloads", data=source, params=query)
        assert answer["started"] is True
        return str(answer["infohash"])

    async def remove(self, infohash: str, *, with_data: bool) -> None:
        await self.delete(f"/api/downloads/{infohash}", remove_data=with_data)

    async def row(self, infohash: str) -> Row:
        row: Row = await self.get(f"/api/downloads/{infohash}")
        return row

    async def rows(self) -> dict[str, Row]:
        """The full list, by infohash."""
        return {row["infohash"]: row for row in (await self.get("/api/downloads"))["downloads"]}

    async def files(self, infohash: str) -> list[Row]:
        return list((await self.get(f"/api/downloads/{infohash}/files"))["files"])

    async def until(self, infohash: str, condition: Callable[[Row], bool]) -> Row:
        """The row, once it is as it should be; heard on the event stream. Raises: TimeoutError with the last row."""
        rows = await self.until_all(lambda rows: infohash in rows and condition(rows[infohash]), infohash)
        return rows[infohash]

    async def until_all(self, condition: Callable[[dict[str, Row]], bool], shown: str = "") -> dict[str, Row]:
        """All rows, once they are as they should be; a failure shows the row of one of them, or all."""
        rows: dict[str, Row] = {}
        try:
            async with asyncio.timeout(PATIENCE), aclosing(self._lists()) as lists:
                async for rows in lists:
                    if condition(rows):
                        return rows
        except TimeoutError:
            states = {name: (row["name"], row["status"], row["progress"]) for name, row in rows.items()}
            raise TimeoutError(f"it never came so far: {rows.get(shown, states)}") from None
        raise AssertionError(f"the event stream ended: {self.daemon.log[-2000:]}")

    async def until_complete(self, *infohashes: str) -> dict[str, Row]:
        """The rows, once these downloads have everything and seed or have stopped."""

        def complete(rows: dict[str, Row]) -> bool:
            return all(name in rows and is_complete(rows[name]) for name in infohashes)

        return await self.until_all(complete)

    async def until_ready(self) -> None:
        """All downloads are loaded."""
        async with asyncio.timeout(PATIENCE):
            while not await self._is_ready():  # noqa: ASYNC110 - nobody announces it
                await asyncio.sleep(0.02)

    async def _is_ready(self) -> bool:
        async with self.daemon.client.get("/health/ready") as answer:
            return answer.status == 200

    async def _call(self, method: str, path: str, **how: Any) -> Any:
        async with self.daemon.client.request(method, path, **how) as answer:
            body = await answer.read()
            assert answer.status == 200, (method, path, answer.status, body)
            return orjson.loads(body)

    async def _lists(self) -> AsyncGenerator[dict[str, Row], None]:
        """The list as the event stream tells it, at each of its changes."""
        rows: dict[str, Row] = {}
        async with self.daemon.client.get("/api/events", params={"downloads": PACE}) as stream:
            async for delta in _deltas(stream.content.iter_any()):
                if delta["full"]:
                    rows.clear()
                rows.update({row["infohash"]: row for row in delta["downloads"]})
                for infohash in delta["removed"]:
                    rows.pop(infohash, None)
                yield rows


def is_complete(row: Row) -> bool:
    """Whether it has everything, and is done with checking and moving."""
    return row["progress"] == 1 and row["status"] in ("SEEDING", "STOPPED", "QUEUED") and row["size"] > 0


async def _deltas(chunks: Any) -> AsyncGenerator[dict[str, Any], None]:
    """The `downloads_changed` events of a stream."""
    pending = b""
    async for chunk in chunks:
        *events, pending = (pending + chunk).split(b"\n\n")
        for event in events:
            lines = event.split(b"\n")
            if b"event: downloads_changed" in lines:
                yield orjson.loads(next(line for line in lines if line.startswith(b"data: "))[6:])
