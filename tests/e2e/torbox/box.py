"""A daemon that speaks TorBox's API, with an account in it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.daemon_process import DaemonProcess

OPTIONS = {"torbox.enabled": "true", "libtorrent.utp": "false"}
PATIENCE = 60.0


@dataclass
class Box:
    """Talks to a daemon as the holder of an account."""

    daemon: DaemonProcess
    key: str = ""

    async def join(self, name: str, **limits: int | None) -> str:
        """A new account; its key."""
        async with self.daemon.client.put("/api/accounts", json={"name": name, "limits": limits}) as answer:
            assert answer.status == 200, await answer.text()
            return str((await answer.json())["secret"])

    async def ask(self, verb: str, method: str, *, key: str = "", expect: int = 200, **sent: Any) -> Any:
        """What an answer of this status carries."""
        headers = {"Authorization": f"Bearer {key or self.key}"}
        async with self.daemon.client.request(verb, f"/v1/api/{method}", headers=headers, **sent) as answer:
            assert answer.status == expect, (answer.status, await answer.text())
            return (await answer.json())["data"]

    async def create(self, magnet: str, *, key: str = "", **fields: Any) -> int:
        """An item; its number."""
        form = {"magnet": magnet, **fields}
        return int((await self.ask("POST", "torrents/createtorrent", key=key, data=form))["torrent_id"])

    async def until(self, holds: Callable[[], Awaitable[bool]], *, patience: float = PATIENCE) -> None:
        """Asked again and again: nobody announces it. Raises: TimeoutError."""
        async with asyncio.timeout(patience):
            while True:
                if await holds():
                    return
                await asyncio.sleep(0.1)

    async def until_finished(self, number: int, *, key: str = "") -> Any:
        """The item, once it is complete."""

        async def finished() -> bool:
            item = await self.item(number, key=key)
            assert item["download_state"] not in ("error", "missingFiles"), item
            return bool(item["download_finished"])

        await self.until(finished)
        return await self.item(number, key=key)

    async def item(self, number: int, *, key: str = "") -> Any:
        return await self.ask("GET", "torrents/mylist", key=key, params={"id": str(number)})


@asynccontextmanager
async def opened(folder: Path, **options: str) -> AsyncIterator[Box]:
    """A daemon, and `ada` in it."""
    async with DaemonProcess(folder, {**OPTIONS, **options}) as daemon:
        box = Box(daemon)
        box.key = await box.join("ada")
        yield box
