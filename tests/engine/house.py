"""A running engine and the words a test needs: add, wait, look."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.swarm import Ears, infohashes_of, make_content, make_torrent
from tribler_core.config.sections.libtorrent import LibtorrentSection
from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.download.snapshot import Transfer
from tribler_core.domain.download.state import Activity
from tribler_core.domain.events import TransfersChanged
from tribler_core.domain.ports import AddOrder
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.engine import EngineOptions, LibtorrentEngine
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.foundation.clock import SystemClock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds, Timestamp

FILES = {"a.bin": 300_000, "b.bin": 400_001, "c.bin": 500_000, "d.txt": 10}
TICK = Seconds(0.05)
LOCAL = LibtorrentSection(
    listen_interface="127.0.0.1", dht=False, lsd=False, upnp=False, natpmp=False, dht_bootstrap_nodes=()
)


class House:
    """The engine with its ears, and a folder that holds content to share and downloads."""

    def __init__(self, section: LibtorrentSection, folder: Path, options: EngineOptions | None = None) -> None:
        self.ears = Ears()
        self.tasks = TaskOwner()
        self.source = folder / "source"
        self.downloads = folder / "downloads"
        self.engine = LibtorrentEngine(
            section, self.ears, SystemClock(), self.tasks, options or EngineOptions(tick=TICK)
        )

    async def start(self) -> None:
        await self.engine.start()

    async def stop(self) -> Mapping[InfoHash, bytes]:
        last_words = await self.engine.last_words(Seconds(10))
        await self.engine.close()
        await self.tasks.close()
        return last_words.resume_data

    def content(self, name: str = "stuff", files: dict[str, int] | None = None) -> Path:
        """Random content to share, below the source folder."""
        make_content(self.source / name, files or FILES)
        return self.source / name

    def torrent(self, **options: Any) -> bytes:
        """A torrent of the usual content."""
        return make_torrent(self.content(), **options)

    def torrent_of(self, name: str, **options: Any) -> bytes:
        """A torrent of what lies in the source folder under a name."""
        return make_torrent(self.source / name, **options)

    async def add(self, torrent: bytes, *, resume_data: bytes | None = None, **settings: Any) -> InfoHash:
        """Add a torrent to download."""
        return await self.add_order(torrent=torrent, resume_data=resume_data, settings=settings)

    async def add_magnet(self, uri: str, **settings: Any) -> InfoHash:
        """Add a magnet to download."""
        magnet = TorrentReader().read_magnet(uri)
        settings.setdefault("selection", magnet.selection)
        return await self.add_order(magnet=magnet, infohashes=magnet.infohashes, settings=settings)

    async def add_order(self, settings: dict[str, Any], **order: Any) -> InfoHash:
        """Hand over one order, and fail if the engine does."""
        if "infohashes" not in order:
            order["infohashes"] = infohashes_of(order["torrent"])
        wanted = DownloadSettings(**{"destination": self.downloads, **settings})
        [answer] = await self.engine.torrents.add([AddOrder(settings=wanted, added=Timestamp(1000), **order)])
        if answer is not None:
            raise answer
        infohash: InfoHash = order["infohashes"].identity
        return infohash

    def transfer(self, infohash: InfoHash) -> Transfer:
        """What the engine last said; a default one when it said nothing."""
        for event in reversed(self.ears.heard(TransfersChanged)):
            for name, transfer in event.transfers:
                if name == infohash:
                    return transfer
        return Transfer()

    async def until_seeding(self, infohash: InfoHash) -> Transfer:
        return await self.until(infohash, lambda transfer: transfer.activity is Activity.SEEDING)

    async def until(self, infohash: InfoHash, condition: Any) -> Transfer:
        """Wait until the last word on a torrent meets a condition."""
        await self.ears.until(lambda: condition(self.transfer(infohash)))
        return self.transfer(infohash)
