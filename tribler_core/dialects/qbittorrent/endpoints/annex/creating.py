"""Making torrents. Source: section 4.3 of the specification."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web
from marshmallow import Schema, fields, validate

from tribler_core import __version__
from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import (
    EMPTY,
    TEXT,
    ReadingEndpoint,
    asked,
    command,
    done,
    many,
    reads,
)
from tribler_core.dialects.qbittorrent.errors import Conflict, NothingSuch
from tribler_core.dialects.qbittorrent.requests.fields import Parameters, Separated
from tribler_core.domain.errors import NotFound
from tribler_core.domain.people.principal import Scope
from tribler_core.domain.ports import TorrentRecipe
from tribler_core.foundation.units import Timestamp
from tribler_core.services.making.tasks import MakingTask, MakingTasks, TaskOrder, TaskState
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.fields import Flag, Text, WholeNumber
from tribler_core.web.openapi.declare import TORRENT_FILE, docs

_STATES = {
    TaskState.QUEUED: "Queued",
    TaskState.RUNNING: "Running",
    TaskState.FINISHED: "Finished",
    TaskState.FAILED: "Failed",
}


class AddTaskBody(Parameters):
    """What to make a torrent of, and how."""

    sourcePath = Text(required=True)  # noqa: N815 - the wire's spelling, as below
    torrentFilePath = Text(load_default="")  # noqa: N815
    private = Flag(load_default=False)
    format = fields.String(load_default="hybrid", validate=validate.OneOf(["v1", "v2", "hybrid"]))
    pieceSize = WholeNumber(load_default=0, minimum=0)  # noqa: N815
    comment = Text(load_default="")
    source = Text(load_default="")
    trackers = Separated("|", keep_empty=True, percent=True, load_default=())
    urlSeeds = Separated("|", percent=True, load_default=())  # noqa: N815
    startSeeding = Flag()  # noqa: N815
    ignoreDotfiles = Flag(load_default=True)  # noqa: N815


class TaskQuery(Parameters):
    """Which task."""

    taskID = Text(load_default="")  # noqa: N815


class TaskIdShape(Schema):
    """A task."""

    taskID = fields.String(required=True)  # noqa: N815


class TaskShape(TaskIdShape):
    """How a task stands."""

    sourcePath = fields.String(required=True)  # noqa: N815
    pieceSize = fields.Integer(required=True, metadata={"description": "Bytes; 0: chosen."})  # noqa: N815
    private = fields.Boolean(required=True)
    format = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(_STATES.values())})
    timeAdded = fields.String(required=True)  # noqa: N815
    timeStarted = fields.String()  # noqa: N815
    timeFinished = fields.String()  # noqa: N815
    comment = fields.String()
    source = fields.String()
    trackers = fields.List(fields.String())
    urlSeeds = fields.List(fields.String())  # noqa: N815
    torrentFilePath = fields.String()  # noqa: N815
    ignoreDotfiles = fields.Boolean()  # noqa: N815
    progress = fields.Integer(metadata={"description": "Percent, while it runs."})
    errorMessage = fields.String()  # noqa: N815


def present_task(task: MakingTask) -> dict[str, Any]:
    """As TaskShape; what is not there is left out."""
    order, recipe = task.order, task.order.recipe
    said: dict[str, Any] = {
        "taskID": task.id,
        "sourcePath": order.source,
        "pieceSize": recipe.piece_size or 0,
        "private": recipe.private,
        "format": recipe.version,
        "status": _STATES[task.state],
        "timeAdded": _time(task.added),
        "ignoreDotfiles": order.without_dotfiles,
    }
    further = {
        "timeStarted": task.started and _time(task.started),
        "timeFinished": task.ended and _time(task.ended),
        "comment": recipe.comment,
        "source": recipe.source,
        "trackers": [url for tier in recipe.trackers for url in tier],
        "urlSeeds": list(recipe.web_seeds),
        "torrentFilePath": order.torrent_file,
        "errorMessage": task.error,
    }
    if task.state is TaskState.RUNNING:
        said["progress"] = int(task.progress * 100)
    return said | {name: value for name, value in further.items() if value}


class CreatorEndpoint(ReadingEndpoint):
    """How making goes, and what was made."""

    def __init__(self, tasks: MakingTasks) -> None:
        self._tasks = tasks

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/torrentcreator/status", self.status, TaskQuery),
            *reads("/torrentcreator/torrentFile", self.torrent_file, TaskQuery),
        ]

    @docs(tags=["torrentcreator"], summary="Show tasks", responses={200: {"schema": many(TaskShape)}})
    async def status(self, request: web.Request) -> web.Response:
        task_id = asked(request)["taskID"]
        tasks = [task_of(self._tasks, task_id)] if task_id else self._tasks.all()
        return json_answer([present_task(task) for task in tasks])

    @docs(
        tags=["torrentcreator"],
        summary="Get a torrent that was made",
        responses={200: {"description": "The .torrent."}},
        produces=(TORRENT_FILE,),
    )
    async def torrent_file(self, request: web.Request) -> web.Response:
        task = task_of(self._tasks, asked(request)["taskID"])
        if task.state is not TaskState.FINISHED:
            raise Conflict("Torrent creation failed." if task.error else "Torrent creation is still unfinished.")
        named = {"Content-Disposition": f'attachment; filename="{task.id}.torrent"'}
        return web.Response(body=task.torrent, content_type=TORRENT_FILE, headers=named)


class CreatingEndpoint(Endpoint):
    """Torrents are made."""

    changes = Scope.CONTROL

    def __init__(self, tasks: MakingTasks) -> None:
        self._tasks = tasks

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrentcreator/addTask", self.add, AddTaskBody),
            command("/torrentcreator/deleteTask", self.delete, TaskQuery),
        ]

    @docs(tags=["torrentcreator"], summary="Make a torrent", responses={200: {"schema": TaskIdShape}})
    async def add(self, request: web.Request) -> web.Response:
        task = await self._tasks.add(_order(asked(request)))
        return json_answer({"taskID": task.id})

    @docs(tags=["torrentcreator"], summary="Delete a task", responses={200: EMPTY}, produces=(TEXT,))
    async def delete(self, request: web.Request) -> web.Response:
        task = task_of(self._tasks, asked(request)["taskID"])
        await self._tasks.delete(task.id)
        return done()


def task_of(tasks: MakingTasks, task_id: str) -> MakingTask:
    """Raises: NothingSuch."""
    try:
        return tasks.get(task_id)
    except NotFound as error:
        raise NothingSuch(str(error)) from None


def _order(given: dict[str, Any]) -> TaskOrder:
    return TaskOrder(
        source=given["sourcePath"],
        torrent_file=given["torrentFilePath"],
        without_dotfiles=given["ignoreDotfiles"],
        seed=given.get("startSeeding", not given["torrentFilePath"]),
        recipe=TorrentRecipe(
            root=Path(given["sourcePath"]),
            comment=given["comment"],
            creator=f"triblerd {__version__}",
            trackers=_tiers(given["trackers"]),
            web_seeds=tuple(given["urlSeeds"]),
            private=given["private"],
            source=given["source"] or None,
            version=given["format"],
            piece_size=given["pieceSize"] or None,
        ),
    )


def _tiers(urls: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """An empty one begins the next tier."""
    tiers: list[list[str]] = [[]]
    for url in urls:
        if url:
            tiers[-1].append(url)
        elif tiers[-1]:
            tiers.append([])
    return tuple(tuple(tier) for tier in tiers if tier)


def _time(moment: Timestamp) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
