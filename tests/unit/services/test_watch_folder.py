"""The watch folder (specification D-27)."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import a_metainfo
from tests.fakes.catalogue import FakeStore
from tests.fakes.content import FakeContent, read_torrent
from tribler_core.config.sections import OnAdded, WatchFolderSection
from tribler_core.domain.errors import EngineFailure
from tribler_core.domain.events import Event, WatchFolderRefused
from tribler_core.domain.torrent.source import Magnet, Source, TorrentSource
from tribler_core.services.watch_folder import WatchFolder

MAGNET = f"magnet:?xt=urn:btih:{'a' * 40}"
TORRENT = a_metainfo().data


class House:
    """A watched folder and what came of it."""

    def __init__(self, folder: Path, memory: FakeStore) -> None:
        self.folder = folder
        self.section = WatchFolderSection(enabled=True, directory=folder)
        self.added: list[Source] = []
        self.targets: list[Path | None] = []
        self.told: list[Event] = []
        self.news = asyncio.Event()
        """Something was added."""
        self.failure: Exception | None = None
        self.watch = WatchFolder(lambda: self.section, FakeContent().read_magnet, self._add, memory, self.told.append)

    async def _add(self, source: Source, target: Path | None) -> None:
        if self.failure is not None:
            raise self.failure
        if isinstance(source, TorrentSource):
            read_torrent(source.data)
        self.added.append(source)
        self.targets.append(target)
        self.news.set()

    async def look(self, times: int) -> None:
        for _ in range(times):
            await self.watch.look()

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def memory():
    return FakeStore()


@pytest.fixture
def house(tmp_path, memory):
    folder = tmp_path / "watched"
    folder.mkdir()
    return House(folder, memory)


async def test_torrents_and_magnets_are_added_from_all_folders(house):
    (house.folder / "deep").mkdir()
    (house.folder / "deep" / "a.TORRENT").write_bytes(TORRENT)
    (house.folder / "b.magnet").write_text(f"\n{MAGNET}\n")
    (house.folder / "c.txt").write_text(MAGNET)

    await house.look(2)

    assert {type(source) for source in house.added} == {TorrentSource, Magnet}
    assert len(house.added) == 2


async def test_a_file_is_touched_only_when_two_looks_found_it_the_same(house):
    file = house.folder / "a.torrent"
    file.write_bytes(TORRENT[:10])
    await house.look(1)
    file.write_bytes(TORRENT)
    await house.look(1)
    assert not house.added

    await house.look(1)

    assert house.added == [TorrentSource(TORRENT)]


async def test_a_file_that_stays_is_added_once_also_over_restarts_and_under_another_name(house, memory):
    (house.folder / "a.torrent").write_bytes(TORRENT)
    await house.look(5)
    (house.folder / "a.torrent").rename(house.folder / "b.torrent")
    again = House(house.folder, memory)

    await again.look(3)

    assert len(house.added) == 1
    assert not again.added


async def test_an_added_file_is_renamed_or_deleted_as_configured(house):
    for on_added, names in ((OnAdded.RENAME, ["a.torrent.added"]), (OnAdded.DELETE, ["a.torrent.added"])):
        house.section = replace(house.section, on_added=on_added)
        (house.folder / "a.torrent").write_bytes(TORRENT)
        await house.look(2)
        assert house.names == names

    assert len(house.added) == 2


async def test_a_file_that_cannot_be_put_away_is_remembered(house, monkeypatch, memory):
    def refuse(_: Path) -> None:
        raise PermissionError("read-only")

    house.section = replace(house.section, on_added=OnAdded.DELETE)
    monkeypatch.setattr(Path, "unlink", refuse)
    (house.folder / "a.torrent").write_bytes(TORRENT)

    await house.look(3)
    await House(house.folder, memory).look(3)

    assert len(house.added) == 1


@pytest.mark.parametrize(
    ("name", "content"), [("a.torrent", b"half of a"), ("a.magnet", b"nonsense"), ("e.torrent", b"")]
)
async def test_a_file_that_makes_no_sense_is_called_corrupt_at_second_sight(house, name, content):
    (house.folder / name).write_bytes(content)
    await house.look(2)
    assert house.names == [name]

    await house.look(1)

    assert house.names == [f"{name}.corrupt"]
    assert [type(event) for event in house.told] == [WatchFolderRefused]
    await house.look(3)
    assert len(house.told) == 1


async def test_a_half_written_file_is_added_when_it_is_whole(house):
    (house.folder / "a.torrent").write_bytes(TORRENT[:-5])
    await house.look(2)
    (house.folder / "a.torrent").write_bytes(TORRENT)

    await house.look(2)

    assert house.added == [TorrentSource(TORRENT)]
    assert not house.told


async def test_a_failure_of_the_house_is_tried_again_and_the_file_stays(house):
    (house.folder / "a.torrent").write_bytes(TORRENT)
    house.failure = EngineFailure("not now")
    await house.look(5)
    assert house.names == ["a.torrent"]
    house.failure = None

    await house.look(1)

    assert len(house.added) == 1


async def test_a_link_that_leaves_the_folder_is_passed_over(house, tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.torrent").write_bytes(TORRENT)
    (house.folder / "file.torrent").symlink_to(tmp_path / "outside" / "a.torrent")
    (house.folder / "folder").symlink_to(tmp_path / "outside")
    (house.folder / "nowhere.torrent").symlink_to(tmp_path / "gone")

    await house.look(3)

    assert not house.added


async def test_a_folder_that_is_gone_is_waited_for(house):
    house.section = replace(house.section, directory=house.folder / "later")
    await house.look(1)
    (house.folder / "later").mkdir()
    (house.folder / "later" / "a.torrent").write_bytes(TORRENT)

    await house.look(2)

    assert len(house.added) == 1


async def test_switching_it_on_is_noticed_at_once(house):
    (house.folder / "a.torrent").write_bytes(TORRENT)
    house.section = replace(house.section, enabled=False, check_interval=0.1)
    running = asyncio.ensure_future(house.watch.run())
    await asyncio.sleep(0)
    assert not house.watch._seen

    house.section = replace(house.section, enabled=True)
    house.watch.settings_changed()
    await asyncio.wait_for(house.news.wait(), 60)

    running.cancel()


async def test_each_of_several_folders_has_its_own_target(house, tmp_path):
    for number, name in enumerate(("here", "there", "usual")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.torrent").write_bytes(a_metainfo(number).data)
    house.section = replace(
        house.section,
        enabled=False,
        more=(f"{tmp_path}/here => .", f"{tmp_path}/there => /srv/films", f"{tmp_path}/usual"),
    )

    await house.look(2)

    assert house.targets == [tmp_path / "here", Path("/srv/films"), None]


async def test_a_file_that_is_no_torrent_is_deleted_where_everything_is(house):
    house.section = replace(house.section, on_added=OnAdded.ALWAYS_DELETE)
    (house.folder / "bad.torrent").write_bytes(b"no torrent")

    await house.look(3)

    assert house.names == []
