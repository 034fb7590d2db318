"""A network of relays and exits on loopback, a node per address; and the house of one who hides in it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import libtorrent as lt

from tests.builders import DOWNLOADS
from tests.fakes.catalogue import FakeCatalogue, FakeHistory, FakeStore
from tests.fakes.categories import FakeCategories
from tests.fakes.network import FakeFetcher
from tests.swarm import Ears, Seeder, until
from tribler_core.anonymity.network import Overlay, Pace
from tribler_core.anonymity.tunnels import Tunnels
from tribler_core.config.sections import AnonymitySection, Config, LibtorrentSection
from tribler_core.daemon.hidden.hideout import Hideout, ways_through
from tribler_core.domain.anonymity import Address
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.events import Event
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.engine.engine import EngineOptions, LibtorrentEngine
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.engine.sessions.session import Session
from tribler_core.foundation.clock import SystemClock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.building import Rules, Sources, build_downloads
from tribler_core.services.downloads.defaults import DownloadDefaults
from tribler_core.services.downloads.desk import Adapters
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.events import EventBus
from tribler_core.services.sources import SourceReader

PACE = Pace(step=Seconds(0.1), removal=Seconds(0.0), lookup=Seconds(1.0))
TICK = Seconds(0.05)
SEEDER = "127.0.9.9"
PATIENCE = 150.0
"""Seconds: libtorrent tries a tracker or a peer again after a minute when the first circuit was not the right one."""
LOCAL = LibtorrentSection(
    listen_interface="127.0.0.1", dht=False, lsd=False, upnp=False, natpmp=False, dht_bootstrap_nodes=()
)


def section_of(address: str, **options: Any) -> AnonymitySection:
    """What a member at this address is told."""
    told = {"enabled": True, "threads": 2, "dht_nodes": (), **options}
    return AnonymitySection(community="test", address=address, **told)


class Onion:
    """Relays at 127.0.2.x and exits at 127.0.3.x: `async with Onion(relays=3, exits=2) as onion:`."""

    def __init__(self, *, relays: int, exits: int, exit_http: bool = False, pace: Pace = PACE, **roles: Any) -> None:
        self._relays, self._exits, self._roles = relays, exits, roles
        self._exit_http, self._pace = exit_http, pace
        self.nodes: dict[str, Overlay] = {}

    async def __aenter__(self) -> Self:
        for number in range(self._relays):
            await self.open(section_of(f"127.0.2.{number + 1}", **self._roles))
        for _ in range(self._exits):
            await self.add_exit()
        await self.introduce()
        return self

    async def __aexit__(self, *_: object) -> None:
        for node in self.nodes.values():
            await node.close()

    @property
    def exits(self) -> set[str]:
        """Addresses that packets come out at."""
        return {address for address in self.nodes if address.startswith("127.0.3.")}

    @property
    def bootstrap(self) -> tuple[str, ...]:
        """All members, as address:port."""
        return tuple(f"{host}:{port}" for host, port in (node.address for node in self.nodes.values()))

    def guest(self, address: str = "127.0.1.1", **options: Any) -> AnonymitySection:
        """What somebody is told who hides among them, and carries nothing."""
        return section_of(address, relay=False, bootstrap_nodes=self.bootstrap, **options)

    async def add_exit(self) -> Overlay:
        """One more, of the role that they were made for."""
        number = len(self.exits) + 1
        return await self.open(section_of(f"127.0.3.{number}", exit=True, exit_http=self._exit_http))

    async def open(self, section: AnonymitySection) -> Overlay:
        known: Sequence[Address] = [node.address for node in self.nodes.values()]
        node = await Overlay.open(section, known, self._pace)
        self.nodes[section.address] = node
        return node

    async def introduce(self) -> None:
        """Wait until they all know each other."""
        nodes = list(self.nodes.values())
        ends = sum(len(node.ends) for node in nodes)
        await until(lambda: all(len(node.community.candidates) >= ends - 1 for node in nodes), patience=PATIENCE)

    async def kill(self, address: str) -> None:
        """It vanishes without a word, as a machine that is unplugged."""
        node = self.nodes.pop(address)
        node._walking.cancel()
        for overlay in (node.community, node.dht):
            node.endpoint.remove_listener(overlay)
            await overlay.request_cache.shutdown()
            await overlay.shutdown_task_manager()
        await node.endpoint.close(0)


class Hider:
    """A downloads room over a real engine and a real overlay, with a catalogue in memory."""

    def __init__(self, folder: Path, section: AnonymitySection, libtorrent: LibtorrentSection = LOCAL) -> None:
        self.folder = folder
        self.config = Config(state_dir=folder, anonymity=section, libtorrent=libtorrent)
        self.tasks, clock, self.events, self.ears = TaskOwner(), SystemClock(), EventBus(), Ears()
        self.events.subscribe(Event, self.ears)
        self.tunnels = Tunnels(self.events.publish, clock, self.tasks, PACE)
        options = EngineOptions(ways=ways_through(lambda: self.config, self.tunnels), tick=TICK)
        self.engine = LibtorrentEngine(libtorrent, self.events.publish, clock, self.tasks, options)
        self.store, self.catalogue = FakeStore(), FakeCatalogue()
        self.hideout = Hideout(lambda: self.config, self.store, self.tunnels, self.tasks)
        self.defaults = DownloadDefaults(destination=folder / "downloads", auto_managed=False)
        reader, categories = TorrentReader(), FakeCategories(DOWNLOADS)

        async def permit(path: Path) -> Path:
            return path

        self.downloads = build_downloads(
            Adapters(
                engine=self.engine.torrents,
                inspection=self.engine.inspection,
                swarm=self.engine.swarm,
                reader=reader,
                catalogue=self.catalogue,
                store=self.store,
                history=FakeHistory(),
                network=self.tunnels,
            ),
            self.events,
            clock,
            Rules(defaults=lambda: self.defaults, categories=categories),
            Sources(read=SourceReader(reader, FakeFetcher(), permit).read, permit=permit, known=lambda _: None),
        )

    async def __aenter__(self) -> Self:
        await self.engine.start()
        await self.hideout.start(self.engine, self.events)
        await self.downloads.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.downloads.stop(Seconds(10))
        await self.downloads.part(await self.engine.last_words(Seconds(10)))
        await self.engine.close()
        await self.hideout.stop()
        await self.tasks.close()

    async def reconfigure(self, **options: Any) -> None:
        """Change [anonymity] while it runs."""
        self.config = replace(self.config, anonymity=replace(self.config.anonymity, **options))
        await self.hideout.follow()

    def handles_in(self, session: Session) -> list[lt.torrent_handle]:
        """The torrents of one of the engine's sessions."""
        return [held.handle for held in self.engine._torrents.of_session(session)]

    async def add(self, torrent: bytes, hops: int, **options: Any) -> InfoHash:
        """Download it, hidden when it has hops."""
        options = {"hops": Hops(hops), "safe_seeding": hops > 0, **options}
        request = AddRequest(source=TorrentSource(torrent), **options)
        return (await self.downloads.add(request)).infohash

    def row(self, infohash: InfoHash) -> Download:
        return self.downloads.get(infohash)

    async def until(self, infohash: InfoHash, condition: Any) -> Download:
        """The row, once it is as it should be."""
        await self.ears.until(lambda: condition(self.row(infohash)), patience=PATIENCE)
        return self.row(infohash)

    async def until_complete(self, infohash: InfoHash) -> Download:
        return await self.until(infohash, lambda row: row.complete)

    def meet(self, infohash: InfoHash, seeder: Seeder) -> None:
        """Tell it of a peer, now and for the time after its release."""
        self.engine.swarm.connect_peers(infohash, [seeder.address])


LOUD = {"alert_mask": int(lt.alert_category.peer)}
"""For a bare peer that shall remember its visitors."""


def visitors(seeder: Seeder) -> set[str]:
    """The addresses that others came from since last asked."""
    alerts = seeder.session.pop_alerts()
    return {alert.endpoint[0] for alert in alerts if isinstance(alert, lt.incoming_connection_alert)}
