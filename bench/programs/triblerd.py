"""triblerd itself, by its HTTP API."""

import base64
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from bench.process import Child, free_port
from bench.torrents import FakeTorrent, fake_torrent
from bench.wire import LOOPBACK, Connection, request

_KEY = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
_REPOSITORY = Path(__file__).resolve().parents[2]

_CONFIGURATION = """\
{first}
[api]
key = {key}
http_host = {host}
http_port = {port}

[libtorrent]
port = {peer_port}
listen_interface = {host}
dht = False
lsd = False
pex = False
upnp = False
natpmp = False
queueing = {queueing}

[[download_defaults]]
saveas = {content}
auto_managed = False
"""


def configure(home: Path, port: int, peer_port: int, *, first: str = "", queueing: bool = True) -> Path:
    """Write what a daemon on loopback reads, after other sections; the answer is where content lands."""
    content, file = home / "content", home / "triblerd.conf"
    text = _CONFIGURATION.format(
        first=first, queueing=queueing, key=_KEY, host=LOOPBACK, port=port, peer_port=peer_port, content=content
    )
    file.write_text(text)
    file.chmod(0o600)
    return content


def start(home: Path) -> Child:
    """From this checkout, with its defaults but for the network; compiled once, as installed modules are."""
    command = [sys.executable, "-m", "tribler_core", "--state-dir", str(home)]
    environment = {
        "PYTHONPATH": str(_REPOSITORY),
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(home / "compiled"),
    }
    return Child(command, log=home / "log.txt", environment=environment)


class Triblerd:
    """`python -m tribler_core` with a state directory of its own."""

    name: ClassVar[str] = "triblerd"
    most: ClassVar[int] = 1_000_000
    settles: ClassVar[float] = 0.0

    def __init__(self, home: Path) -> None:
        self._home = home
        self.port = free_port()
        self.peer_port = free_port()
        self.content = configure(home, self.port, self.peer_port)
        self.content.mkdir()

    @classmethod
    def missing(cls) -> str | None:
        """It is this project."""
        return None

    def start(self) -> None:
        """As our child."""
        self.child = start(self._home)

    def answers(self) -> bool:
        """Alive, whatever is still loading."""
        return self._ok("/health/live") is not None

    def lists(self, count: int) -> bool:
        """Ready, and the last one is there under its name: before the engine has spoken it goes by its infohash."""
        if self._ok("/health/ready") is None:
            return False
        if count == 0:
            return True
        body = self._ok(f"/api/downloads?fields=name&limit=1&offset={count - 1}")
        return body is not None and [row["name"][:9] for row in json.loads(body)["downloads"]] == ["A made-up"]

    def _ok(self, target: str) -> bytes | None:
        try:
            with Connection(self.port) as connection:
                answer = connection.ask(self.get(target))
        except OSError:
            return None
        return answer.body if answer.status == 200 else None

    def has_kept(self, count: int) -> bool:
        """An add is durable when it is answered; the bench kills the daemon to see."""
        return True

    def stop(self) -> float:
        """By SIGTERM."""
        return self.child.stop()

    def get(self, target: str, **headers: str) -> bytes:
        """A request with the key; headers with `_` for `-`."""
        return request("GET", target, self._headers(headers))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"X-Api-Key": _KEY, **{name.replace("_", "-"): value for name, value in more.items()}}

    def add(self, torrents: Sequence[FakeTorrent]) -> bytes:
        """One as the body of a PUT, many as a batch."""
        if len(torrents) == 1:
            headers = self._headers({"Content_Type": "application/x-bittorrent"})
            return request("PUT", "/api/downloads?stopped=1", headers, torrents[0].torrent)
        return self._batch(
            {"op": "add", "torrent_file": base64.b64encode(torrent.torrent).decode(), "stopped": True}
            for torrent in torrents
        )

    def add_running(self, torrent: bytes) -> bytes:
        """A PUT of one that starts at once."""
        return request("PUT", "/api/downloads", self._headers({"Content_Type": "application/x-bittorrent"}), torrent)

    def _batch(self, items: object) -> bytes:
        body = json.dumps({"items": list(items)}).encode()  # type: ignore[call-overload]
        return request("POST", "/api/downloads/batch", self._headers({"Content_Type": "application/json"}), body)

    def takes_many(self) -> bool:
        """By batch."""
        return True

    def full_lists(self) -> dict[str, bytes]:
        """The plain list."""
        return {"list": self.get("/api/downloads")}

    def delta_before(self) -> tuple[bytes, bytes]:
        """What stands before and after the revision in a request for a delta."""
        before, _, after = self.get("/api/downloads?since=REVISION").partition(b"REVISION")
        return before, after

    def revision(self) -> bytes:
        """Where the table is at this moment."""
        body = self._ok("/api/downloads?since=0") or b""
        found = re.search(rb'"revision":(\d+)', body)
        assert found, f"no revision in {body[:200]!r}"
        return found[1]

    def since_now(self) -> bytes:
        """By the revision of the moment."""
        before, after = self.delta_before()
        return before + self.revision() + after

    def changes(self, count: int) -> list[bytes]:
        """One batch, of download limits."""
        some = (fake_torrent(number).infohash for number in range(0, count, 100))
        return [self._batch({"op": "update", "infohash": infohash, "download_limit": 50_000} for infohash in some)]

    def metrics(self) -> str:
        """The page for Prometheus."""
        return (self._ok("/metrics") or b"").decode()
