"""A real browser, by the WebDriver protocol.

Source: https://www.w3.org/TR/webdriver2/
"""

import asyncio
import re
import shutil
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

PATIENCE = 60.0
"""Seconds; a page of ours takes less than one."""
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_QUIET = (
    "headless=new",
    "no-sandbox",  # which a browser of root's needs
    "disable-gpu",
    "disable-quic",
    "disable-dev-shm-usage",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "window-size=1200,1000",
    "host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""It looks at nothing but this machine."""


def missing() -> str:
    """What a browser would need and is not installed."""
    return " and ".join(name for name in ("chromium", "chromedriver") if shutil.which(name) is None)


class Browser:
    """One window."""

    def __init__(self, client: aiohttp.ClientSession) -> None:
        self._client = client

    async def open(self, url: str) -> None:
        await self._ask("POST", "url", {"url": url})

    async def click(self, selector: str) -> None:
        await self._ask("POST", f"element/{await self._find(selector)}/click", {})

    async def type(self, selector: str, text: str) -> None:
        await self._ask("POST", f"element/{await self._find(selector)}/value", {"text": text})

    async def text(self, selector: str, wanted: Callable[[str], bool] = bool) -> str:
        """What is to be read there, once it is as wanted. Raises: TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while True:
                text = str(await self._ask("GET", f"element/{await self._find(selector)}/text"))
                if wanted(text):
                    return text
                await asyncio.sleep(0.05)

    async def evaluate(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        return await self._ask("POST", "execute/sync", {"script": f"return {script}", "args": []})

    async def errors(self) -> list[str]:
        """What the page complained about on the console."""
        lines = await self._ask("POST", "se/log", {"type": "browser"})
        return [line["message"] for line in lines if line["level"] == "SEVERE"]

    async def _find(self, selector: str) -> str:
        """The first that can be seen. Raises: TimeoutError."""
        query = {"using": "css selector", "value": selector}
        async with asyncio.timeout(PATIENCE):
            while True:
                for found in await self._ask("POST", "elements", query):
                    if await self._ask("GET", f"element/{found[_ELEMENT]}/displayed"):
                        return str(found[_ELEMENT])
                await asyncio.sleep(0.05)

    async def _ask(self, method: str, path: str, body: Any = None) -> Any:
        async with self._client.request(method, path, json=body) as answer:
            value = (await answer.json())["value"]
        assert answer.ok, value
        return value


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Browser]:
    """A window of a browser that has never been used, and leaves what it keeps in a folder."""
    folder.mkdir()
    said = folder / "chromedriver.log"
    with said.open("wb") as log:  # no pipe, which a browser that is left over would keep open
        process = await asyncio.create_subprocess_exec(
            "chromedriver", "--port=0", stdin=DEVNULL, stdout=log, stderr=log
        )
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(PATIENCE)) as client:
            session = await _session(client, await _place(said), folder / "profile")
            try:
                async with aiohttp.ClientSession(f"{session}/", timeout=aiohttp.ClientTimeout(PATIENCE)) as window:
                    yield Browser(window)
            finally:
                async with client.delete(session) as answer:
                    assert answer.ok
    finally:
        process.terminate()
        await process.wait()


async def _place(said: Path) -> str:
    async with asyncio.timeout(PATIENCE):
        while not (found := re.search(r"successfully on port (\d+)", said.read_text())):  # noqa: ASYNC110 - a file
            await asyncio.sleep(0.05)
    return f"http://127.0.0.1:{found[1]}"


async def _session(client: aiohttp.ClientSession, place: str, folder: Path) -> str:
    arguments = [*(f"--{name}" for name in _QUIET), f"--user-data-dir={folder}"]
    wanted = {
        "browserName": "chrome",
        "goog:chromeOptions": {"args": arguments},
        "goog:loggingPrefs": {"browser": "ALL"},
    }
    async with client.post(f"{place}/session", json={"capabilities": {"alwaysMatch": wanted}}) as answer:
        value = (await answer.json())["value"]
    assert answer.ok, value
    return f"{place}/session/{value['sessionId']}"
