"""A workspace ends: what its engine says last is stored, however long its sessions take to close."""

import asyncio
import json
from collections.abc import Collection
from pathlib import Path

import pytest

from tests.builders import DOWNLOADS, a_metainfo
from tests.fakes.catalogue import FakeCatalogue, FakeStore
from tests.fakes.clock import FakeClock
from tests.fakes.engine import FakeWorkspaceEngine
from tests.fakes.network import FakeFetcher, FakeNetwork
from tribler_core.domain.errors import CatalogueError
from tribler_core.domain.events import Event
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.foundation.units import Seconds, Timestamp
from tribler_core.services.downloads.building import Sources
from tribler_core.services.downloads.life.loading import CLEAN_STOP
from tribler_core.services.downloads.placing.claims import Claims
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.sources import SourceReader
from tribler_core.services.workspaces.opening import Materials, OpenWorkspace
from tribler_core.services.workspaces.record import WorkspaceRecord

RECORD = WorkspaceRecord(id="ab" * 16, first_port=0, last_port=0, port=0, durable=True, created=Timestamp(7))
KEY = f"workspace.{RECORD.id}"


class Building:
    """One durable workspace between fakes, with a download."""

    infohash: InfoHash
    opened: OpenWorkspace

    def __init__(self) -> None:
        self.kept, self.store = FakeCatalogue(), FakeStore()

    async def open(self) -> "Building":
        """Its download changes once more when all but the engine's last words is saved."""
        self.engine = engine = FakeWorkspaceEngine(self._publish)
        engine.at_the_end = lambda: engine.torrents.change(self.infohash, done=5)
        reader = SourceReader(engine.torrents, FakeFetcher(), permit)
        materials = Materials(
            new_engine=lambda _: engine,
            downloads=self,
            store=self.store,
            reader=engine.torrents,
            network=lambda _: FakeNetwork(),
            sources=Sources(read=reader.read, permit=permit, known=lambda _: None),
            folder=lambda: DOWNLOADS,
            claims=Claims(),
            clock=FakeClock(),
        )
        self.opened = OpenWorkspace(RECORD, materials)
        await self.opened.load()
        request = AddRequest(source=TorrentSource(a_metainfo(1).data))
        self.infohash = (await self.opened.workspace.downloads.add(request)).infohash
        return self

    @property
    def knows_the_last_change(self) -> bool:
        """It is in the resume data that is stored."""
        stored = self.kept.records[self.infohash].resume_data
        return stored is not None and json.loads(stored)["done"] == 5

    @property
    def has_the_word(self) -> bool:
        """Of a clean stop."""
        return CLEAN_STOP in self.store.values.get(KEY, {})

    def _publish(self, event: Event) -> None:
        self.opened.workspace.events.publish(event)

    # WorkspaceStore.

    def catalogue(self, workspace: str, *, durable: bool) -> FakeCatalogue:
        return self.kept

    async def forget(self, workspace: str) -> None:
        self.kept.records.clear()

    async def forget_others(self, known: Collection[str]) -> None:
        raise NotImplementedError


async def permit(path: Path) -> Path:
    """Everything is allowed."""
    return path


@pytest.fixture
async def building() -> Building:
    return await Building().open()


async def test_last_words_are_stored_although_the_sessions_never_close(building: Building) -> None:
    building.engine.may_close.clear()
    closing = asyncio.ensure_future(building.opened.close(Seconds(60)))
    async with asyncio.timeout(60):
        while not building.has_the_word:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0)

    assert building.knows_the_last_change
    assert not closing.done()

    building.engine.may_close.set()
    await closing
    assert building.engine.closed


async def test_last_words_for_which_there_was_no_time_are_no_clean_stop(building: Building) -> None:
    building.engine.whole = False

    await building.opened.close(Seconds(60))

    assert building.knows_the_last_change
    assert not building.has_the_word
    assert building.engine.closed


async def test_the_sessions_are_closed_also_when_nothing_can_be_stored(building: Building) -> None:
    building.kept.failing = True

    with pytest.raises(CatalogueError):
        await building.opened.close(Seconds(60))

    assert building.engine.closed
    assert not building.has_the_word


async def test_what_is_destroyed_is_not_asked_for_last_words(building: Building) -> None:
    building.engine.at_the_end = lambda: pytest.fail("it was asked")

    await building.opened.destroy(with_data=False)

    assert building.engine.closed
    assert KEY not in building.store.values
    assert building.kept.records == {}
