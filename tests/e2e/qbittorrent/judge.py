"""`qbittorrent-api`, the client that most scripts are made of, as a judge: what it calls is written down."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import qbittorrentapi

from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.offers import Swarm
from tests.e2e.qbittorrent.room import USER

PATIENCE = 60.0
"""Seconds for what takes a few on a busy machine."""

METHODS = frozenset(
    method.__name__
    for name in dir(qbittorrentapi.Client)
    if not name.startswith("_") and callable(method := getattr(qbittorrentapi.Client, name))
)
"""Every public method of the client; of the spellings of one, that which it is defined by."""


class FearlessClient(qbittorrentapi.Client):
    """Sends what the claimed release need not have, too: whoever calls what came later is served."""

    def _is_endpoint_supported_for_version(self, endpoint: str, version_introduced: str, version_removed: str) -> bool:
        return True


class Judge:
    """The client by its own methods, as attributes; and what of them was used."""

    def __init__(self, daemon: DaemonProcess, password: str, swarm: Swarm) -> None:
        self.url, self.password = daemon.url, password
        self.client = FearlessClient(host=daemon.url, username=USER, password=password)
        self.daemon, self.swarm = daemon, swarm
        self.called: set[str] = set()
        self.documents: dict[str, Any] = {}
        """Answers whose keys and types are written down, by the method that gave them."""

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.client, name)
        self.called.add(method.__name__)
        return method

    @property
    def downloads(self) -> Path:
        """Where content lands."""
        return self.daemon.downloads

    def torrent(self, infohash: str) -> Any:
        """The row of one torrent."""
        (row,) = self.torrents_info(torrent_hashes=infohash)
        return row

    def until(self, infohash: str, condition: Callable[[Any], bool]) -> Any:
        """The row of a torrent, once it is as it should be. Raises: AssertionError with the last row."""
        row = None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            row = self.torrent(infohash)
            if condition(row):
                return row
            time.sleep(0.05)
        raise AssertionError(f"it never came so far: {row}")


def until(condition: Callable[[], Any]) -> Any:
    """What `condition` answers, once that is true: for what another process does and nobody announces."""
    end = time.monotonic() + PATIENCE
    while not (answer := condition()):
        assert time.monotonic() < end, "it never came so far"
        time.sleep(0.05)
    return answer
