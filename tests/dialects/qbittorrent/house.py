"""A house that speaks qBittorrent beside Tribler's words."""

import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher

from tests.dialects.tribler.house import Answer, House
from tests.fakes.network import FakeFeedFetcher
from tribler_core.dialects.qbittorrent.dialect import Process, QBittorrent, Services
from tribler_core.dialects.qbittorrent.endpoints.annex.building import AnnexServices
from tribler_core.dialects.qbittorrent.journal import Journal
from tribler_core.dialects.qbittorrent.speed import ConfiguredLimits
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.cookies import Cookies
from tribler_core.services.downloads.defaults import defaults_of
from tribler_core.services.downloads.placing.categories import CategoryRules
from tribler_core.services.labels.categories import Categories
from tribler_core.services.labels.labels import Labels
from tribler_core.services.labels.sorting import Sorting
from tribler_core.services.labels.tags import Tags
from tribler_core.services.making.tasks import MakingTasks
from tribler_core.services.paths import PathPolicy
from tribler_core.services.rss.service import Feeds, Surroundings
from tribler_core.services.speed.alternative import AlternativeSpeed
from tribler_core.services.statistics import AllTime
from tribler_core.web.house.place import housed
from tribler_core.web.observe.metrics import new_registry
from tribler_core.web.serving.documents import Documents
from tribler_core.web.serving.options import Manners
from tribler_core.web.serving.server import WebServer

USER, PASSWORD = "admin", "correct horse"
API = "/api/v2"


class QbHouse(House):
    """`log_in` once, then `get` and `post` below the prefix that it was given."""

    qbittorrent: QBittorrent

    async def start(self) -> None:
        await super().start()
        self.qbittorrent.access.passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.first_password = await self.qbittorrent.start()
        await self.qbittorrent.access.passwords.set(PASSWORD)
        self.cookie = ""

    async def log_in(self, prefix: str = "", **pair: str) -> Answer:
        """With the right pair, unless another is given; the cookie is kept."""
        given = {"username": USER, "password": PASSWORD, **pair}
        answer = await self.call("POST", f"{prefix}{API}/auth/login", key="", data=given)
        self.cookie = answer.headers.get("Set-Cookie", "").partition(";")[0]
        return answer

    async def get(self, method: str, *, expect: int = 200, prefix: str = "", **query: str) -> Answer:
        """A method by GET, as whoever logged in."""
        return await self._ask("GET", prefix + f"{API}/{method}", expect, params=query)

    async def post(self, method: str, *, expect: int = 200, prefix: str = "", **form: Any) -> Answer:
        """A method by POST, as whoever logged in."""
        return await self._ask("POST", prefix + f"{API}/{method}", expect, data=form)

    async def _ask(self, verb: str, path: str, expect: int, **sent: Any) -> Answer:
        answer = await self.call(verb, path, key="", headers={"Cookie": self.cookie}, **sent)
        assert answer.status == expect, (answer.status, answer.body)
        return answer

    def settings_of(self, infohash: str) -> Any:
        """What is kept of a download."""
        return self.downloads.get(InfoHash(infohash)).settings

    def _web_server(self) -> WebServer:
        self.banned: list[str] = []
        self.journal = Journal()
        logging.getLogger().addHandler(self.journal)
        services, config = self.services, self.config
        process = Process(
            config=lambda: config.current,
            request_stop=self._request_stop,
            journal=self.journal,
            clock=self.clock,
            tasks=self.tasks,
        )
        self.qbittorrent = QBittorrent(
            Services(
                downloads=services.downloads,
                metainfo=services.metainfo,
                events=self.events,
                statistics=services.statistics,
                all_time=AllTime(services.statistics, self.store, lambda: Seconds(60.0)),
                host_files=services.host_files,
                sessions=self.engine,
                store=self.store,
                speed=ConfiguredLimits(lambda: config.current, services.settings, self._alternative_speed()),
                ban_peers=self._ban,
                annex=self._annex_services(),
                labels=self._labels(),
                streaming=services.streaming,
            ),
            process,
        )
        dialects = housed([*self.faces, *self.qbittorrent.faces()], [], self.keys)
        return WebServer(
            dialects,
            Manners(),
            documents=Documents(dialects, "1.2.3"),
            registry=new_registry(),
            report=lambda error_id, error: self.reported.append((error_id, error)),
        )

    def _categories(self, paths: PathPolicy) -> CategoryRules:
        self.categories = Categories(
            self.store, lambda: defaults_of(self.config.current), paths.permit, self.events.publish
        )
        return self.categories

    def _labels(self) -> Labels:
        tags = Tags(self.store, self.events.publish)
        return Labels(self.categories, tags, Sorting(self.services.downloads, self.categories, tags))

    def _annex_services(self) -> AnnexServices:
        self.feed_fetcher = FakeFeedFetcher()
        self.test_mails = 0
        self.asked_to_listen: list[Collection[str]] = []
        self.feeds = Feeds(
            Surroundings(
                section=lambda: self.config.current.rss,
                store=self.store,
                fetcher=self.feed_fetcher,
                clock=self.clock,
                tasks=self.tasks,
            )
        )
        services = self.services
        return AnnexServices(
            config=self.config,
            settings=services.settings,
            store=self.store,
            feeds=self.feeds,
            making=MakingTasks(self.engine, services.paths.check, self._seed, self.clock, self.tasks),
            cookies=Cookies(self.store, self.clock),
            send_test_mail=self._send_test_mail,
            fetched_trackers=lambda: ("udp://fetched/announce",),
            listen=self.asked_to_listen.append,
        )

    def _alternative_speed(self) -> AlternativeSpeed:
        return AlternativeSpeed(lambda: self.config.current.speed, self.store, self.clock, lambda: None)

    async def _seed(self, torrent: bytes, folder: Path) -> None:
        self.seeded = (torrent, folder)

    async def _send_test_mail(self) -> None:
        self.test_mails += 1

    async def stop(self) -> None:
        logging.getLogger().removeHandler(self.journal)
        await super().stop()

    async def _ban(self, addresses: Sequence[str]) -> None:
        self.banned += addresses
