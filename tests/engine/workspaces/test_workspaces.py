"""Workspaces with real sessions: they seed to each other, last or do not last, and leave nothing behind."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.engine.workspaces.office import Office, add, free_ports, occupy, until
from tests.swarm import make_content, make_torrent
from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import PathInUse
from tribler_core.domain.torrent.source import TorrentSource
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.workspaces.errors import BindFailed, TooManyWorkspaces, WorkspaceNotFound
from tribler_core.services.workspaces.events import WorkspaceClosed, WorkspaceOpened
from tribler_core.services.workspaces.workspace import Workspace

FILES = {"a.bin": 300_000, "b.bin": 40_001}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    office = await Office(tmp_path).start()
    yield office
    await office.stop()


@pytest.fixture
def torrent(tmp_path: Path) -> bytes:
    """Of content that lies complete in the folder `source`."""
    return make_torrent(make_content(tmp_path / "source" / "stuff", FILES))


async def seed_to_each_other(office: Office, torrent: bytes) -> tuple[Workspace, Workspace]:
    """Returns when the second has all of it from the first."""
    giver, taker = await office.open(), await office.open()
    row = await add(giver, TorrentSource(torrent), office.folder / "source")
    await until(giver, lambda: giver.downloads.get(row.infohash).transfer.activity is Activity.SEEDING)
    await add(taker, TorrentSource(torrent), office.folder / "taken")
    await taker.downloads.connect_peers(row.infohash, [("127.0.0.1", giver.listening.port)])
    await until(taker, lambda: taker.downloads.get(row.infohash).transfer.activity is Activity.SEEDING)
    return giver, taker


async def test_two_workspaces_of_one_daemon_seed_to_each_other(office: Office, torrent: bytes) -> None:
    giver, taker = await seed_to_each_other(office, torrent)

    assert (office.folder / "taken" / "stuff" / "a.bin").stat().st_size == FILES["a.bin"]
    assert giver.downloads.table.rows()[0].infohash == taker.downloads.table.rows()[0].infohash
    assert giver.downloads.table.rows()[0].transfer.downloaded == 0
    received = sum(FILES.values())
    await until(taker, lambda: taker.downloads.table.rows()[0].transfer.downloaded >= received)


async def test_two_workspaces_may_not_write_to_the_same_files(office: Office, torrent: bytes) -> None:
    one, other = await office.open(), await office.open()
    await add(one, TorrentSource(torrent), office.folder / "here")

    for folder in ("here", "here/stuff", "here/stuff/below"):
        with pytest.raises(PathInUse):
            await add(other, TorrentSource(torrent), office.folder / folder)
    assert len(other.downloads.table) == 0

    await add(other, TorrentSource(torrent), office.folder / "there")
    assert len(other.downloads.table) == 1


async def test_two_that_want_the_same_files_at_the_same_moment_do_not_both_get_them(
    office: Office, torrent: bytes
) -> None:
    both = await office.open(durable=True), await office.open(durable=True)
    request = AddRequest(source=TorrentSource(torrent), destination=office.folder / "here")

    answers = await asyncio.gather(*(each.downloads.add(request) for each in both), return_exceptions=True)

    assert sorted(isinstance(answer, PathInUse) for answer in answers) == [False, True]
    assert sorted(len(each.downloads.table) for each in both) == [0, 1]


async def test_a_durable_workspace_is_there_again_with_its_downloads(tmp_path: Path, torrent: bytes) -> None:
    first, last = free_ports(2)
    before = await Office(tmp_path).start()
    kept, lost = await before.open(first, last, durable=True), await before.open(first, last)
    row = await add(kept, TorrentSource(torrent), tmp_path / "source")
    await until(kept, lambda: kept.downloads.get(row.infohash).transfer.activity is Activity.SEEDING)
    await add(lost, TorrentSource(torrent), tmp_path / "elsewhere")
    port = kept.listening.port
    await before.stop()

    after = await Office(tmp_path).start()

    (restored,) = await after.workspaces.all()
    assert restored.record == kept.record
    assert restored.listening.port == port
    await until(restored, lambda: row.infohash in restored.downloads.table)
    found = restored.downloads.get(row.infohash)
    assert found.settings == row.settings
    await until(restored, lambda: restored.downloads.get(row.infohash).transfer.activity is Activity.SEEDING)
    await after.stop()


async def test_a_transient_download_of_a_durable_workspace_is_gone_after_a_restart(
    tmp_path: Path, torrent: bytes
) -> None:
    before = await Office(tmp_path).start()
    await add(await before.open(durable=True), TorrentSource(torrent), tmp_path / "here", transient=True)
    await before.stop()

    after = await Office(tmp_path).start()

    (restored,) = await after.workspaces.all()
    await restored.downloads.start()
    assert len(restored.downloads.table) == 0
    await after.stop()


async def test_one_whose_ports_are_taken_at_the_start_is_there_and_listens_later(tmp_path: Path) -> None:
    first, last = free_ports(1)
    before = await Office(tmp_path).start()
    await before.open(first, last, durable=True)
    await before.stop()

    with occupy(first):
        after = await Office(tmp_path).start()
        (restored,) = await after.workspaces.all()
        assert (restored.listening.port, restored.listening.refusal) == (0, "Address already in use")
        await after.workspaces.listen_again()
        assert restored.listening.port == 0
    await after.workspaces.listen_again()

    assert restored.listening.port == first
    await after.stop()


async def test_a_removed_workspace_does_not_come_back(tmp_path: Path, torrent: bytes) -> None:
    before = await Office(tmp_path).start()
    gone = await before.open(durable=True)
    await add(gone, TorrentSource(torrent), tmp_path / "source")
    await before.workspaces.remove(gone.id, with_data=False)
    await before.stop()

    after = await Office(tmp_path).start()

    assert await after.workspaces.all() == []
    assert (tmp_path / "source" / "stuff" / "a.bin").exists()
    assert await after._catalogue.workspaces.catalogue(gone.id, durable=True).count() == 0
    await after.stop()


async def test_content_goes_with_the_workspace_when_that_is_asked(office: Office, torrent: bytes) -> None:
    giver, taker = await seed_to_each_other(office, torrent)

    await office.workspaces.remove(taker.id, with_data=True)

    assert not (office.folder / "taken" / "stuff").exists()
    assert (office.folder / "source" / "stuff").exists()
    assert await office.workspaces.all() == [giver]


async def test_there_are_as_many_as_are_allowed(office: Office) -> None:
    office.limit = 1
    workspace = await office.open()
    with pytest.raises(TooManyWorkspaces):
        await office.open()

    await office.workspaces.remove(workspace.id, with_data=False)

    assert (await office.open()).listening.port > 0


async def test_a_range_that_is_taken_leaves_nothing(office: Office) -> None:
    first, last = free_ports(1)
    with occupy(first), pytest.raises(BindFailed, match=r"^bind failed address already in use$"):
        await office.open(first, last)
    office.reserved = {first}
    with pytest.raises(BindFailed, match="address already in use"):
        await office.open(first, last)

    assert await office.workspaces.all() == []
    assert office.heard == []


async def test_the_house_hears_of_workspaces(office: Office) -> None:
    workspace = await office.open()
    await office.workspaces.remove(workspace.id, with_data=False)
    with pytest.raises(WorkspaceNotFound):
        await office.workspaces.remove(workspace.id, with_data=False)

    assert office.heard == [WorkspaceOpened(workspace.id), WorkspaceClosed(workspace.id)]


async def test_a_workspace_is_not_taken_apart_while_somebody_works_with_it(office: Office) -> None:
    workspace = await office.open()
    async with office.workspaces.using(workspace.id) as used:
        removal = asyncio.create_task(office.workspaces.remove(workspace.id, with_data=False))
        while workspace in office.workspaces.now():  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(0)
        assert used.sessions.listening_now().port > 0
        assert not removal.done()
    await removal
