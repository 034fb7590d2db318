"""Making torrents, one after another, watched and cancelled by who asked."""

import asyncio
import os
import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path

from tribler_core import __version__
from tribler_core.domain.errors import Failure, InvalidParameter, NotFound, TriblerError
from tribler_core.domain.ports import MetainfoReader, TorrentMaker, TorrentRecipe
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.making.layout import Layout, lay_out, proper_name
from tribler_core.services.making.placing import Placement
from tribler_core.services.making.request import Made, MakeRequest, MakingJob, MakingState
from tribler_core.services.paths import PathPolicy, is_folder
from tribler_core.services.space import nearest_existing

JOBS_KEPT = 20
"""Finished jobs that can still be asked for."""

Seed = Callable[[bytes, Path], Awaitable[object]]
"""Add a torrent as a download whose content lies in a folder."""


class TorrentMaking:
    """Makes torrents from files that clients may name; one is hashed at a time, the others wait."""

    def __init__(
        self, maker: TorrentMaker, reader: MetainfoReader, paths: PathPolicy, seed: Seed, tasks: TaskOwner
    ) -> None:
        self._maker = maker
        self._reader = reader
        self._paths = paths
        self._seed = seed
        self._tasks = tasks
        self._jobs: dict[str, MakingJob] = {}
        self._turn = asyncio.Semaphore(1)

    async def make(self, request: MakeRequest) -> Made:
        """Make it while the caller waits; a caller who goes away stops it.

        Raises: MissingParameter, InvalidParameter, PathNotAllowed, StorageError, and what adding a download raises.
        """
        job = await self.start(request)
        try:
            await self._ended(job)
        except asyncio.CancelledError:
            await self.cancel(job.id)
            raise
        if job.made is None:
            raise job.error or Failure("making the torrent was cancelled")
        return job.made

    async def start(self, request: MakeRequest) -> MakingJob:
        """Check what is asked and make it in the background.

        Raises: MissingParameter, InvalidParameter, PathNotAllowed, StorageError when the files cannot be read.
        """
        if request.version not in ("v1", "v2", "hybrid"):
            raise InvalidParameter("torrent_version: must be v1, v2 or hybrid")
        layout = await asyncio.to_thread(lay_out, request, self._paths.check)
        job = MakingJob(secrets.token_hex(8), layout.name)
        self._jobs[job.id] = job
        self._forget_old()
        job.task = self._tasks.spawn(self._run(job, request, layout), f"make torrent {job.id}")
        return job

    def jobs(self) -> list[MakingJob]:
        """Those that run and the last that ended, oldest first."""
        return list(self._jobs.values())

    def job(self, job_id: str) -> MakingJob:
        """Raises: NotFound."""
        try:
            return self._jobs[job_id]
        except KeyError:
            raise NotFound("no torrent is being made under this id") from None

    async def cancel(self, job_id: str) -> MakingJob:
        """Stop it; what it put into the export directory is gone when this returns. One that ended stays as it is.

        Raises: NotFound.
        """
        job = self.job(job_id)
        if job.task is not None:
            job.task.cancel()
            await self._ended(job)
        return job

    async def dryrun(self, name: str, export_dir: str) -> bool:
        """Whether a torrent of this name could be put there: nothing is in its way, and the folder can be written.

        Raises: InvalidParameter, PathNotAllowed.
        """
        directory = await self._paths.permit(export_dir)
        return await asyncio.to_thread(_can_be_put, directory / proper_name(name))

    async def _ended(self, job: MakingJob) -> None:
        if job.task is not None:
            await asyncio.wait({job.task})

    async def _run(self, job: MakingJob, request: MakeRequest, layout: Layout) -> None:
        try:
            async with self._turn:
                job.made = await self._make(job, request, layout)
            job.state, job.progress = MakingState.DONE, 1.0
        except asyncio.CancelledError:
            job.state = MakingState.CANCELLED
            raise
        except TriblerError as error:
            job.state, job.error = MakingState.FAILED, error

    async def _make(self, job: MakingJob, request: MakeRequest, layout: Layout) -> Made:
        placement = Placement(layout)
        try:
            await _in_thread(placement.place, placement.stop)

            def tell(progress: float) -> None:
                job.progress = progress

            torrent = await self._maker.make(_recipe(request, layout), tell)
            infohash = (await self._reader.read(torrent)).infohash
            torrent_file = layout.directory / f"{layout.name}.torrent"
            await asyncio.to_thread(placement.write, torrent_file, torrent)
            if request.seed:
                await self._seed(torrent, layout.directory)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(placement.take_back))
            raise
        return Made(torrent, infohash, layout.name, layout.directory, torrent_file)

    def _forget_old(self) -> None:
        ended = [job for job in self._jobs.values() if job.state is not MakingState.RUNNING]
        for job in ended[:-JOBS_KEPT]:
            del self._jobs[job.id]


async def _in_thread(work: Callable[[], None], stop: Callable[[], None]) -> None:
    """Wait for a thread; when cancelled, tell it to stop and wait until it has."""
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        stop()
        await asyncio.wait({running})
        running.exception()  # it was stopped: nobody needs to hear why
        raise


def _recipe(request: MakeRequest, layout: Layout) -> TorrentRecipe:
    return TorrentRecipe(
        root=layout.root,
        files=None if layout.single else tuple(layout.sources),
        name=layout.name,
        comment=request.description,
        creator=f"triblerd {__version__}",
        trackers=tuple((url,) for url in request.trackers),
        web_seeds=request.web_seeds,
        nodes=request.nodes,
        private=request.private,
        version=request.version,
        piece_size=request.piece_size,
    )


def _can_be_put(target: Path) -> bool:
    """Touches the disk."""
    folder = nearest_existing(target.parent)
    return is_folder(folder) and os.access(folder, os.W_OK | os.X_OK) and not target.exists()
