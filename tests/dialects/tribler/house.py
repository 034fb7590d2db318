"""The whole house but for the outer world: real services and a real server, on fakes of the ports."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, TCPConnector
from multidict import CIMultiDictProxy

from tests.fakes.catalogue import FakeCatalogue, FakeHistory, FakeStore
from tests.fakes.categories import FakeCategories
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeEngine
from tests.fakes.library import FakeAccounts
from tests.fakes.network import FakeFetcher, FakeNetwork
from tests.fakes.tunnels import FakeTunnels
from tribler_core.config.loader import Invocation, load
from tribler_core.config.store import ConfigStore
from tribler_core.dialects.tribler.dialect import Process, Services, faces
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.accounts.accounts import Accounts
from tribler_core.services.accounts.plans import plans_of
from tribler_core.services.downloads.building import Rules, Sources, build_downloads
from tribler_core.services.downloads.defaults import defaults_of
from tribler_core.services.downloads.desk import Adapters
from tribler_core.services.downloads.placing.categories import CategoryRules
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.event_stream import EventStream
from tribler_core.services.events import EventBus
from tribler_core.services.host_files import HostFiles
from tribler_core.services.making.service import TorrentMaking
from tribler_core.services.metainfo.cache import MetainfoCache
from tribler_core.services.metainfo.lookups import SharedLookups
from tribler_core.services.metainfo.service import MetainfoService
from tribler_core.services.paths import PathPolicy
from tribler_core.services.settings import SettingsService
from tribler_core.services.sources import SourceReader
from tribler_core.services.statistics import Statistics
from tribler_core.services.streaming.content import ContentStreaming
from tribler_core.web.access.keys import KeyAuthenticator
from tribler_core.web.access.slow_down import SlowDown
from tribler_core.web.house.place import housed
from tribler_core.web.house.swagger_ui import DocsEndpoint, SwaggerAssetsEndpoint
from tribler_core.web.observe.metrics import new_registry
from tribler_core.web.serving.documents import Documents
from tribler_core.web.serving.options import Manners, TcpListener
from tribler_core.web.serving.server import WebServer

KEY = "0123456789abcdef0123456789abcdef"
VERSION = "1.2.3"


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    def json(self) -> Any:
        assert self.headers["Content-Type"].startswith("application/json")
        return json.loads(self.body)


class House:
    """Built in `folder`, which holds the settings and the downloads. Use `start`, then `call`."""

    def __init__(self, folder: Path, **options: str) -> None:
        """`options` of the file by full name with `__` for the dot, like `paths__policy`."""
        self.folder = folder
        self.downloads_folder = folder / "downloads"
        self.downloads_folder.mkdir(exist_ok=True)
        environment = {"TRIBLERD_API__KEY": KEY} | {f"TRIBLERD_{name.upper()}": text for name, text in options.items()}
        environment.setdefault("TRIBLERD_LIBTORRENT__DOWNLOAD_DEFAULTS__AUTO_MANAGED", "false")
        file = folder / "triblerd.conf"
        if not file.exists():
            file.write_text(f"[libtorrent]\n[[download_defaults]]\nsaveas = {self.downloads_folder}\n")
        self.config = ConfigStore(load(Invocation({"--state-dir": str(folder)}, environment)))
        self.clock = FakeClock()
        self.events = EventBus()
        self.engine = FakeEngine(self.events.publish)
        self.catalogue = FakeCatalogue()
        self.store = FakeStore()
        self.fetcher = FakeFetcher()
        self.account_store = FakeAccounts()
        self.accounts = Accounts(self.account_store, lambda: plans_of(self.config.current.torbox), self.clock)
        self.tunnels = FakeTunnels()
        self.tasks = TaskOwner()
        self.stops: list[bool] = []
        self.reported: list[tuple[str, Exception]] = []
        self.services = self._services()
        self.downloads = self.services.downloads
        self.keys = KeyAuthenticator(lambda: self.config.current.api.key, lambda: False, SlowDown(self.clock))
        self.faces = faces(self.services, self._process(), self.keys)
        self._server = self._web_server()
        self.url = ""
        self.client = ClientSession(connector=TCPConnector(force_close=True), headers={"Accept-Encoding": "identity"})

    async def start(self) -> None:
        await self.downloads.start()
        listener = TcpListener(("127.0.0.1",), 0)
        await self._server.start([listener])
        self.url = self._server.addresses[listener][0].rstrip("/")

    async def stop(self) -> None:
        self.services.event_stream.close()
        await self.client.close()
        await self._server.stop()
        await self.downloads.stop(Seconds(5.0))
        await self.tasks.close()

    async def call(self, method: str, path: str, *, key: str = KEY, **sent: Any) -> Answer:
        """Ask, with the key unless told otherwise."""
        headers = {**({"X-Api-Key": key} if key else {}), **sent.pop("headers", {})}
        async with self.client.request(method, self.url + path, headers=headers, **sent) as response:
            return Answer(response.status, response.headers, await response.read())

    async def ask(self, method: str, path: str, *, expect: int = 200, **sent: Any) -> Any:
        """The JSON of an answer that has the expected status."""
        answer = await self.call(method, path, **sent)
        assert answer.status == expect, answer.body
        return answer.json()

    async def has(self, torrent: bytes, **wanted: Any) -> str:
        """Add a torrent, past the dialect; answers its infohash."""
        return (await self.downloads.add(AddRequest(source=TorrentSource(torrent), **wanted))).infohash

    def _services(self) -> Services:
        engine, config = self.engine, self.config
        paths = PathPolicy(lambda: config.current)
        sources, cache = SourceReader(engine, self.fetcher, paths.permit), MetainfoCache(self.clock)
        adapters = Adapters(
            engine=engine,
            inspection=engine,
            swarm=engine,
            reader=engine,
            catalogue=self.catalogue,
            store=self.store,
            history=FakeHistory(),
            network=FakeNetwork(),
        )
        downloads = build_downloads(
            adapters,
            self.events,
            self.clock,
            Rules(defaults=lambda: defaults_of(config.current), categories=self._categories(paths)),
            Sources(read=sources.read, permit=paths.permit, known=cache.get),
        )
        lookups = SharedLookups(engine, engine, FakeNetwork(), self.tasks)
        return Services(
            downloads=downloads,
            metainfo=MetainfoService(sources.read, self.fetcher, engine, lookups, cache, self.catalogue.torrent),
            streaming=ContentStreaming(downloads, engine, engine, engine),
            making=TorrentMaking(
                engine, engine, paths, lambda torrent, to: self.has(torrent, destination=to), self.tasks
            ),
            events=self.events,
            event_stream=EventStream(self.events.subscribe, self.clock),
            settings=SettingsService(config, engine, lambda: {"api": 8085}),
            statistics=Statistics(engine, downloads.table),
            host_files=HostFiles(paths),
            paths=paths,
            sessions=engine,
            store=self.store,
            accounts=self.accounts,
            tunnels=self.tunnels,
        )

    def _categories(self, _: PathPolicy) -> CategoryRules:
        return FakeCategories(self.folder)

    def _process(self) -> Process:
        return Process(
            version=VERSION,
            config=lambda: self.config.current,
            started=lambda: True,
            log_text=lambda: "a line\nanother line",
            request_stop=self._request_stop,
        )

    def _web_server(self) -> WebServer:
        dialects = housed(self.faces, [DocsEndpoint("tribler"), SwaggerAssetsEndpoint()], self.keys)
        return WebServer(
            dialects,
            Manners(),
            documents=Documents(dialects, VERSION),
            registry=new_registry(),
            report=lambda error_id, error: self.reported.append((error_id, error)),
        )

    def _request_stop(self, *, restart: bool) -> None:
        self.stops.append(restart)
