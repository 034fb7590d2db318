"""RestTorrent behind a real server, with real sessions that talk to loopback only."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, FormData, TCPConnector

from tests.dialects.tribler.house import KEY, Answer
from tests.engine.workspaces.office import Office, permit
from tests.swarm import make_content, make_torrent
from tribler_core.config.loader import Invocation, load
from tribler_core.config.store import ConfigStore
from tribler_core.dialects.resttorrent.dialect import PREFIX, RestTorrent, Services, Surroundings, new_jail
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.fetching.torrent_urls import GuardedFetcher
from tribler_core.foundation.clock import SystemClock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Bytes
from tribler_core.services.metainfo.uris import source_of
from tribler_core.services.sources import SourceReader
from tribler_core.services.workspaces.workspace import Workspace
from tribler_core.web.house.place import housed
from tribler_core.web.observe.metrics import new_registry
from tribler_core.web.serving.documents import Documents
from tribler_core.web.serving.options import Manners, TcpListener
from tribler_core.web.serving.server import WebServer

FILES = {"a.bin": 300_000, "b.bin": 40_001}
SAVE = "torrents"
LARGEST = Bytes(100_000)
"""Of what is fetched from a URL."""


class RestHouse:
    """Use `start`, then `ask`. What lasts is in `folder`."""

    def __init__(self, folder: Path, **options: str) -> None:
        """`options` of the section `[resttorrent]`."""
        self.folder = folder
        self.root = folder / "root"
        self.root.mkdir(exist_ok=True)
        named = {"root_dir": str(self.root), **options}
        environment = {f"TRIBLERD_RESTTORRENT__{name.upper()}": text for name, text in named.items()}
        environment["TRIBLERD_API__KEY"] = KEY
        self.config = ConfigStore(load(Invocation({"--state-dir": str(folder)}, environment)))
        self.tasks = TaskOwner()
        self.office = Office(folder)
        self.reported: list[tuple[str, Exception]] = []
        self.client = ClientSession(connector=TCPConnector(force_close=True))
        self.url = ""
        self.dialect: RestTorrent
        self._server: WebServer

    async def start(self) -> "RestHouse":
        office, reader, config = self.office, TorrentReader(), self.config
        office.jail = new_jail(lambda: config.current)
        await office.start()
        read = SourceReader(reader, GuardedFetcher(self._fetching), permit).read
        services = Services(
            workspaces=office.workspaces,
            events=office.events,
            meaning=lambda text: source_of(text, reader),
            read=read,
            read_torrent=reader.read,
            jail=office.jail,
        )
        around = Surroundings(
            config=lambda: config.current,
            report=lambda error_id, error: self.reported.append((error_id, error)),
            clock=SystemClock(),
            tasks=self.tasks,
        )
        self.dialect = RestTorrent(services, around)
        self.dialect.start()
        dialects = housed(self.dialect.faces(), [], self.dialect.authenticator)
        self._server = WebServer(
            dialects,
            Manners(),
            documents=Documents(dialects, "1.2.3"),
            registry=new_registry(),
            report=lambda error_id, error: self.reported.append((error_id, error)),
        )
        listener = TcpListener(("127.0.0.1",), 0)
        await self._server.start([listener])
        self.url = self._server.addresses[listener][0].rstrip("/")
        return self

    async def stop(self) -> None:
        await self.client.close()
        await self.dialect.stop()
        await self._server.stop()
        await self.office.stop()
        await self.tasks.close()

    async def call(self, method: str, path: str, **sent: Any) -> Answer:
        """Ask, as somebody on this machine."""
        async with self.client.request(method, self.url + path, **sent) as response:
            return Answer(response.status, response.headers, await response.read())

    async def ask(self, method: str, path: str = "", *, expect: int = 200, **sent: Any) -> Any:
        """The JSON of an answer below the dialect's prefix."""
        answer = await self.call(method, PREFIX + path, **sent)
        assert answer.status == expect, (answer.status, answer.body)
        return answer.json()

    async def fails(self, code: str, method: str, path: str = "", **sent: Any) -> str:
        """The sentence of a failure that has this code, after its form has been looked at."""
        said = await self.ask(method, path, **sent)
        assert said["status"] == "fail", said
        assert said["error"]["code"] == code, said
        assert said["message"] == said["error"]["message"] != ""
        message: str = said["message"]
        return message

    async def session(self, **parameters: Any) -> Any:
        """A session on any port, unless told otherwise."""
        said = await self.ask("POST", json={"port_range": 0, **parameters})
        assert said["status"] == "success", said
        return said["session"]

    async def upload(self, session: Any, torrent: bytes, *, save_path: str = SAVE, **fields: str) -> Any:
        """A torrent by a form with a file, as browsers send it."""
        form = FormData({"save_path": save_path, **fields})
        form.add_field("file", torrent, filename="a.torrent", content_type="application/x-bittorrent")
        return await self.ask("POST", f"/{session['id']}/torrents", data=form)

    async def shown_until(self, path: str, condition: Callable[[Any], bool]) -> Any:
        """Ask for a torrent until it is as expected; between, wait for a change of its table."""
        table = self.workspace({"id": path.split("/")[1]}).downloads.table
        async with asyncio.timeout(60):
            while True:
                before = table.revision
                shown = await self.ask("GET", path)
                if condition(shown):
                    return shown
                await table.wait_changed(before)

    def workspace(self, session: Any) -> Workspace:
        """What is behind a session."""
        return next(each for each in self.office.workspaces.now() if each.id == session["id"])

    def engine(self, session: Any) -> Any:
        """The engine behind a session, for what nothing else tells."""
        opened: Any = self.office.workspaces._open[session["id"]].engine
        return opened._engine

    def content(self, folder: str = SAVE) -> bytes:
        """A torrent of content that lies complete in a folder of the root."""
        return make_torrent(make_content(self.root / folder / "stuff", FILES))

    async def connect(self, session: Any, infohash: str, other: Any) -> None:
        """Let a torrent of one session try another session."""
        downloads = self.workspace(session).downloads
        await downloads.connect_peers(InfoHash(infohash), [("127.0.0.1", other["port"])])

    def _fetching(self) -> Any:
        config = self.config.current
        private = config.resttorrent.url_allow_private
        return replace(config, fetching=replace(config.fetching, allow_private=private, max_size=LARGEST))


def script(answer: Answer) -> tuple[str, Any]:
    """The name and the argument of the call in a JSONP answer."""
    assert answer.headers["Content-Type"] == "application/javascript; charset=utf-8"
    text = answer.body.decode()
    name, _, argument = text.removeprefix("/**/").partition("(")
    return name, json.loads(argument.removesuffix(");"))
