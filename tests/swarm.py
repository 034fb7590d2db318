"""Real libtorrent peers, torrents, trackers and web servers on loopback; nothing leaves 127.0.0.0/8 or ::1."""

import asyncio
import random
import threading
import urllib.parse
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import libtorrent as lt

from tribler_core.domain.events import Event
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes

PIECE = 16 * 1024
_CHUNK = 1024 * 1024
LOOPBACK = "127.0.0.1"
PATIENCE = 60.0
"""Seconds after which a test stops waiting for what should take less than one, on a machine that is not busy."""

LOCAL_SETTINGS: dict[str, Any] = {
    "listen_interfaces": f"{LOOPBACK}:0",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "dht_bootstrap_nodes": "",
    "allow_multiple_connections_per_ip": True,
    "min_reconnect_time": 1,
    "peer_connect_timeout": 5,
    "connection_speed": 200,
    "alert_mask": 0,
}

E = TypeVar("E", bound=Event)


def bencode(value: Any) -> bytes:
    """Bytes of a structure of dictionaries with bytes as keys, lists, integers and bytes."""
    return lt.bencode(value)


def session_params(settings: Mapping[str, Any]) -> lt.session_params:
    """Parameters of a session that talks to loopback only, with the settings given on top."""
    return lt.session_params(cast("Any", {**LOCAL_SETTINGS, **settings}))


# Content and torrents.


def make_content(folder: Path, sizes: Mapping[str, int], *, seed: int = 1) -> Path:
    """Write files of reproducible random bytes below `folder`, by relative path and size; returns `folder`.

    What is there already is left alone: a seeder may be looking at it.
    """
    for path, size in sizes.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        source = random.Random(f"{seed} {path}")  # noqa: S311 - reproducible, not secret
        there = target.exists() and target.stat().st_size == size
        with target.open("r+b" if there else "wb") as file:
            for start in range(0, size, _CHUNK):
                chunk = source.randbytes(min(_CHUNK, size - start))
                if not there or file.read(len(chunk)) != chunk:
                    file.seek(start)
                    file.write(chunk)
    return folder


def make_torrent(
    content: Path,
    *,
    version: str = "v1",
    piece_size: int = PIECE,
    trackers: Sequence[str] = (),
    web_seeds: Sequence[str] = (),
    private: bool = False,
) -> bytes:
    """The .torrent of a file or folder: v1, v2 or hybrid; each tracker in a tier of its own."""
    flags = {"v1": lt.create_torrent.v1_only, "v2": lt.create_torrent.v2_only, "hybrid": 0}[version]
    torrent = lt.create_torrent(lt.list_files(str(content)), piece_size, flags)
    for tier, url in enumerate(trackers):
        torrent.add_tracker(url, tier)
    for url in web_seeds:
        torrent.add_url_seed(url)
    torrent.set_priv(private)
    torrent.set_creation_date(0)
    lt.set_piece_hashes(torrent, str(content.parent))
    return bencode(torrent.generate())


def infohashes_of(torrent: bytes) -> InfoHashes:
    """Both names of a torrent, as libtorrent computes them."""
    hashes = lt.torrent_info(torrent).info_hashes()
    return InfoHashes(
        v1=InfoHash(str(hashes.v1)) if hashes.has_v1() else None,
        v2=InfoHash(str(hashes.v2)) if hashes.has_v2() else None,
    )


def magnet_of(torrent: bytes, *, peers: Sequence[tuple[str, int]] = (), extra: str = "") -> str:
    """A magnet link with the addresses of peers to try at once."""
    uri = lt.make_magnet_uri(lt.torrent_info(torrent))
    hosts = ((f"[{host}]" if ":" in host else host, port) for host, port in peers)
    return uri + "".join(f"&x.pe={host}:{port}" for host, port in hosts) + extra


# Peers.


class Seeder:
    """A complete peer of its own, in this process: `with Seeder() as seeder: seeder.share(...)`."""

    def __init__(self, *, host: str = LOOPBACK, **settings: Any) -> None:
        listen = f"[{host}]:0" if ":" in host else f"{host}:0"
        self.host = host
        self._session: lt.session | None = lt.session(session_params({"listen_interfaces": listen, **settings}))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def session(self) -> lt.session:
        """The bare session, for what this class does not offer."""
        assert self._session is not None, "the seeder is closed"
        return self._session

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens, by TCP and uTP."""
        return self.host, self.session.listen_port()

    def share(self, torrent: bytes, folder: Path, *, upload_limit: int = 0) -> lt.torrent_handle:
        """Seed what lies complete in `folder`; `upload_limit` in bytes/s, 0: none."""
        params = lt.load_torrent_buffer(torrent)
        params.save_path = str(folder)
        params.flags = lt.torrent_flags.seed_mode | lt.torrent_flags.update_subscribe
        params.upload_limit = upload_limit
        return self.session.add_torrent(params)

    def fetch(self, torrent: bytes, folder: Path, *peers: tuple[str, int]) -> lt.torrent_handle:
        """Download like a stranger would, from the peers given."""
        params = lt.load_torrent_buffer(torrent)
        params.save_path = str(folder)
        params.flags = lt.torrent_flags.update_subscribe
        params.peers = list(peers)
        return self.session.add_torrent(params)

    def close(self) -> None:
        """Leave the swarm; waits until the sockets are closed."""
        self._session = None


# Servers.


class _Server:
    """An HTTP server in a thread, on a free port of 127.0.0.1."""

    def __init__(self, handler: Callable[..., BaseHTTPRequestHandler]) -> None:
        self._server = ThreadingHTTPServer((LOOPBACK, 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Without a path or a slash at the end."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"


class Tracker(_Server):
    """A tracker that answers every announce with the same peers, or refuses, and remembers who asked.

    `failure` and `warning` are in its own words; `status` is that of HTTP.
    """

    def __init__(
        self, *peers: tuple[str, int], failure: str = "", warning: str = "", status: int = 200, interval: int = 60
    ) -> None:
        self.peers = list(peers)
        self.failure = failure
        self.warning = warning
        self.status = status
        self.interval = interval
        self.announces: deque[dict[str, str]] = deque(maxlen=1000)
        super().__init__(partial(_TrackerHandler, self))

    @property
    def announce_url(self) -> str:
        return f"{self.url}/announce"

    def answer(self, path: str) -> bytes:
        """The bencoded answer to a request; remembers an announce."""
        where, _, query = path.partition("?")
        asked = dict(urllib.parse.parse_qsl(query, encoding="latin-1"))
        if where.endswith("/scrape"):
            counts = {b"complete": 3, b"incomplete": 5, b"downloaded": 7}
            name = asked.get("info_hash", "").encode("latin-1")
            return bencode({b"files": {name: counts}})
        self.announces.append(asked)
        if self.failure:
            return bencode({b"failure reason": self.failure.encode()})
        compact = b"".join(bytes(int(part) for part in host.split(".")) + port.to_bytes(2) for host, port in self.peers)
        counts = {b"complete": len(self.peers), b"incomplete": 0, b"downloaded": 2}
        warning = {b"warning message": self.warning.encode()} if self.warning else {}
        return bencode({b"interval": self.interval, b"peers": compact, **counts, **warning})


class _TrackerHandler(BaseHTTPRequestHandler):
    """Answers announces and scrapes."""

    def __init__(self, tracker: Tracker, *args: Any) -> None:
        self._tracker = tracker
        super().__init__(*args)

    def do_GET(self) -> None:
        body = self._tracker.answer(self.path)
        self.send_response(self._tracker.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""


class FileServer(_Server):
    """Serves a folder with byte ranges: a web seed (BEP 19) or the home of a .torrent."""

    def __init__(self, folder: Path) -> None:
        self.requests: deque[str] = deque(maxlen=1000)
        super().__init__(partial(_FileHandler, self.requests, folder))


class _FileHandler(SimpleHTTPRequestHandler):
    """A file, or the part of it that `Range: bytes=first-last` asks for."""

    protocol_version = "HTTP/1.1"

    def __init__(self, requests: deque[str], folder: Path, *args: Any) -> None:
        self._requests = requests
        super().__init__(*args, directory=str(folder))

    def do_GET(self) -> None:
        self._requests.append(self.path)
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        size, wanted = path.stat().st_size, self.headers.get("Range", "")
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        start, end = int(first or 0), min(int(last or size - 1), size - 1)
        self.send_response(206 if wanted else 200)
        if wanted:
            self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(end - start + 1))
        self.end_headers()
        with suppress(OSError), path.open("rb") as file:
            file.seek(start)
            self.wfile.write(file.read(end - start + 1))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing on stderr."""


# Waiting.


class Ears:
    """Hears every event that is published to it, and lets a test wait for what it expects.

    `Ears()` itself is the `Publish` callable: `LibtorrentEngine(…, publish=ears)`.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = asyncio.Event()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._news.set()

    def heard(self, kind: type[E], match: Callable[[E], bool] = lambda _: True) -> list[E]:
        """All events of a kind so far that match."""
        return [event for event in self.events if isinstance(event, kind) and match(event)]

    async def hear(self, kind: type[E], match: Callable[[E], bool] = lambda _: True) -> E:
        """The first event of a kind that matches, past or to come."""
        await self.until(lambda: bool(self.heard(kind, match)))
        return self.heard(kind, match)[0]

    async def until(self, condition: Callable[[], bool], *, patience: float = PATIENCE) -> None:
        """Wait until `condition` holds; it is asked again at each event. Raises: TimeoutError."""
        async with asyncio.timeout(patience):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def forget(self) -> None:
        """Start with a clean sheet."""
        self.events.clear()


async def until(condition: Callable[[], bool], *, patience: float = PATIENCE) -> None:
    """Wait for something that nobody announces (a thread, another process): asked every 20 ms.

    Prefer `Ears.until` for what the engine announces. Raises: TimeoutError.
    """
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0.02)
