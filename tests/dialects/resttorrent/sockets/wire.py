"""A socket that remembers what it was told."""

import asyncio
from typing import Any


class FakeWire:
    """Remembers what was emitted; reads as slowly as a test wants."""

    def __init__(self) -> None:
        self.emitted: list[tuple[str, Any]] = []
        self.waiting = 0
        self.is_open = True
        self.news = asyncio.Event()

    async def emit(self, event: str, message: object) -> None:
        self.emitted.append((event, message))
        self.news.set()

    def backlog(self) -> int:
        return self.waiting

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(20):
            while not condition():
                self.news.clear()
                await self.news.wait()

    def told(self, name: str, **facts: Any) -> list[Any]:
        """Events of this name that say all of this."""
        events = [message for kind, message in self.emitted if kind == "v1_event" and message["event"] == name]
        return [event for event in events if facts.items() <= event.items()]

    async def hear(self, name: str, **facts: Any) -> Any:
        """The first such event, past or to come."""
        await self.until(lambda: bool(self.told(name, **facts)))
        return self.told(name, **facts)[0]
