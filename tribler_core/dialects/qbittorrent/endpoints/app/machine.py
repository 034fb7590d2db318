"""The folders of the machine, and the room in them. Source: section 2.1 of the specification."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import TEXT, ReadingEndpoint, asked, many, reads, text
from tribler_core.dialects.qbittorrent.errors import NothingSuch
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.dialects.qbittorrent.shapes.answers import EntryShape
from tribler_core.dialects.qbittorrent.vocabulary.numbers import UNKNOWN
from tribler_core.domain.errors import InvalidParameter, NotFound
from tribler_core.services.host_files import HostEntry, HostFiles
from tribler_core.web.fields import Flag, Text
from tribler_core.web.openapi.declare import docs

_MODES = ("all", "dirs", "files")


class DirectoryQuery(Parameters):
    """Which folder, and what of it."""

    dir_path = Text(data_key="dirPath", required=True, metadata={"description": "Absolute."})
    mode = Text(load_default="all", metadata={"enum": list(_MODES)})
    with_metadata = Flag(data_key="withMetadata", load_default=False)


class SpaceQuery(Parameters):
    """Where."""

    path = Text(load_default="")


class FoldersEndpoint(ReadingEndpoint):
    """Folders of the host, within the path policy."""

    def __init__(self, host_files: HostFiles) -> None:
        self._host_files = host_files

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/app/getDirectoryContent", self.content, DirectoryQuery),
            *reads("/app/getFreeSpaceAtPath", self.space, SpaceQuery),
        ]

    @docs(
        tags=["app"],
        summary="What lies in a folder",
        description="Absolute paths; with `withMetadata` objects.",
        responses={200: {"schema": many(EntryShape)}},
    )
    async def content(self, request: web.Request) -> web.Response:
        given = asked(request)
        entries = await self._entries(given["dir_path"], given["mode"])
        if not given["with_metadata"]:
            return json_answer([str(entry.path) for entry in entries])
        return json_answer(await asyncio.to_thread(_described, entries))

    @docs(tags=["app"], summary="Room at a path", responses={200: {"description": "Bytes."}}, produces=(TEXT,))
    async def space(self, request: web.Request) -> web.Response:
        try:
            return text(str((await self._host_files.space(asked(request)["path"])).free))
        except NotFound:
            return text(str(UNKNOWN))

    async def _entries(self, path: str, mode: str) -> list[HostEntry]:
        """Raises: InvalidParameter, NothingSuch, PathNotAllowed, StorageError."""
        if not path.startswith("/"):
            raise InvalidParameter("Invalid directory path")
        if mode not in _MODES:
            raise InvalidParameter("Invalid mode, allowed values: all, dirs, files")
        try:
            found = await self._host_files.browse(path, files=mode != "dirs")
        except NotFound as missing:
            raise NothingSuch("Directory does not exist") from missing
        if found.current != await asyncio.to_thread(_resolved, path, found.current):
            raise NothingSuch("Directory does not exist")
        shown = (entry for entry in found.entries if not entry.name.startswith("."))
        return [entry for entry in shown if mode != "files" or not entry.is_dir]


def _resolved(path: str, current: Path) -> Path | None:
    """The folder that is meant, as the listing calls it; None: it is none, and a folder above it was listed."""
    folder = Path(path)
    return current if folder.is_dir() and folder.samefile(current) else None


def _described(entries: Iterable[HostEntry]) -> list[dict[str, object]]:
    described: list[dict[str, object]] = []
    for entry in entries:
        try:
            stat = entry.path.stat()
        except OSError:
            continue
        size = {} if entry.is_dir else {"size": stat.st_size}
        described.append(
            {
                "name": entry.name,
                "type": "dir" if entry.is_dir else "file",
                **size,
                "creation_date": int(stat.st_ctime),
                "last_access_date": int(stat.st_atime),
                "last_modification_date": int(stat.st_mtime),
            }
        )
    return described
