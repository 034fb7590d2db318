"""A house that speaks TorBox beside Tribler's words: real services and a real server, on fakes of the ports."""

import asyncio
import base64
from typing import Any

from tests.dialects.tribler.house import Answer, House
from tests.fakes.library import FakeItems, FakeNotices, FakeShelf
from tests.fakes.network import FakeNetwork
from tribler_core.dialects.torbox.dialect import Services, Surroundings, faces
from tribler_core.dialects.torbox.endpoints.stats import status
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.people.account import Plan
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.services.accounts.notices import Notices
from tribler_core.services.library.building import outfit_of
from tribler_core.services.library.desk import Desk
from tribler_core.services.library.index import ItemIndex
from tribler_core.services.library.looking import Looking, Places
from tribler_core.services.metainfo.lookups import SharedLookups
from tribler_core.web.house.place import housed
from tribler_core.web.house.web_ui import WebUi, WebUiEndpoint
from tribler_core.web.observe.metrics import new_registry
from tribler_core.web.serving.documents import Documents, build_document
from tribler_core.web.serving.options import Manners
from tribler_core.web.serving.server import WebServer

API = "/v1/api"


class TorBoxHouse(House):
    """With accounts: `ada`, on plan pro, who asks unless a test says otherwise, and `bob`."""

    async def start(self) -> None:
        await super().start()
        await self.links.load()
        self.bearers = {name: await self.account(name) for name in ("ada", "bob")}
        _ = self.tasks.spawn(self.library.run(), "library")
        await self.library.ready()

    async def stop(self) -> None:
        await self.library.stop()
        await super().stop()

    async def account(self, name: str, plan: Plan = Plan.PRO, **limits: int | None) -> str:
        """Somebody new; the key."""
        account = await self.accounts.add(name, plan, limits=limits)
        return (await self.accounts.add_key(account.number))[1]

    async def torbox(self, verb: str, method: str, *, who: str | None = "ada", **sent: Any) -> Answer:
        """A method, as somebody; None: nobody."""
        headers = dict(sent.pop("headers", {}))
        if who is not None:
            headers.setdefault("Authorization", f"Bearer {self.bearers.get(who, who)}")
        return await self.call(verb, f"{API}/{method}", key="", headers=headers, **sent)

    async def data(self, verb: str, method: str, **sent: Any) -> Any:
        """What a success carries."""
        answer = await self.torbox(verb, method, **sent)
        envelope = answer.json()
        assert envelope.keys() == {"success", "error", "detail", "data"}
        assert (answer.status, envelope["success"]) == (200, True), envelope
        assert envelope["detail"]
        return envelope["data"]

    async def refusal(self, verb: str, method: str, **sent: Any) -> tuple[int, str]:
        """The status and the code of a failure."""
        answer = await self.torbox(verb, method, **sent)
        envelope = answer.json()
        assert envelope.keys() == {"success", "error", "detail", "data"}
        assert envelope["success"] is False
        assert isinstance(envelope["detail"], str)
        assert envelope["detail"]
        return answer.status, envelope["error"]

    def routes(self) -> set[tuple[str, str]]:
        """Every verb and path of the dialect, as documented."""
        # A page on a port of its own is no part of the API.
        shared = [face for face in self.torbox_faces if not face.alone]
        document = build_document(shared, "1.2.3")
        return {(verb.upper(), path) for path, verbs in document["paths"].items() for verb in verbs}

    async def add(self, metainfo: Metainfo, *, who: str = "ada", **fields: Any) -> int:
        """Create an item by magnet; its id."""
        created = await self.data(
            "POST", "torrents/createtorrent", who=who, data={"magnet": magnet(metainfo), **fields}
        )
        return int(created["torrent_id"])

    async def item(self, number: int, who: str = "ada") -> Any:
        """As `mylist` shows it."""
        return await self.data("GET", "torrents/mylist", who=who, params={"id": str(number), "bypass_cache": "true"})

    async def complete(self, metainfo: Metainfo) -> None:
        """The swarm gives metadata and content."""
        infohash = InfoHash(metainfo.infohash)
        if self.engine.torrent(infohash).metainfo is None:
            self.engine.deliver_metadata(infohash, metainfo)
        self.engine.complete(infohash)
        await self.settled()

    async def settled(self) -> None:
        """What was begun behind the answers is done."""
        for _ in range(50):
            await asyncio.sleep(0)

    def _web_server(self) -> WebServer:
        desk = self._desk()
        self.outfit = outfit_of(desk, self.store, self.services.streaming.open)
        self.library, self.digests, self.links = self.outfit.library, self.outfit.digests, self.outfit.links
        lookups = SharedLookups(self.engine, self.engine, FakeNetwork(), self.tasks)
        places = Places(table=self.services.downloads.table, desk=desk, find=lookups.find)
        services = Services(
            outfit=self.outfit, looking=Looking(places, lambda: Hops(0)), statistics=self.services.statistics
        )
        around = Surroundings(section=desk.section, clock=self.clock, tasks=self.tasks)
        self.torbox_faces = faces(services, around)
        dialects = housed([*self.faces, *self.torbox_faces], [WebUiEndpoint(self._web_ui())], self.keys)
        return WebServer(
            dialects,
            Manners(),
            documents=Documents(dialects, "1.2.3"),
            registry=new_registry(),
            report=lambda error_id, error: self.reported.append((error_id, error)),
        )

    def _web_ui(self) -> WebUi:
        return WebUi(folder=None, enabled=lambda: False, signed_in=lambda _: False, headers=dict, told=status)

    def _desk(self) -> Desk:
        self.items, self.shelf, self.free_space = FakeItems(self.account_store), FakeShelf(), 10**15

        async def space_left() -> int:
            return self.free_space

        return Desk(
            index=ItemIndex(self.items),
            accounts=self.accounts,
            notices=Notices(FakeNotices(), self.clock),
            downloads=self.services.downloads,
            inspection=self.engine,
            reader=self.engine,
            catalogue=self.catalogue,
            shelf=self.shelf,
            events=self.events,
            clock=self.clock,
            section=lambda: self.config.current.torbox,
            space_left=space_left,
        )


def upload(metainfo: Metainfo) -> dict[str, Any]:
    """A body that brings it."""
    return {"json": {"file": base64.b64encode(metainfo.data).decode()}}


def magnet(metainfo: Metainfo) -> str:
    """A link to it."""
    return f"magnet:?xt=urn:btih:{metainfo.infohash}&dn={metainfo.name.replace(' ', '+')}"
