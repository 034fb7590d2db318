"""Real Socket.IO clients in processes of their own."""

import asyncio
import base64
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HERE = Path(__file__).parent
INSTALLED = HERE.parents[1] / "build" / "clients"
NODE = INSTALLED / "node" / "node_modules"
PYTHON4 = INSTALLED / "socketio-4.6.1" / "bin" / "python"
PATIENCE = 30.0
GENERATIONS = ("js1", "js2", "js4", "python4", "python5")
TRANSPORTS: Mapping[str, dict[str, Any]] = {
    "polling": {"transports": ["polling"]},
    "websocket": {"transports": ["websocket"]},
    "upgrading": {},
}
_LONGEST_LINE = 4 * 1024 * 1024


def missing(generation: str) -> str:
    """Why a client cannot be used here; "": it can."""
    if generation == "python5":
        return ""
    there = PYTHON4.exists() if generation == "python4" else (NODE / f"client{generation[-1]}").is_dir()
    return "" if there else f"{generation} is not installed: make clients"


class SocketClient:
    """One client. `async with SocketClient("js2", url, ...) as client:` connects it."""

    def __init__(self, generation: str, url: str, **options: Any) -> None:
        self._generation = generation
        self._url = url
        self._options = options
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self.heard: list[dict[str, Any]] = []

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *self._command(), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, limit=_LONGEST_LINE, env=_environment()
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._reading is not None
        self._process.stdin.close()
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._reading

    async def say(self, command: str, *, ack: bool = False, file: bytes | None = None, **parameters: Any) -> None:
        """Emit a message, with or without wanting an acknowledgement; a file goes as bytes."""
        message = {"command": command, **parameters}
        if file is not None:
            message["file_base64"] = base64.b64encode(file).decode()
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"say": message, "ack": ack}).encode() + b"\n")
        await self._process.stdin.drain()

    async def ask(self, command: str, **parameters: Any) -> Any:
        """Say it, and wait for its acknowledgement."""
        before = len(self._all("ack"))
        await self.say(command, ack=True, **parameters)
        await self.until(lambda: len(self._all("ack")) > before)
        return self._all("ack")[before]["message"]

    async def hear(self, on: str, match: Callable[[Any], bool] = lambda _: True) -> Any:
        """The first thing of a kind that matches, past or to come."""
        await self.until(lambda: any(match(each) for each in self._all(on)))
        return next(each for each in self._all(on) if match(each))

    async def event(self, name: str, **facts: Any) -> Any:
        """An event that was pushed, with these facts."""
        heard = await self.hear("v1_event", lambda each: {"event": name, **facts}.items() <= each["message"].items())
        return heard["message"]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Looked at with everything that is heard."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not condition():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"waited in vain; the last that was heard: {self.heard[-10:]}") from None

    def _all(self, on: str) -> list[dict[str, Any]]:
        return [each for each in self.heard if each["on"] == on]

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.heard.append(json.loads(line))
            self._news.set()

    def _command(self) -> list[str]:
        options = json.dumps(self._options)
        if self._generation.startswith("js"):
            return ["node", str(HERE / "relay.js"), str(NODE / f"client{self._generation[-1]}"), self._url, options]
        python = str(PYTHON4) if self._generation == "python4" else sys.executable
        return [python, str(HERE / "relay.py"), self._url, options]


def _environment() -> dict[str, str]:
    """Without a proxy, which would be asked for our own address."""
    return {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
