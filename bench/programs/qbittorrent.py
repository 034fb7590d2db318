"""qBittorrent without its window, by its web API."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from bench.process import Child, free_port
from bench.torrents import FakeTorrent, fake_torrent
from bench.wire import LOOPBACK, Connection, request

_BOUNDARY = "between-two-torrents"

_CONFIGURATION = """\
[LegalNotice]
Accepted=true

[BitTorrent]
Session\\DHTEnabled=false
Session\\LSDEnabled=false
Session\\PeXEnabled=false
Session\\QueueingSystemEnabled=false
Session\\Interface=lo
Session\\InterfaceName=lo
Session\\InterfaceAddress={host}
Session\\Port={peer_port}
Session\\DefaultSavePath={content}

[Network]
PortForwardingEnabled=false

[Preferences]
Connection\\ResolvePeerCountries=false
WebUI\\Enabled=true
WebUI\\Address={host}
WebUI\\Port={port}
WebUI\\LocalHostAuth=false
WebUI\\UseUPnP=false
WebUI\\CSRFProtection=false
WebUI\\HostHeaderValidation=false
"""


class QBittorrent:
    """`qbittorrent-nox` with a scratch profile."""

    name: ClassVar[str] = "qBittorrent"
    most: ClassVar[int] = 10_000
    settles: ClassVar[float] = 0.0

    def __init__(self, home: Path) -> None:
        self._home = home
        self.port = free_port()
        self._cookie = ""
        folder = home / "qBittorrent" / "config"
        folder.mkdir(parents=True)
        text = _CONFIGURATION.format(host=LOOPBACK, port=self.port, peer_port=free_port(), content=home / "content")
        (folder / "qBittorrent.conf").write_text(text)

    @classmethod
    def missing(cls) -> str | None:
        """Debian: the package qbittorrent-nox."""
        return None if shutil.which("qbittorrent-nox") else "qbittorrent-nox is not installed"

    def start(self) -> None:
        """As our child."""
        command = ["qbittorrent-nox", f"--profile={self._home}"]
        self.child = Child(command, log=self._home / "log.txt", environment={"HOME": str(self._home)})
        self._cookie = ""

    def answers(self) -> bool:
        """Whether its web API is up; the first answer names our web session."""
        return self._list("limit=1") is not None

    def lists(self, count: int) -> bool:
        """By counting the list, once the last one is there: nothing cheaper tells how many."""
        if count and not self._list(f"hashes={fake_torrent(count - 1).infohash}"):
            return False
        everything = self._list("")
        return everything is not None and len(everything) == count

    def _list(self, query: str) -> list[object] | None:
        try:
            with Connection(self.port) as connection:
                answer = connection.ask(self._get(f"torrents/info?{query}"))
        except OSError:
            return None
        if cookie := answer.header("set-cookie"):
            self._cookie = cookie.split(";")[0]
        return list(json.loads(answer.body)) if answer.status == 200 else None

    def has_kept(self, count: int) -> bool:
        """It writes after it has answered, and forgets what it has not written when it is stopped."""
        kept = (self._home / "qBittorrent" / "data" / "BT_backup").glob("*.fastresume")
        return sum(1 for _ in kept) == count

    def stop(self) -> float:
        """By SIGTERM."""
        return self.child.stop()

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self._cookie} if self._cookie else {}

    def _get(self, target: str) -> bytes:
        return request("GET", f"/api/v2/{target}", self._headers())

    def add(self, torrents: Sequence[FakeTorrent]) -> bytes:
        """Files in one form."""
        parts = [f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="paused"\r\n\r\ntrue\r\n'.encode()]
        for torrent in torrents:
            disposition = f'form-data; name="torrents"; filename="{torrent.infohash}.torrent"'
            head = f"--{_BOUNDARY}\r\nContent-Disposition: {disposition}\r\nContent-Type: application/x-bittorrent"
            parts += [head.encode(), b"\r\n\r\n", torrent.torrent, b"\r\n"]
        body = b"".join([*parts, f"--{_BOUNDARY}--\r\n".encode()])
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        return request("POST", "/api/v2/torrents/add", {**self._headers(), "Content-Type": kind}, body)

    def takes_many(self) -> bool:
        """As many files as the form holds."""
        return True

    def full_lists(self) -> dict[str, bytes]:
        """The list its clients poll."""
        return {"list": self._get("torrents/info")}

    def since_now(self) -> bytes:
        """Its `rid` belongs to the web session; the first full answer is acknowledged."""
        with Connection(self.port) as connection:
            answer = connection.ask(self._get("sync/maindata?rid=0"))
            rid = json.loads(answer.body)["rid"]
            connection.ask(self._get(f"sync/maindata?rid={rid}"))
            return self._get(f"sync/maindata?rid={rid}")

    def changes(self, count: int) -> list[bytes]:
        """One form, of download limits."""
        hashes = "|".join(fake_torrent(number).infohash for number in range(0, count, 100))
        headers = {**self._headers(), "Content-Type": "application/x-www-form-urlencoded"}
        return [request("POST", "/api/v2/torrents/setDownloadLimit", headers, f"hashes={hashes}&limit=50000".encode())]
