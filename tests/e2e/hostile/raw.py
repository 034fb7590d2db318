"""Requests byte by byte, as no client library would send them."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.daemon_process import DaemonProcess

PATIENCE = 60.0
"""Seconds; an answer takes milliseconds."""


@dataclass(frozen=True)
class Answer:
    """What came back before the daemon hung up."""

    status: int
    head: str
    body: bytes

    def error(self) -> tuple[int, str]:
        """Status and code; every error has the one shape, and was foreseen."""
        facts: dict[str, Any] = json.loads(self.body)["error"]
        assert facts.keys() == {"handled", "code", "message"}
        assert facts["handled"] is True
        assert "Traceback" not in facts["message"]
        return self.status, facts["code"]


async def connect(daemon: DaemonProcess) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    place = urlsplit(daemon.url)
    return await asyncio.open_connection(place.hostname, place.port)


async def say(daemon: DaemonProcess, data: bytes) -> Answer:
    """Send bytes, read to the end; raises after PATIENCE."""
    reader, writer = await connect(daemon)
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(data)
            answer = await reader.read()
    finally:
        writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return Answer(int(head.split()[1]), head.decode("latin-1"), body)


def request(daemon: DaemonProcess, line: str, *headers: str, host: str = "localhost", key: str | None = None) -> bytes:
    """The head of a request with its key (""`: without), which ends the connection."""
    lines = [f"{line} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    if key != "":
        lines.append(f"X-Api-Key: {key or daemon.key}")
    return "\r\n".join((*lines, "", "")).encode("latin-1")
