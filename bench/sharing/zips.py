"""A ZIP of 5 GiB: when it begins, how fast it comes, and what the daemon grows by meanwhile."""

import re
import socket
import time
from pathlib import Path

from bench.process import memory
from bench.sharing.daemon import SharingDaemon, sharing_daemon
from bench.wire import LOOPBACK

FILES, SIZE = 5, 1 << 30
PIECE = 16 << 20
"""As large as pieces get: what is read by pieces would show."""
_CHUNK = 1 << 20
_LENGTH = re.compile(rb"^content-length: (\d+)\r$", re.IGNORECASE | re.MULTILINE)


def measure_zip(home: Path) -> dict[str, float]:
    """Of files that are holes: the disk is not what is measured."""
    folder = home / "zip"
    folder.mkdir()
    with sharing_daemon(folder) as daemon:
        (daemon.program.content / "films").mkdir()
        for number in range(FILES):
            with (daemon.program.content / "films" / f"part{number}.bin").open("wb") as file:
                file.truncate(SIZE)
        return _fetch(daemon, daemon.link("films", PIECE, zip_link="1"))


def _fetch(daemon: SharingDaemon, path: str) -> dict[str, float]:
    pid = daemon.program.child.pid
    before = most = memory(pid).rss
    with socket.create_connection((LOOPBACK, daemon.program.port)) as connection:
        start = time.perf_counter()
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\nConnection: close\r\n\r\n".encode())
        head = connection.recv(16384)
        first = time.perf_counter() - start
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        told = _LENGTH.search(head)
        assert told, head
        received, nowhere, looked = len(head) - head.index(b"\r\n\r\n") - 4, bytearray(_CHUNK), start
        while count := connection.recv_into(nowhere, 0, socket.MSG_TRUNC):
            received += count
            if time.perf_counter() - looked > 0.1:
                most, looked = max(most, memory(pid).rss), time.perf_counter()
        seconds = time.perf_counter() - start
    assert received == int(told[1]), f"{received} bytes came, {told[1]!r} were announced"
    return {
        "bytes": received,
        "first_byte_ms": first * 1e3,
        "mb_per_s": received / seconds / 1e6,
        "grown_mb": (most - before) / 1e6,
    }
