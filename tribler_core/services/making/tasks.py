"""Torrents made of content where it lies: tasks that are queued, watched and fetched."""

import asyncio
import enum
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tribler_core.domain.errors import InvalidParameter, NotFound, StorageError, TriblerError, Unavailable
from tribler_core.domain.ports import TorrentMaker, TorrentRecipe
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Timestamp
from tribler_core.services.making.layout import lay_out
from tribler_core.services.making.request import MakeRequest
from tribler_core.services.making.service import Seed

MOST_TASKS = 100
"""Finished ones count, until somebody deletes them."""


class TaskState(enum.Enum):
    """How a task stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskOrder:
    """What is to be made."""

    source: str
    """The content on the host, as the client wrote it."""
    recipe: TorrentRecipe
    """All but what is hashed, which comes from `source`."""
    torrent_file: str = ""
    """Where it is written to; "": nowhere."""
    without_dotfiles: bool = True
    seed: bool = False
    """Add it as a download when it is made."""


@dataclass(slots=True, eq=False)
class MakingTask:
    """One torrent on its way; changes while it is looked at."""

    id: str
    order: TaskOrder
    added: Timestamp
    state: TaskState = TaskState.QUEUED
    started: Timestamp | None = None
    ended: Timestamp | None = None
    progress: float = 0.0
    """Of hashing, 0 to 1."""
    torrent: bytes = b""
    error: str = ""


class MakingTasks:
    """Makes one torrent at a time, in the order they were asked for."""

    def __init__(
        self, maker: TorrentMaker, check: Callable[[str | Path], Path], seed: Seed, clock: Clock, tasks: TaskOwner
    ) -> None:
        """`check` is the path policy's, for a thread."""
        self._maker = maker
        self._check = check
        self._seed = seed
        self._clock = clock
        self._owner = tasks
        self._tasks: dict[str, MakingTask] = {}
        self._works: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()

    async def add(self, order: TaskOrder) -> MakingTask:
        """Raises: InvalidParameter, PathNotAllowed, StorageError; Unavailable when there are too many."""
        if len(self._tasks) >= MOST_TASKS:
            raise Unavailable("Too many active tasks")
        recipe, torrent_file = await asyncio.to_thread(self._prepared, order)
        task = MakingTask(secrets.token_hex(16), order, self._clock.now())
        self._tasks[task.id] = task
        self._works[task.id] = self._owner.spawn(self._run(task, recipe, torrent_file), f"making task {task.id}")
        return task

    def all(self) -> list[MakingTask]:
        """Oldest first."""
        return list(self._tasks.values())

    def get(self, task_id: str) -> MakingTask:
        """Raises: NotFound."""
        if task_id not in self._tasks:
            raise NotFound("no torrent is being made under this id")
        return self._tasks[task_id]

    async def delete(self, task_id: str) -> None:
        """Stopped if it runs. Raises: NotFound."""
        self.get(task_id)
        work = self._works.pop(task_id)
        work.cancel()
        await asyncio.wait({work})
        del self._tasks[task_id]

    def _prepared(self, order: TaskOrder) -> tuple[TorrentRecipe, Path | None]:
        """Touches the disk."""
        root = self._check(order.source)
        sources = lay_out(MakeRequest(files=(order.source,), export_dir=str(root.parent)), self._check).sources
        files = sorted(file for file in sources.values() if not (order.without_dotfiles and _is_hidden(file, root)))
        if not files:
            raise InvalidParameter("there is no file to make a torrent of")
        recipe = replace(order.recipe, root=root, files=None if files == [root] else tuple(files), name=root.name)
        return recipe, self._check(order.torrent_file) if order.torrent_file else None

    async def _run(self, task: MakingTask, recipe: TorrentRecipe, torrent_file: Path | None) -> None:
        async with self._turn:
            task.state, task.started = TaskState.RUNNING, self._clock.now()

            def tell(progress: float) -> None:
                task.progress = progress

            try:
                torrent = await self._maker.make(recipe, tell)
                if torrent_file is not None:
                    await asyncio.to_thread(_write, torrent_file, torrent)
                if task.order.seed:
                    await self._seed(torrent, recipe.root.parent)
            except TriblerError as error:
                task.state, task.error = TaskState.FAILED, str(error)
            else:
                task.state, task.torrent, task.progress = TaskState.FINISHED, torrent, 1.0
            task.ended = self._clock.now()


def _is_hidden(file: Path, root: Path) -> bool:
    return file != root and any(part.startswith(".") for part in file.relative_to(root).parts)


def _write(file: Path, torrent: bytes) -> None:
    try:
        file.write_bytes(torrent)
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}") from error
