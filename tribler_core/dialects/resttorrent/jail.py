"""The one folder that torrents of sessions may lie in. Source: section 6.2 of the specification."""

import asyncio
import os
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath, PurePosixPath

from tribler_core.dialects.resttorrent.errors import FieldRefused, SavePathMissing
from tribler_core.domain.errors import PathNotAllowed, StorageError

_LONGEST_PATH, _LONGEST_NAME = 4095, 255
"""Bytes, as Linux bounds them."""


class Jail:
    """Says what a path means and whether it is inside; symbolic links are followed before that is decided."""

    def __init__(self, root: Callable[[], Path], absolute_as_relative: Callable[[], bool]) -> None:
        self._root = root
        self._absolute_as_relative = absolute_as_relative

    async def permit(self, path: PurePath) -> Path:
        """The path itself, resolved; one that is relative is below the root. Raises: PathNotAllowed, FieldRefused."""
        return await asyncio.to_thread(self._inside, str(path))

    async def permit_text(self, text: str) -> Path:
        """The path that a client means, resolved. Raises: as `permit`, SavePathMissing."""
        return await asyncio.to_thread(self._resolve, text)

    async def make(self, text: str) -> Path:
        """The same, and it is there when this returns. Raises: as `permit`, StorageError."""
        return await asyncio.to_thread(self._make, text)

    async def check_tree(self, folder: PurePath, paths: Iterable[str]) -> None:
        """Whether the files of a torrent would lie inside, whatever links there are below its folder.

        Raises: PathNotAllowed.
        """
        parents = {PurePosixPath(path).parent for path in paths} | {PurePosixPath(path) for path in paths}
        await asyncio.to_thread(self._check_all, Path(folder), parents)

    def _resolve(self, text: str) -> Path:
        return self._inside(self._meant(text))

    def _inside(self, text: str) -> Path:
        root = self._root().resolve()
        resolved = _resolved(root / text)
        if not resolved.is_relative_to(root):
            raise PathNotAllowed(text)
        return resolved

    def _meant(self, text: str) -> str:
        if not text:
            raise SavePathMissing
        encoded = os.fsencode(text) if _is_encodable(text) else b"\0"
        if b"\0" in encoded or len(encoded) > _LONGEST_PATH or max(map(len, encoded.split(b"/"))) > _LONGEST_NAME:
            raise FieldRefused("save_path", "is no path that a folder can have")
        return text.lstrip("/") or "." if self._absolute_as_relative() else text

    def _make(self, text: str) -> Path:
        """A link that was put in the way meanwhile is noticed by looking again."""
        folder = self._resolve(text)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"the folder {folder} could not be made: {error.strerror or error}") from error
        if self._inside(str(folder)) != folder:
            raise PathNotAllowed(text)
        return folder

    def _check_all(self, folder: Path, paths: Iterable[PurePosixPath]) -> None:
        root = self._root().resolve()
        for path in paths:
            if not _resolved(folder / path).is_relative_to(root):
                raise PathNotAllowed(str(path))


def _is_encodable(text: str) -> bool:
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a ring of links, a name that is too long
        raise FieldRefused("save_path", "cannot be followed") from None
