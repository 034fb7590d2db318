"""Where content is and what it is called. Source: section 2.7 of the specification."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

from aiohttp import web

from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, asked, command, done
from tribler_core.dialects.qbittorrent.errors import Conflict
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.requests.torrents import (
    LocationBody,
    PathBody,
    RenameBody,
    RenameFileBody,
    RenameFolderBody,
)
from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import InvalidParameter, MissingParameter, StorageError
from tribler_core.domain.torrent.files import DownloadFile
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.host_files import HostFiles
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs


class PlacesEndpoint(Endpoint):
    """Folders of torrents."""

    def __init__(self, targets: Targets, host_files: HostFiles) -> None:
        self._targets = targets
        self._host_files = host_files

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/setLocation", self.set_location, LocationBody),
            command("/torrents/setSavePath", self.set_save_path, PathBody),
            command("/torrents/setDownloadPath", self.set_download_path, PathBody),
        ]

    @docs(tags=["torrents"], summary="Move torrents", responses={200: EMPTY}, produces=(TEXT,))
    async def set_location(self, request: web.Request) -> web.Response:
        given = asked(request)
        folder = await self._made(given["location"], "Cannot make save path")
        rows = await self._targets.several(given["hashes"])
        await self._targets.update(rows, lambda _: DownloadPatch(managed=False, save_path=folder))
        return done()

    @docs(tags=["torrents"], summary="Move torrents", responses={200: EMPTY}, produces=(TEXT,))
    async def set_save_path(self, request: web.Request) -> web.Response:
        rows = await self._free(request)
        folder = await self._made(asked(request)["path"], "Cannot create target directory")
        await self._targets.update(rows, lambda _: DownloadPatch(save_path=folder))
        return done()

    @docs(
        tags=["torrents"],
        summary="Keep torrents elsewhere until they are complete",
        description="An empty path: where they stay.",
        responses={200: EMPTY},
        produces=(TEXT,),
    )
    async def set_download_path(self, request: web.Request) -> web.Response:
        rows = await self._free(request)
        path = asked(request)["path"]
        folder = await self._made(path, "Cannot create target directory") if path.strip() else None
        await self._targets.update(rows, lambda _: DownloadPatch(download_path=folder))
        return done()

    async def _free(self, request: web.Request) -> list[Download]:
        """Those that are meant and whose folders do not follow their category."""
        rows = await self._targets.several(PathBody().ids(asked(request)))
        return [row for row in rows if not row.settings.managed]

    async def _made(self, path: str, refusal: str) -> PurePath:
        """Raises: InvalidParameter, PathNotAllowed, Conflict."""
        if not path.strip():
            raise InvalidParameter("Save path cannot be empty")
        try:
            return (await self._host_files.create(path.strip())).path
        except StorageError as refused:
            raise Conflict(refusal) from refused


@dataclass(frozen=True, slots=True)
class _Renaming:
    """New paths of files."""

    files: Sequence[DownloadFile]

    def of_file(self, old: str, new: str) -> dict[int, str]:
        """Raises: Conflict."""
        _check(old, new)
        found = [file.file.index for file in self.files if file.file.path == old]
        if not found:
            raise Conflict(f'No such file: "{old}"')
        if any(file.file.path == new or file.file.path.startswith(new + "/") for file in self.files):
            raise Conflict(f'The file already exists: "{new}"')
        return {found[0]: new}

    def of_folder(self, old: str, new: str) -> dict[int, str]:
        """Raises: Conflict."""
        _check(old, new)
        inside, others = old.rstrip("/") + "/", new.rstrip("/") + "/"
        found = {
            file.file.index: others + file.file.path.removeprefix(inside)
            for file in self.files
            if file.file.path.startswith(inside)
        }
        if not found:
            raise Conflict(f'No such folder: "{old}"')
        if any(file.file.path.startswith(others) and file.file.index not in found for file in self.files):
            raise Conflict(f'The folder already exists: "{new}"')
        return found


def _check(old: str, new: str) -> None:
    for path in (old, new):
        if path.startswith("/"):
            raise Conflict("Absolute path isn't allowed")
        if not path or ".." in PurePosixPath(path).parts or "\0" in path:
            raise Conflict(f'Invalid path: "{path}"')


class NamesEndpoint(Endpoint):
    """Names of torrents, files and folders."""

    def __init__(self, downloads: DownloadManager, targets: Targets) -> None:
        self._downloads = downloads
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/rename", self.rename, RenameBody),
            command("/torrents/renameFile", self.rename_file, RenameFileBody),
            command("/torrents/renameFolder", self.rename_folder, RenameFolderBody),
        ]

    @docs(tags=["torrents"], summary="Name a torrent", responses={200: EMPTY}, produces=(TEXT,))
    async def rename(self, request: web.Request) -> web.Response:
        row = await self._targets.one(asked(request)["hash"])
        name = " ".join(line.strip() for line in asked(request)["name"].splitlines()).strip()
        if not name:
            raise Conflict("Incorrect torrent name")
        await self._downloads.update(row.infohash, DownloadPatch(name=name))
        return done()

    @docs(
        tags=["torrents"],
        summary="Rename a file",
        description="Answers when the disk has done it.",
        responses={200: EMPTY},
        produces=(TEXT,),
    )
    async def rename_file(self, request: web.Request) -> web.Response:
        given = asked(request)
        row = await self._targets.one(given["hash"])
        files = await self._downloads.files(row.infohash)
        old, new = given.get("old_path"), given.get("new_path")
        if old is None and 0 <= given.get("id", -1) < len(files) and "name" in given:
            old = files[given["id"]].file.path
            new = str(PurePosixPath(old).with_name(given["name"])) if given["name"] else ""
        return await self._rename(row, _Renaming(files).of_file(*_both(old, new)))

    @docs(tags=["torrents"], summary="Rename a folder", responses={200: EMPTY}, produces=(TEXT,))
    async def rename_folder(self, request: web.Request) -> web.Response:
        given = asked(request)
        row = await self._targets.one(given["hash"])
        files = await self._downloads.files(row.infohash)
        return await self._rename(row, _Renaming(files).of_folder(given["old_path"], given["new_path"]))

    async def _rename(self, row: Download, renamed: dict[int, str]) -> web.Response:
        await self._downloads.update(row.infohash, DownloadPatch(renamed_files=renamed))
        return done()


def _both(old: str | None, new: str | None) -> tuple[str, str]:
    """Raises: MissingParameter."""
    if old is None or new is None:
        raise MissingParameter(*(name for name, path in (("oldPath", old), ("newPath", new)) if path is None))
    return old, new
