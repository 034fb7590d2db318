"""Content that is not deleted but thrown away: into the trash of the daemon's user, or of its volume."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from send2trash import TrashPermissionError, send2trash

from tribler_core.domain.errors import StorageError

log = logging.getLogger(__name__)

SUFFIX = ".!qB"
"""Behind the names of files that are not complete, where the operator wants that."""

ThrowAway = Callable[[Path, Sequence[str]], None]
"""Throw away files, by paths relative to a folder. Blocks on the disk. Raises: StorageError."""


def throw_away(folder: Path, paths: Sequence[str]) -> None:
    """Whole or not complete, then the folders that they leave empty; nothing outside of `folder`.

    Raises: StorageError when the volume has no trash that we may use; then the file stays where it is.
    """
    root = folder.resolve()
    for path in paths:
        for name in (path, path + SUFFIX):
            found = (root / name).resolve()
            if found != root and found.is_relative_to(root) and found.exists():
                _throw(found)
                remove_empty_parents(found, root)


def _throw(path: Path) -> None:
    try:
        send2trash(path)
    except (OSError, TrashPermissionError) as error:
        raise StorageError(f"could not move {path} to the trash: {error}") from error


def remove_empty_parents(path: Path, root: Path) -> None:
    """The folders between a file that is gone and `root`, as long as nothing else is in them."""
    for parent in path.parents:
        if parent == root:
            return
        try:
            parent.rmdir()
        except OSError:
            return
