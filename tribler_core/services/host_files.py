"""The host's folders, as far as clients may look."""

import asyncio
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tribler_core.domain.errors import NotFound, PathNotAllowed, Rejected, StorageError
from tribler_core.services.paths import PathPolicy, is_folder
from tribler_core.services.space import Space, measure, nearest_existing

MOST_ENTRIES = 10_000
"""Of one answer; a folder with more is told in part."""


@dataclass(frozen=True, slots=True)
class HostEntry:
    """A file or a folder on the host."""

    name: str
    path: Path
    is_dir: bool


@dataclass(frozen=True, slots=True)
class HostListing:
    """What lies in or below a folder."""

    current: Path
    parent: Path | None
    """The folder above; None: there is none, or it is closed to clients."""
    entries: tuple[HostEntry, ...]
    truncated: bool = False
    """There is more than is told."""


class HostFiles:
    """Looks into folders in threads, within the path policy."""

    def __init__(self, paths: PathPolicy) -> None:
        self._paths = paths

    async def browse(self, path: str = "", *, files: bool = False) -> HostListing:
        """A folder, or the nearest one above that exists: its folders, then its files if asked for, by name.

        Raises: NotFound, PathNotAllowed, StorageError when the folder may not be read.
        """
        return await asyncio.to_thread(self._browse, path, files)

    async def list_files(self, path: str, *, recursively: bool = True) -> HostListing:
        """The files in a folder, or in all folders below too; links to folders are not followed.

        Raises: NotFound, PathNotAllowed, StorageError.
        """
        return await asyncio.to_thread(self._list_files, path, recursively)

    async def create(self, path: str) -> HostEntry:
        """Make a folder, and those above it that are missing; it may be there already.

        Raises: PathNotAllowed, StorageError.
        """
        return await asyncio.to_thread(self._create, path)

    async def space(self, path: str = "") -> Space:
        """Room at the nearest existing parent; `""`: the download directory.

        Raises: NotFound, PathNotAllowed.
        """
        return await asyncio.to_thread(lambda: measure(self._paths.check(path)))

    def _browse(self, path: str, files: bool) -> HostListing:  # noqa: FBT001 - called by to_thread
        current = _folder(nearest_existing(self._paths.check(path)))
        self._paths.check(current)
        try:
            with os.scandir(current) as found:
                wanted = (item for item in found if files or _is_dir(item))
                kept = [_entry(item) for item in islice(wanted, MOST_ENTRIES + 1) if self._may_show(item)]
        except OSError as error:
            raise StorageError(f"{current} cannot be read: {error.strerror}") from error
        entries = sorted(kept, key=lambda entry: (not entry.is_dir, entry.name.lower()))
        return HostListing(current, self._above(current), tuple(entries[:MOST_ENTRIES]), len(kept) > MOST_ENTRIES)

    def _list_files(self, path: str, recursively: bool) -> HostListing:  # noqa: FBT001 - called by to_thread
        current = self._paths.check(path)
        if not is_folder(current):
            raise NotFound(f"the folder {current} does not exist")
        if not os.access(current, os.R_OK | os.X_OK):
            raise StorageError(f"{current} cannot be read")
        found = list(islice(self._files_below(current, recursively=recursively), MOST_ENTRIES + 1))
        entries = sorted(found[:MOST_ENTRIES], key=lambda entry: entry.path)
        return HostListing(current, self._above(current), tuple(entries), len(found) > MOST_ENTRIES)

    def _files_below(self, folder: Path, *, recursively: bool) -> Iterator[HostEntry]:
        """Files, folder by folder; a folder below the first that may not be read is passed over."""
        waiting = [folder]
        while waiting:
            try:
                with os.scandir(waiting.pop()) as found:
                    items = list(islice(found, MOST_ENTRIES + 1))
            except OSError:
                continue
            yield from (_entry(item) for item in items if not _is_dir(item) and self._may_show(item))
            if recursively:
                waiting.extend(Path(item.path) for item in items if item.is_dir(follow_symlinks=False))

    def _create(self, path: str) -> HostEntry:
        folder = self._paths.check(path)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"{folder} cannot be made: {error.strerror}") from error
        return HostEntry(folder.name, folder, is_dir=True)

    def _above(self, folder: Path) -> Path | None:
        return folder.parent if folder.parent != folder and self._allows(folder.parent) else None

    def _may_show(self, item: os.DirEntry[str]) -> bool:
        """A link that leaves what is open to clients is not shown; only links cost a look."""
        return not item.is_symlink() or self._allows(Path(item.path))

    def _allows(self, path: Path) -> bool:
        try:
            self._paths.check(path)
        except (PathNotAllowed, Rejected):
            return False
        return True


def _folder(path: Path) -> Path:
    return path if is_folder(path) else path.parent


def _is_dir(item: os.DirEntry[str]) -> bool:
    try:
        return item.is_dir()
    except OSError:
        return False


def _entry(item: os.DirEntry[str]) -> HostEntry:
    return HostEntry(item.name, Path(item.path), _is_dir(item))
