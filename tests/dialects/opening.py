"""How a test of any dialect opens its houses, and that they close without a bug."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from aiohttp import web_app


class AnyHouse(Protocol):
    """A dialect with all that it stands on."""

    reported: list[tuple[str, Exception]]
    """Bugs, with the ids that clients were told."""

    async def start(self) -> object: ...

    async def stop(self) -> None: ...


HouseT = TypeVar("HouseT", bound=AnyHouse)
Open = Callable[..., Awaitable[HouseT]]
"""Opens a house with options of the configuration."""


@asynccontextmanager
async def opening(make: Callable[..., HouseT], folder: Path, *, bugs: bool = False) -> AsyncIterator[Open[HouseT]]:
    """Opens houses, and closes them after the test; `bugs`: some of them are made on purpose."""
    opened: list[HouseT] = []

    async def build(**options: str) -> HouseT:
        house = make(folder, **options)
        opened.append(house)
        await house.start()
        return house

    yield build
    for house in opened:
        await house.stop()
        assert bugs or not house.reported, "a bug showed"
    forget_handlers()


def forget_handlers() -> None:
    """Let go of servers that were stopped: aiohttp keeps the handlers of the last thousand requests in the process.

    With each of them stays its whole house, and the garbage collector goes through all of them again and again.
    """
    web_app._cached_build_middleware.cache_clear()
