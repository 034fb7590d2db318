"""A daemon that speaks qBittorrent, and the way in."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from tests.e2e.daemon_process import DaemonProcess

USER = "admin"
OPTIONS = {
    "qbittorrent.enabled": "true",
    "fetching.allow_private": "true",
    "libtorrent.active_downloads": "-1",
    "libtorrent.active_seeds": "-1",
    "libtorrent.active_checking": "-1",
    "libtorrent.utp": "false",
}
"""Torrents may come from this machine; nothing waits in a queue; TCP, so that nobody waits for uTP to be given up."""
_TOLD = re.compile(r"user admin, password (\S+)")


async def password_of(daemon: DaemonProcess) -> str:
    """The password that the first start told, once."""
    assert daemon._process is not None
    assert daemon._process.stdout is not None
    told = _TOLD.search((await daemon._process.stdout.readline()).decode())
    assert told is not None, daemon.introduction
    return told[1]


@asynccontextmanager
async def a_daemon(folder: Path, options: Mapping[str, str] | None = None) -> AsyncIterator[tuple[DaemonProcess, str]]:
    """A daemon and its password; it must end well, and without a bug in its log."""
    async with DaemonProcess(folder, {**OPTIONS, **(options or {})}) as daemon:
        yield daemon, await password_of(daemon)
        if daemon._process is not None:
            assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log
