"""What every engine of a workspace promises of its end: the one in memory, and libtorrent's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.engine.workspaces.office import separate_engine
from tests.fakes.engine import FakeWorkspaceEngine
from tests.swarm import Ears, infohashes_of, make_content, make_torrent
from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.ports import AddOrder, EngineChange, NewWorkspaceEngine, WorkspaceEngine
from tribler_core.foundation.units import BytesPerSecond, Seconds, Timestamp

LONG_ENOUGH = Seconds(60.0)


@pytest.fixture(params=["memory", "libtorrent"])
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[WorkspaceEngine]:
    """One that runs; it is closed after the test."""
    new_engine: NewWorkspaceEngine = FakeWorkspaceEngine if request.param == "memory" else separate_engine
    engine = new_engine(Ears())
    await engine.start([0])
    yield engine
    await engine.close()


@pytest.fixture
async def order(engine: WorkspaceEngine, tmp_path: Path) -> AddOrder:
    """A torrent that has changed since it was last saved."""
    torrent = make_torrent(make_content(tmp_path / "stuff", {"a.bin": 20_000}))
    settings = DownloadSettings(destination=tmp_path, user_stopped=True)
    order = AddOrder(infohashes=infohashes_of(torrent), settings=settings, added=Timestamp(7), torrent=torrent)
    assert await engine.torrents.add([order]) == [None]
    engine.torrents.apply(order.infohashes.identity, EngineChange(download_limit=BytesPerSecond(1000)))
    return order


async def test_what_was_not_saved_is_among_the_last_words(engine: WorkspaceEngine, order: AddOrder) -> None:
    last_words = await engine.last_words(LONG_ENOUGH)

    assert last_words.whole
    assert last_words.resume_data.keys() == {order.infohashes.identity}


async def test_an_engine_without_torrents_has_said_all(engine: WorkspaceEngine) -> None:
    last_words = await engine.last_words(LONG_ENOUGH)

    assert (dict(last_words.resume_data), last_words.whole) == ({}, True)


async def test_after_the_last_words_there_is_nothing_more_to_save(engine: WorkspaceEngine, order: AddOrder) -> None:
    assert (await engine.last_words(LONG_ENOUGH)).resume_data

    assert (await engine.last_words(LONG_ENOUGH)).resume_data == {}
    assert engine.torrents.holds(order.infohashes.identity)


async def test_it_may_be_closed_without_a_word_and_twice(engine: WorkspaceEngine, order: AddOrder) -> None:
    await engine.close()
    await engine.close()
