"""What every engine promises: the one in memory, and libtorrent's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.engine.house import LOCAL, House
from tests.fakes.engine import FakeEngine
from tests.swarm import Ears, infohashes_of, make_content, make_torrent
from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.download.snapshot import Transfer
from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import DownloadNotFound, MetainfoNotYetKnown
from tribler_core.domain.events import (
    FileRenamed,
    FilesMoved,
    MetadataArrived,
    TorrentChecked,
    TrackersChanged,
    TransfersChanged,
)
from tribler_core.domain.ports import AddOrder, EngineChange, MetainfoReader, SwarmControl, TorrentEngine
from tribler_core.domain.ports import TorrentInspection as Inspection
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import Magnet
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.foundation.units import Timestamp

SIZES = {"a.bin": 50_000, "b.bin": 20_000}
PAUSED, RUNNING = EngineChange(paused=True, auto_managed=False), EngineChange(paused=False)


@dataclass(frozen=True)
class Ports:
    """The ports under test, what was heard, and where downloads lie."""

    engine: TorrentEngine
    inspection: Inspection
    swarm: SwarmControl
    reader: MetainfoReader
    ears: Ears
    folder: Path

    def order(self, torrent: bytes, **order: Any) -> AddOrder:
        settings = DownloadSettings(destination=self.folder, **order.pop("settings", {}))
        return AddOrder(
            infohashes=infohashes_of(torrent), settings=settings, added=Timestamp(7), torrent=torrent, **order
        )

    async def add(self, torrent: bytes, **order: Any) -> InfoHash:
        assert await self.engine.add([self.order(torrent, **order)]) == [None]
        return infohashes_of(torrent).identity

    async def add_magnet(self) -> InfoHash:
        magnet = Magnet(infohashes=infohashes_of(make_torrent(self.folder.parent / "never there")))
        settings = DownloadSettings(destination=self.folder)
        order = AddOrder(infohashes=magnet.infohashes, settings=settings, added=Timestamp(7), magnet=magnet)
        assert await self.engine.add([order]) == [None]
        return magnet.infohashes.identity

    def told(self, infohash: InfoHash) -> Transfer | None:
        """The last word on a torrent."""
        said = [dict(event.transfers) for event in self.ears.heard(TransfersChanged)]
        return next((transfers[infohash] for transfers in reversed(said) if infohash in transfers), None)

    async def hear(self, infohash: InfoHash, **expected: Any) -> None:
        """Wait until a transfer has these fields."""
        await self.ears.until(
            lambda: all(getattr(self.told(infohash), name, None) == value for name, value in expected.items())
        )


@pytest.fixture(params=["memory", "libtorrent"])
async def ports(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ports]:
    folder = tmp_path / "downloads"
    make_content(tmp_path / "never there", {"x": 1000}, seed=9)
    if request.param == "memory":
        fake = FakeEngine(ears := Ears())
        yield Ports(fake, fake, fake, fake, ears, folder)
        return
    house = House(LOCAL, tmp_path)
    await house.start()
    engine = house.engine
    yield Ports(engine.torrents, engine.inspection, engine.swarm, TorrentReader(), house.ears, folder)
    await house.stop()


@pytest.fixture
def torrent(tmp_path: Path) -> bytes:
    return make_torrent(make_content(tmp_path / "source" / "stuff", SIZES), trackers=["http://127.0.0.1:1/announce"])


async def test_a_torrent_is_held_and_told_of(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent)

    assert ports.engine.holds(infohash)
    await ports.hear(infohash, name="stuff", size=70_000, has_metadata=True, added=7)


async def test_a_torrent_that_is_there_is_as_good_as_added(ports: Ports, torrent: bytes) -> None:
    await ports.add(torrent)
    await ports.add(torrent)


async def test_each_order_is_answered_in_its_place(ports: Ports, torrent: bytes) -> None:
    broken = AddOrder(
        infohashes=infohashes_of(make_torrent(ports.folder.parent / "never there")),
        settings=DownloadSettings(destination=ports.folder),
        added=Timestamp(7),
        torrent=b"d4:infoi7ee",
    )
    if isinstance(ports.engine, FakeEngine):
        ports.engine.refusals[broken.infohashes.identity] = ValueError("broken")

    answers = await ports.engine.add([broken, ports.order(torrent)])

    assert [isinstance(answer, Exception) for answer in answers] == [True, False]
    assert not ports.engine.holds(broken.infohashes.identity)


async def test_a_removed_torrent_is_unknown(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent)
    await ports.engine.remove(infohash, with_data=True)

    assert not ports.engine.holds(infohash)
    with pytest.raises(DownloadNotFound):
        ports.engine.apply(infohash, PAUSED)
    with pytest.raises(DownloadNotFound):
        ports.engine.recheck(infohash)
    with pytest.raises(DownloadNotFound):
        await ports.engine.remove(infohash, with_data=False)
    with pytest.raises(DownloadNotFound):
        ports.inspection.files(infohash)
    assert await ports.engine.save_resume_data([infohash]) == {}


@pytest.mark.parametrize("stopped", ["user_stopped", "stopped_by_rule"])
async def test_what_is_stopped_enters_stopped(ports: Ports, torrent: bytes, stopped: str) -> None:
    infohash = await ports.add(torrent, settings={stopped: True, "auto_managed": True})

    await ports.hear(infohash, paused=True, auto_managed=False, activity=Activity.DOWNLOADING)


async def test_a_change_shows_and_is_told_also_when_it_leads_back(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent)
    await ports.hear(infohash, paused=False, activity=Activity.DOWNLOADING)
    ports.engine.apply(infohash, PAUSED)
    await ports.hear(infohash, paused=True)

    ports.ears.forget()
    ports.engine.apply(infohash, RUNNING)
    ports.engine.apply(infohash, PAUSED)

    await ports.hear(infohash, paused=True)


async def test_files_are_listed_with_their_priorities(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent, settings={"file_priorities": (0, 7), "user_stopped": True})

    assert [(file.path, file.size) for file in ports.inspection.files(infohash)] == [
        (f"stuff/{name}", size) for name, size in SIZES.items()
    ]
    assert [listed.priority for listed in await ports.inspection.file_progress(infohash)] == [0, 7]


async def test_a_magnet_has_no_files_and_cannot_be_exported(ports: Ports) -> None:
    infohash = await ports.add_magnet()

    assert ports.inspection.files(infohash) == ()
    assert await ports.inspection.file_progress(infohash) == ()
    with pytest.raises(MetainfoNotYetKnown):
        await ports.inspection.export(infohash)
    await ports.hear(infohash, activity=Activity.FETCHING_METADATA, has_metadata=False)


async def test_what_is_exported_is_the_torrent(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent)

    exported = await ports.reader.read(await ports.inspection.export(infohash))

    assert exported.infohashes == infohashes_of(torrent)
    assert exported.trackers == (("http://127.0.0.1:1/announce",),)


async def test_a_check_is_told_when_it_is_over(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent)
    await ports.hear(infohash, activity=Activity.DOWNLOADING)
    ports.ears.forget()
    ports.engine.recheck(infohash)
    if isinstance(ports.engine, FakeEngine):
        ports.engine.finish_check(infohash)

    await ports.ears.hear(TorrentChecked, lambda event: event.infohash == infohash)


async def test_a_move_returns_when_the_content_is_there(ports: Ports, torrent: bytes, tmp_path: Path) -> None:
    infohash = await ports.add(torrent)
    await ports.engine.move(infohash, tmp_path / "elsewhere")

    moved = await ports.ears.hear(FilesMoved)
    assert (moved.infohash, moved.path) == (infohash, str(tmp_path / "elsewhere"))


async def test_a_renamed_file_is_listed_under_its_new_path(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent)
    await ports.engine.rename_file(infohash, 1, "stuff/other.bin")

    assert [file.path for file in ports.inspection.files(infohash)] == ["stuff/a.bin", "stuff/other.bin"]
    renamed = await ports.ears.hear(FileRenamed)
    assert (renamed.index, renamed.path, renamed.error) == (1, "stuff/other.bin", "")


async def test_resume_data_is_for_those_that_are_there(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent)
    unknown = infohashes_of(make_torrent(ports.folder.parent / "never there")).identity

    saved = await ports.engine.save_resume_data([infohash, unknown], flush=True)

    assert saved.keys() == {infohash}
    await ports.engine.remove(infohash, with_data=False)
    await ports.add(torrent, resume_data=saved[infohash])


async def test_what_is_worth_saving_is_told_once(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent)
    await ports.hear(infohash, activity=Activity.DOWNLOADING)
    ports.engine.take_unsaved()
    await ports.engine.save_resume_data([infohash])
    ports.engine.apply(infohash, PAUSED)
    await ports.hear(infohash, paused=True)

    assert ports.engine.take_unsaved() == {infohash}
    assert ports.engine.take_unsaved() == set()


async def test_trackers_are_told_with_their_tiers(ports: Ports, torrent: bytes) -> None:
    infohash = await ports.add(torrent)
    ports.swarm.add_trackers(infohash, [("http://127.0.0.1:2/announce", 3), ("http://127.0.0.1:1/announce", 9)])

    def both(event: TrackersChanged) -> bool:
        tiers = {tracker.url: tracker.tier for tracker in event.trackers}
        return tiers == {"http://127.0.0.1:1/announce": 0, "http://127.0.0.1:2/announce": 3}

    await ports.ears.hear(TrackersChanged, both)
    ports.swarm.remove_trackers(infohash, ["http://127.0.0.1:1/announce", "http://nobody/"])
    await ports.ears.hear(
        TrackersChanged, lambda event: [tracker.url for tracker in event.trackers] == ["http://127.0.0.1:2/announce"]
    )


async def test_both_names_of_a_hybrid_lead_to_it(ports: Ports, tmp_path: Path) -> None:
    hybrid = make_torrent(make_content(tmp_path / "source" / "stuff", SIZES), version="hybrid")
    infohash = await ports.add(hybrid)
    second = infohashes_of(hybrid).v2
    assert second is not None

    assert ports.engine.holds(second)
    ports.engine.apply(second, PAUSED)
    await ports.hear(infohash, paused=True)
    await ports.engine.remove(second, with_data=False)
    assert not ports.engine.holds(infohash)


async def test_the_queue_shows_a_move_at_once(ports: Ports) -> None:
    torrents = [
        await ports.add(make_torrent(make_content(ports.folder.parent / name, SIZES))) for name in ("one", "two")
    ]

    ports.engine.apply(torrents[1], EngineChange(queue=QueueMove.TOP))

    assert await ports.engine.queue() == torrents[::-1]


async def test_metadata_can_be_given_to_a_magnet(ports: Ports) -> None:
    infohash = await ports.add_magnet()

    await ports.engine.give_metadata(infohash, make_torrent(ports.folder.parent / "never there"))

    await ports.hear(infohash, name="never there", has_metadata=True)
    (arrived,) = ports.ears.heard(MetadataArrived)
    assert arrived.infohash == infohash
