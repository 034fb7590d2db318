"""Transmission's daemon, by its RPC."""

import base64
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from bench.process import Child, free_port
from bench.torrents import FakeTorrent, fake_torrent
from bench.wire import LOOPBACK, Connection, request

_FIELDS = [
    "id",
    "hashString",
    "name",
    "status",
    "error",
    "errorString",
    "totalSize",
    "sizeWhenDone",
    "leftUntilDone",
    "haveValid",
    "haveUnchecked",
    "percentDone",
    "rateDownload",
    "rateUpload",
    "uploadedEver",
    "downloadedEver",
    "uploadRatio",
    "eta",
    "peersConnected",
    "peersSendingToUs",
    "peersGettingFromUs",
    "queuePosition",
    "addedDate",
    "activityDate",
    "doneDate",
    "downloadDir",
    "downloadLimit",
    "uploadLimit",
    "isFinished",
    "trackers",
]
"""Thirty: what a list in a user interface shows, and about what triblerd's list tells."""


class Transmission:
    """`transmission-daemon`, started in the foreground on a scratch configuration."""

    name: ClassVar[str] = "Transmission"
    most: ClassVar[int] = 10_000
    settles: ClassVar[float] = 62.0
    """Everything counts as `recently-active` until a minute after the start."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.port = free_port()
        self._session = ""
        (home / "settings.json").write_text(json.dumps(self._settings()))

    @classmethod
    def missing(cls) -> str | None:
        """Debian: the package transmission-daemon."""
        return None if shutil.which("transmission-daemon") else "transmission-daemon is not installed"

    def _settings(self) -> dict[str, Any]:
        return {
            "dht-enabled": False,
            "lpd-enabled": False,
            "pex-enabled": False,
            "utp-enabled": False,
            "port-forwarding-enabled": False,
            "blocklist-enabled": False,
            "bind-address-ipv4": LOOPBACK,
            "bind-address-ipv6": "::1",
            "peer-port": free_port(),
            "rpc-bind-address": LOOPBACK,
            "rpc-port": self.port,
            "rpc-authentication-required": False,
            "download-dir": str(self._home / "content"),
            "start-added-torrents": False,
            "message-level": 1,
        }

    def start(self) -> None:
        """In the foreground, so that it is our child."""
        self._session = ""
        command = ["transmission-daemon", "--foreground", "--config-dir", str(self._home)]
        self.child = Child(command, log=self._home / "log.txt")

    def answers(self) -> bool:
        """Its first answer refuses us, and names the session."""
        try:
            with Connection(self.port) as connection:
                answer = connection.ask(self._call("session-stats"))
        except OSError:
            return False
        self._session = answer.header("x-transmission-session-id") or ""
        return bool(self._session)

    def lists(self, count: int) -> bool:
        """By its statistics."""
        with Connection(self.port) as connection:
            answer = connection.ask(self._call("session-stats"))
        return bool(json.loads(answer.body)["arguments"]["torrentCount"] == count)

    def has_kept(self, count: int) -> bool:
        """It writes before it answers."""
        return True

    def stop(self) -> float:
        """By SIGTERM."""
        return self.child.stop()

    def _call(self, method: str, **arguments: Any) -> bytes:
        headers = {"X-Transmission-Session-Id": self._session, "Content-Type": "application/json"}
        body = json.dumps({"method": method, "arguments": arguments}).encode()
        return request("POST", "/transmission/rpc", headers, body)

    def add(self, torrents: Sequence[FakeTorrent]) -> bytes:
        """One; it has no call for many."""
        (torrent,) = torrents
        return self._call("torrent-add", paused=True, metainfo=base64.b64encode(torrent.torrent).decode())

    def takes_many(self) -> bool:
        """One a call."""
        return False

    def full_lists(self) -> dict[str, bytes]:
        """As objects, and as a table: names once, then values."""
        return {
            "table": self._call("torrent-get", fields=_FIELDS, format="table"),
            "objects": self._call("torrent-get", fields=_FIELDS),
        }

    def since_now(self) -> bytes:
        """What was active in the last minute."""
        return self._call("torrent-get", fields=_FIELDS, format="table", ids="recently-active")

    def changes(self, count: int) -> list[bytes]:
        """New ones: no change of a setting makes a torrent `recently-active`, and a removal makes many so."""
        return [self.add([fake_torrent(count + number)]) for number in range(count // 100)]
