"""A daemon with an account, which seeds what lies in its folder."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import libtorrent as lt

from bench.programs.triblerd import Triblerd
from bench.wire import LOOPBACK


class SharingDaemon:
    """Asked as its operator, and as the owner of its first account."""

    def __init__(self, program: Triblerd, key: str) -> None:
        self.program = program
        self._operator = {"X-Api-Key": key}

    def link(self, name: str, piece_size: int, **query: str) -> str:
        """Seed what lies complete under this name, and get the path of a link to it."""
        content = self.program.content / name
        torrent = lt.create_torrent(lt.list_files(str(content)), piece_size, lt.create_torrent.v1_only)
        lt.set_piece_hashes(torrent, str(content.parent))
        headers = {**self._operator, "Content-Type": "application/x-bittorrent"}
        self._ask("PUT", "/api/downloads", headers, lt.bencode(torrent.generate()))
        made = self._ask("PUT", "/api/accounts/owner/keys", self._operator, b"{}")
        bearer = {"Authorization": f"Bearer {made['secret']}"}

        def listed() -> bool:
            rows = self._ask("GET", "/v1/api/torrents/mylist?bypass_cache=1", bearer)["data"]
            return bool(rows) and rows[0]["download_finished"]

        self.program.child.wait_until(listed, seconds=300, pause=0.5)
        wanted = "&".join(f"{name}={value}" for name, value in {"torrent_id": "1", **query}.items())
        return str(urlsplit(self._ask("GET", f"/v1/api/torrents/requestdl?{wanted}", bearer)["data"]).path)

    def _ask(self, verb: str, path: str, headers: dict[str, str], body: bytes | None = None) -> Any:
        url = f"http://{LOOPBACK}:{self.program.port}{path}"
        with urllib.request.urlopen(urllib.request.Request(url, body, headers, method=verb)) as answer:
            return json.load(answer)


@contextmanager
def sharing_daemon(folder: Path) -> Iterator[SharingDaemon]:
    """Put content into `program.content`, then ask for links."""
    program = Triblerd(folder)
    configuration = folder / "triblerd.conf"
    configuration.write_text(configuration.read_text() + "\n[torbox]\nenabled = true\nbackground_hashing = false\n")
    program.start()
    try:
        program.child.wait_until(lambda: program.lists(0), seconds=300)
        key = configuration.read_text().partition("key = ")[2].partition("\n")[0]
        yield SharingDaemon(program, key)
    finally:
        program.stop()
