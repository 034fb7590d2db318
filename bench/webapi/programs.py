"""Both servers, filled and asked through the same API."""

import json
from pathlib import Path
from typing import ClassVar

from bench.process import free_port
from bench.programs import triblerd
from bench.programs.qbittorrent import QBittorrent
from bench.torrents import fake_torrent
from bench.wire import Answer, Connection, request

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class TriblerdByWebApi(QBittorrent):
    """triblerd, spoken to as if it were qBittorrent."""

    name: ClassVar[str] = "triblerd"

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        _ = triblerd.configure(
            home, self.port, free_port(), first="[qbittorrent]\nbypass_local = True\n", queueing=False
        )

    @classmethod
    def missing(cls) -> str | None:
        """It is this project."""
        return None

    def start(self) -> None:
        """As our child."""
        self.child = triblerd.start(self._home)

    def has_kept(self, count: int) -> bool:
        """An add is durable when it is answered."""
        return True


class Conversation:
    """One client that polls: a connection that stays open, its cookie if it is given one, and the `rid` it has."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cookie: dict[str, str] = {}
        self._rid = 0
        self._told = b""
        self._limit = 50_000

    def list(self) -> int:
        """`torrents/info`; bytes of the answer."""
        return self._get("torrents/info").size

    def full(self) -> int:
        """`sync/maindata` without a `rid`."""
        return self._get("sync/maindata").size

    def delta(self) -> int:
        """What changed since the last delta that was taken in."""
        answer = self._get(f"sync/maindata?rid={self._rid}")
        self._told = answer.body
        return answer.size

    def take_in(self, *, changed: int | None = None) -> None:
        """Have the last delta; it must have told so many torrents, unless that does not matter."""
        told = json.loads(self._told)
        count = len(told.get("torrents", ()))
        assert changed in (None, count), f"{count} torrents in a delta, not {changed}"
        self._rid = told["rid"]

    def change(self, count: int) -> None:
        """Another download limit for one in a hundred of `count`."""
        self._limit += 1024
        hashes = "|".join(fake_torrent(number).infohash for number in range(0, count, 100))
        body = f"hashes={hashes}&limit={self._limit}".encode()
        self._ask(request("POST", "/api/v2/torrents/setDownloadLimit", {**_FORM, **self._cookie}, body))

    def _get(self, target: str) -> Answer:
        return self._ask(request("GET", f"/api/v2/{target}", self._cookie))

    def _ask(self, question: bytes) -> Answer:
        answer = self._connection.ask(question)
        assert answer.status == 200, answer.body[:300]
        if cookie := answer.header("set-cookie"):
            self._cookie = {"Cookie": cookie.partition(";")[0]}
        return answer
