"""Making torrents, watched and cancelled by who asked."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fakes.content import FakeContent
from tribler_core.config.sections import Config
from tribler_core.domain.errors import EngineFailure, InvalidParameter, NotFound, PathNotAllowed, StorageError
from tribler_core.domain.ports import TorrentRecipe
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.making import service
from tribler_core.services.making.request import MakeRequest, MakingState
from tribler_core.services.making.service import TorrentMaking
from tribler_core.services.paths import PathPolicy


class SlowMaker(FakeContent):
    """Hashes as far as the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.recipes: list[TorrentRecipe] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()

    async def make(self, recipe: TorrentRecipe, progress: Callable[[float], None] | None = None) -> bytes:
        self.recipes.append(recipe)
        if progress is not None:
            progress(0.5)
        self.begun.set()
        await self.gate.wait()
        return await super().make(recipe, progress)


class House:
    """The service and what is around it; clients are confined to `root`."""

    def __init__(self, root: Path, tasks: TaskOwner) -> None:
        self.root = root
        self.maker = SlowMaker()
        self.seeded: list[tuple[bytes, Path]] = []
        self.failure: Exception | None = None
        config = Config(state_dir=root)
        config = replace(
            config,
            paths=replace(config.paths, roots=(root,)),
            download_defaults=replace(config.download_defaults, saveas=root / "downloads"),
        )
        self.making = TorrentMaking(self.maker, self.maker, PathPolicy(lambda: config), self._seed, tasks)

    async def _seed(self, torrent: bytes, directory: Path) -> None:
        if self.failure is not None:
            raise self.failure
        self.seeded.append((torrent, directory))

    def a_request(self, **options) -> MakeRequest:
        (self.root / "film.mkv").write_text("film")
        return MakeRequest(**{"files": (str(self.root / "film.mkv"),), "export_dir": str(self.root / "out"), **options})

    @property
    def left(self) -> bool:
        """Something was left in the export directory."""
        return (self.root / "out").exists()


@pytest.fixture
async def house(tmp_path):
    tasks = TaskOwner()
    yield House(tmp_path, tasks)
    await tasks.close()


async def test_a_torrent_is_made_and_written_beside_its_content(house):
    made = await house.making.make(house.a_request(description="hello", trackers=("http://t.example/",), private=True))

    assert made.infohash == (await house.maker.read(made.torrent)).infohash
    assert made.directory == house.root / "out"
    assert made.torrent_file.read_bytes() == made.torrent
    assert (house.root / "out" / "film.mkv").read_text() == "film"
    recipe = house.maker.recipes[0]
    assert (recipe.root, recipe.name, recipe.comment) == (house.root / "out" / "film.mkv", "film.mkv", "hello")
    assert (recipe.trackers, recipe.private, recipe.files) == ((("http://t.example/",),), True, None)
    assert not house.seeded


async def test_without_an_export_directory_it_goes_to_the_downloads(house):
    made = await house.making.make(house.a_request(export_dir=""))

    assert made.directory == house.root / "downloads"


async def test_it_is_seeded_when_asked_for(house):
    made = await house.making.make(house.a_request(seed=True))

    assert house.seeded == [(made.torrent, made.directory)]


async def test_what_cannot_be_seeded_leaves_nothing_behind(house):
    house.failure = EngineFailure("no")

    with pytest.raises(EngineFailure):
        await house.making.make(house.a_request(seed=True))

    assert not house.left


async def test_a_job_is_watched(house):
    house.maker.gate.clear()
    job = await house.making.start(house.a_request())
    await asyncio.wait_for(house.maker.begun.wait(), 60)
    assert (job.state, job.progress, job.made) == (MakingState.RUNNING, 0.5, None)
    assert house.making.jobs() == [job]
    assert house.making.job(job.id) is job

    house.maker.gate.set()
    assert job.task is not None
    await job.task

    assert (job.state, job.progress) == (MakingState.DONE, 1.0)
    assert job.made is not None


async def test_a_cancelled_job_leaves_nothing_behind(house):
    house.maker.gate.clear()
    job = await house.making.start(house.a_request())
    await asyncio.wait_for(house.maker.begun.wait(), 60)
    assert house.left

    await house.making.cancel(job.id)

    assert job.state is MakingState.CANCELLED
    assert not house.left
    assert await house.making.cancel(job.id) is job


async def test_a_caller_who_goes_away_stops_it(house):
    house.maker.gate.clear()
    asking = asyncio.ensure_future(house.making.make(house.a_request()))
    await asyncio.wait_for(house.maker.begun.wait(), 60)

    asking.cancel()
    await asyncio.wait({asking})

    assert [job.state for job in house.making.jobs()] == [MakingState.CANCELLED]
    assert not house.left


async def test_one_is_hashed_at_a_time(house):
    house.maker.gate.clear()
    first = await house.making.start(house.a_request())
    await asyncio.wait_for(house.maker.begun.wait(), 60)
    second = await house.making.start(house.a_request(name="second"))
    await asyncio.sleep(0)
    assert len(house.maker.recipes) == 1

    house.maker.gate.set()
    assert first.task is not None
    assert second.task is not None
    await asyncio.gather(first.task, second.task)

    assert len(house.maker.recipes) == 2


async def test_only_the_last_jobs_that_ended_are_kept(house, monkeypatch):
    monkeypatch.setattr(service, "JOBS_KEPT", 2)
    for number in range(4):
        await house.making.make(house.a_request(name=str(number)))
    await house.making.start(house.a_request(name="5"))

    assert [job.name for job in house.making.jobs()] == ["2", "3", "5"]


async def test_nonsense_is_refused_before_anything_happens(house, tmp_path):
    for options, error in (
        ({"files": ("/etc/passwd",)}, PathNotAllowed),
        ({"export_dir": "/etc"}, PathNotAllowed),
        ({"version": "v3"}, InvalidParameter),
        ({"files": ("gone",)}, StorageError),
    ):
        with pytest.raises(error):
            await house.making.start(house.a_request(**options))
    with pytest.raises(NotFound):
        house.making.job("nobody")

    assert not house.making.jobs()
    assert not house.left


async def test_a_dry_run_tells_whether_something_is_in_the_way(house):
    export_dir = str(house.root / "out")
    assert await house.making.dryrun("film.mkv", export_dir)
    await house.making.make(house.a_request())
    assert not await house.making.dryrun("film.mkv", export_dir)
    assert not await house.making.dryrun("x", str(house.root / "film.mkv" / "deep"))
    with pytest.raises(InvalidParameter, match="invalid name"):
        await house.making.dryrun("", export_dir)
    with pytest.raises(PathNotAllowed):
        await house.making.dryrun("x", "/etc")
