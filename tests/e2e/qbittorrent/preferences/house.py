"""The whole daemon inside the test's process, so that a test can look behind the API."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import libtorrent as lt

from tests.e2e.daemon_process import QUIET
from tests.e2e.qbittorrent.room import OPTIONS
from tests.swarm import PATIENCE, Ears, infohashes_of, make_content, make_torrent
from tribler_core.config.document import Document
from tribler_core.config.loader import Invocation, load_or_create
from tribler_core.config.store import ConfigStore
from tribler_core.daemon.app import Daemon, build
from tribler_core.daemon.core import Process
from tribler_core.daemon.phases import Phases, engine_state_of
from tribler_core.daemon.process.logging import DaemonLog
from tribler_core.daemon.process.stopping import StopRequest
from tribler_core.daemon.process.supervisor import Supervisor
from tribler_core.domain.events import Event, UnexpectedError
from tribler_core.engine.sessions.session import Session
from tribler_core.foundation.clock import SystemClock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds, Timestamp
from tribler_core.storage.catalogue import SqlCatalogue

T = TypeVar("T")

API = "/api/v2/"
LET_IN = {"qbittorrent.bypass_local": "true"}


async def told(ask: Callable[[], Awaitable[T]], fits: Callable[[T], bool]) -> T:
    """What is answered, once it is as it should be; asked now and then, as clients do. Raises: TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not fits(answer := await ask()):  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.02)
    return answer


class MovableClock(SystemClock):
    """The machine's time, and what a test lets pass beside it."""

    passed = 0.0

    def now(self) -> Timestamp:
        return Timestamp(int(super().now() + self.passed))

    def monotonic(self) -> Seconds:
        return Seconds(super().monotonic() + self.passed)


class LiveHouse:
    """A daemon from its file to its port; preferences are set by `set`, and noted."""

    daemon: Daemon

    def __init__(self, folder: Path, **options: str) -> None:
        """`options` by full name with `__` for the dots."""
        self.folder = folder
        self.downloads = folder / "downloads"
        self.was_set: set[str] = set()
        self.clock = MovableClock()
        self.headers: dict[str, str] = {}
        """Of every request."""
        self.notes: dict[str, Any] = {}
        """What a fixture lets its test know."""
        self.reported: list[tuple[str, Exception]] = []
        self._state = folder / "state"
        self._options = {
            **QUIET,
            **OPTIONS,
            **LET_IN,
            "libtorrent.download_defaults.saveas": str(self.downloads),
            **{name.replace("__", "."): text for name, text in options.items()},
        }

    async def start(self) -> None:
        """Also again, after `stop`, on what was kept."""
        self._state.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._state / "triblerd.conf"
        if not file.exists():
            document = Document("", file)
            for name, text in self._options.items():
                document.put(tuple(name.split(".")), text)
            document.save(file)
        self.config = ConfigStore(load_or_create(Invocation({"--state-dir": str(self._state)}, {})))
        self._tasks, section = TaskOwner(), self.config.current
        self._catalogue = await SqlCatalogue.open(section.storage, section.state_dir)
        self.log = DaemonLog(section.logging, tuple, section.state_dir / "logs")
        self.config.subscribe(lambda _, new: self.log.apply(new.logging))
        process = Process(
            store=self.config,
            catalogue=self._catalogue,
            engine_state=await engine_state_of(self._catalogue),
            log=self.log,
            stop=StopRequest(),
            clock=self.clock,
            tasks=self._tasks,
        )
        self.daemon = build(process)
        self.ears = Ears()
        self.daemon.core.events.subscribe(Event, self.ears)
        self.daemon.core.events.subscribe(UnexpectedError, self._bug)
        self._phases = Phases(self.daemon, Supervisor({}))
        await self._phases.start()
        self.url = self.daemon.lobby.doors.url
        self.client = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(ssl=False, force_close=True)
        )

    async def stop(self) -> None:
        await self.client.close()
        await self._phases.stop()
        await self._tasks.close()
        await self._catalogue.close()
        self.log.close()

    def _bug(self, event: UnexpectedError) -> None:
        self.reported.append((event.error_id, AssertionError(event)))

    # Over HTTP.

    async def set(self, **preferences: Any) -> None:
        """All of them at once."""
        await self.post("app/setPreferences", json=json.dumps(preferences))
        self.was_set |= preferences.keys()

    async def shown(self) -> dict[str, Any]:
        """All preferences."""
        shown: dict[str, Any] = await self.get("app/preferences")
        return shown

    async def get(self, method: str, **query: str) -> Any:
        """The JSON of a method that only reads."""
        async with self.client.get(self.url + API + method, params=query, headers=self.headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json(content_type=None)

    async def get_text(self, method: str) -> str:
        """The text of a method that only reads."""
        async with self.client.get(self.url + API + method, headers=self.headers) as answer:
            return await answer.text()

    async def post(self, method: str, **form: Any) -> str:
        """What a command answers."""
        async with self.client.post(self.url + API + method, data={**form, "": ""}, headers=self.headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.text()

    async def add(self, torrent: bytes, **form: str) -> str:
        """The infohash of a torrent that was added by its file."""
        data = aiohttp.FormData(form)
        data.add_field("torrents", torrent, filename="a.torrent")
        async with self.client.post(f"{self.url}{API}torrents/add", data=data) as answer:
            assert await answer.text() == "Ok.", answer.headers
        return str(infohashes_of(torrent).identity)

    async def row(self, infohash: str) -> dict[str, Any]:
        """A torrent of the list; {}: it is not there."""
        found: list[dict[str, Any]] = await self.get("torrents/info", hashes=infohash)
        return found[0] if found else {}

    async def until(self, infohash: str, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The row, once it is as it should be. Raises: TimeoutError."""
        return await told(lambda: self.row(infohash), condition)

    # Behind it.

    @property
    def session(self) -> Session:
        """The plain one."""
        session = self.daemon.core.engine.sessions.get(0)
        assert session is not None
        return session

    def engine_settings(self) -> dict[str, Any]:
        """As libtorrent itself has them."""
        return dict(self.session.lt.get_settings())

    def handle(self, infohash: str) -> lt.torrent_handle:
        """libtorrent's own grip on a torrent."""
        return next(each for each in self.session.lt.get_torrents() if str(each.info_hashes().get_best()) == infohash)

    def torrent(self, name: str = "stuff", sizes: dict[str, int] | None = None, **recipe: Any) -> bytes:
        """A torrent whose content lies in the folder `source`."""
        files = {f"{name}/{path}": size for path, size in (sizes or {"a.bin": 30_000}).items()}
        make_content(self.folder / "source", files)
        return make_torrent(self.folder / "source" / name, **recipe)
