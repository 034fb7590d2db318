"""A seeder and bare downloaders on loopback, each in a process of its own, and the content that they move."""

import multiprocessing
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from typing import Any, Self, cast

import libtorrent as lt

from bench.programs.bare import QUIET_SETTINGS
from bench.wire import LOOPBACK

_CHUNK = 1 << 20
_GLANCE = 0.002
"""Seconds between two looks at how far a transfer is."""
_PATIENCE = 300.0
_ALERTS_EVERY = 0.1
"""Seconds; a bare session too must throw its alerts away, or it keeps them all."""

SEEDER_SETTINGS: dict[str, Any] = {
    **QUIET_SETTINGS,
    "allow_multiple_connections_per_ip": True,
    "send_buffer_watermark": 4 << 20,
    "send_buffer_low_watermark": 1 << 20,
    "send_buffer_watermark_factor": 150,
    "unchoke_slots_limit": -1,
    "connections_limit": 1_000,
    "max_allowed_in_request_queue": 4_000,
    "enable_outgoing_utp": False,
    "enable_incoming_utp": False,
}
"""The seeder must not be what is measured: it sends as fast as it is asked, by TCP."""


def make_content(folder: Path, name: str, size: int, piece_size: int = 0) -> bytes:
    """Write a file of reproducible random bytes; returns its `.torrent`."""
    source = random.Random(name)
    with (folder / name).open("wb") as file:
        for start in range(0, size, _CHUNK):
            file.write(source.randbytes(min(_CHUNK, size - start)))
    torrent = lt.create_torrent(lt.list_files(str(folder / name)), piece_size, lt.create_torrent.v1_only)
    lt.set_piece_hashes(torrent, str(folder))
    return lt.bencode(torrent.generate())


class _Worker:
    """A child process that serves one pipe; ends with the `with`."""

    def __init__(self, serve: Any, *arguments: Any) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, *arguments), daemon=True)
        self._process.start()
        theirs.close()
        self.port = int(self._pipe.recv())

    @property
    def pid(self) -> int:
        """Of the child."""
        return cast("int", self._process.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()
        self._process.join(20)
        self._process.kill()
        self._process.join()


class Seeder(_Worker):
    """Shares torrents whose content lies complete in a folder."""

    def __init__(self, folder: Path, torrents: list[bytes], *, upload_limit: int = 0) -> None:
        """`upload_limit` in bytes/s for each torrent, since that for all does not hold on loopback; 0: none."""
        super().__init__(_seed, folder, torrents, upload_limit)

    def connect(self, port: int) -> int:
        """Offer every torrent to the peer at that port for a while; how many it took a connection for."""
        self._pipe.send(("connect", port))
        return int(self._pipe.recv())

    def time_transfer(self, port: int) -> float:
        """Serve the first torrent to the peer at that port; seconds from its first byte until it has everything."""
        self._pipe.send(("time", port))
        seconds = self._pipe.recv()
        if seconds is None:
            raise RuntimeError("the transfer did not end in time")
        return float(seconds)


@dataclass(frozen=True, slots=True)
class SessionKind:
    """How a bare session is set up; an empty backend is libtorrent's own choice."""

    settings: Mapping[str, Any]
    disk_backend: str = ""


class BareDownloader(_Worker):
    """Downloads one torrent in a bare session."""

    def __init__(self, kind: SessionKind, torrent: bytes, folder: Path) -> None:
        super().__init__(_download, kind, torrent, folder)


def _session(kind: SessionKind) -> lt.session:
    params = lt.session_params(cast("Any", dict(kind.settings)))
    if kind.disk_backend:
        params.disk_io_constructor = kind.disk_backend
    return lt.session(params)


def _seed(pipe: Pipe, folder: Path, torrents: list[bytes], upload_limit: int) -> None:
    session = _session(SessionKind(SEEDER_SETTINGS))
    handles = []
    for torrent in torrents:
        params = lt.load_torrent_buffer(torrent)
        params.save_path = str(folder)
        params.flags = lt.torrent_flags.seed_mode
        params.upload_limit = upload_limit
        handles.append(session.add_torrent(params))
    pipe.send(session.listen_port())
    try:
        while True:
            what, port = pipe.recv()
            pipe.send(_time_transfer(handles[0], port) if what == "time" else _connect(handles, port))
    except EOFError:
        return


def _connect(handles: list[lt.torrent_handle], port: int) -> int:
    """How many took the connection; it is tried for a bounded time."""
    end = time.monotonic() + 30.0
    missing = handles
    while missing and time.monotonic() < end:
        for handle in missing:
            handle.connect_peer((LOOPBACK, port))
        time.sleep(0.25)
        missing = [handle for handle in missing if handle.status().num_peers == 0]
    return len(handles) - len(missing)


def _time_transfer(handle: lt.torrent_handle, port: int) -> float | None:
    size, before = handle.status().total_wanted, handle.status().total_payload_upload
    end = time.perf_counter() + _PATIENCE
    while not handle.status().num_peers and time.perf_counter() < end:
        handle.connect_peer((LOOPBACK, port))
        time.sleep(0.05)
    while handle.status().total_payload_upload == before and time.perf_counter() < end:
        time.sleep(_GLANCE)
    start = time.perf_counter()
    while time.perf_counter() < end:
        sent = handle.status().total_payload_upload - before
        if sent >= size and all(peer.progress_ppm == 1_000_000 for peer in handle.get_peer_info()):
            return time.perf_counter() - start
        time.sleep(_GLANCE)
    return None


def _download(pipe: Pipe, kind: SessionKind, torrent: bytes, folder: Path) -> None:
    session = _session(kind)
    params = lt.load_torrent_buffer(torrent)
    params.save_path = str(folder)
    params.flags = lt.torrent_flags.update_subscribe
    session.add_torrent(params)
    pipe.send(session.listen_port())
    while not pipe.poll(_ALERTS_EVERY):
        session.pop_alerts()
