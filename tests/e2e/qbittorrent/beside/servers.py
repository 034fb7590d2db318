"""Two servers that are told the same."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from bench.programs.qbittorrent import QBittorrent
from tests.e2e.qbittorrent.room import USER

PATIENCE = 60.0
PLACE = "{downloads}"
"""Stands for the download folder of whichever server is told."""


@dataclass(frozen=True)
class Told:
    """An answer: its status, and its text, or what its JSON means."""

    status: int
    text: str
    document: Any = field(default=None, compare=False)


class Server:
    """One of them."""

    def __init__(self, url: str, downloads: Path) -> None:
        self._url, self._downloads = url, downloads
        self._session = requests.Session()
        downloads.mkdir(parents=True, exist_ok=True)

    def log_in(self, password: str) -> None:
        assert self.ask("auth/login", {"username": USER, "password": password}).text == "Ok."

    def ask(self, method: str, form: dict[str, str], *, file: bytes | None = None, verb: str = "POST") -> Told:
        """By POST unless told otherwise; a file is a torrent."""
        sent = {name: value.replace(PLACE, str(self._downloads)) for name, value in form.items()}
        how: dict[str, Any] = {"params": sent} if verb == "GET" else {"data": sent}
        files = None if file is None else {"torrents": ("a.torrent", file)}
        answer = self._session.request(verb, f"{self._url}/api/v2/{method}", files=files, timeout=PATIENCE, **how)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        document = json.loads(answer.text) if is_json and answer.ok else None
        return Told(answer.status_code, "" if is_json else answer.text.replace(str(self._downloads), PLACE), document)

    def until(self, infohash: str, *states: str) -> None:
        """Wait for a torrent to be in one of these states."""
        end, state = time.monotonic() + PATIENCE, ""
        while time.monotonic() < end:
            (row,) = self.ask("torrents/info", {"hashes": infohash}).document
            if (state := row["state"]) in states:
                return
            time.sleep(0.1)
        raise AssertionError(f"{self._url}: still {state}, not one of {states}")

    def close(self) -> None:
        self._session.close()


@contextmanager
def the_real_one(home: Path) -> Iterator[Server]:
    """qbittorrent-nox on a profile of its own, on loopback."""
    program = QBittorrent(home)
    program.start()
    server = Server(f"http://127.0.0.1:{program.port}", home / "content")
    try:
        program.child.wait_until(program.answers, seconds=PATIENCE)
        yield server
    finally:
        server.close()
        program.child.kill()
