"""Content linked or copied to where it is seeded from."""

import os
import threading
from pathlib import Path

from tribler_core.domain.errors import StorageError
from tribler_core.services.making.layout import Layout

_CHUNK = 4 * 1024 * 1024


class Placement:
    """Puts the files of one torrent in place, and can take back what it put there; for a thread.

    What lies there already as the very file stays as it is. Within a volume files are linked, which takes
    no room; over volumes they are copied.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._stop = threading.Event()
        self._made: list[Path] = []
        """Files and folders, in the order they were made."""

    def stop(self) -> None:
        """Give up as soon as can be; may be called from another thread."""
        self._stop.set()

    def place(self) -> None:
        """Raises: StorageError, after everything was taken back."""
        try:
            for target, source in self._layout.sources.items():
                self._put(source, target)
        except OSError as error:
            self.take_back()
            raise StorageError(f"could not put the content into {self._layout.directory}: {error}") from error

    def take_back(self) -> None:
        """Remove what was put there."""
        for path in reversed(self._made):
            try:
                path.rmdir() if path.is_dir() else path.unlink()
            except OSError:
                continue  # somebody else put something there, or took it away
        self._made.clear()

    def write(self, path: Path, data: bytes) -> None:
        """Write a file whole or not at all; an older one is replaced for good, and never written through a link.

        Raises: StorageError.
        """
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            draft.write_bytes(data)
            if not path.exists():
                self._made.append(path)
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise StorageError(f"could not write {path}: {error.strerror}") from error

    def _put(self, source: Path, target: Path) -> None:
        if self._stop.is_set():
            raise InterruptedError("it was cancelled")
        if target.exists() and target.samefile(source):
            return
        self._make_folder(target.parent)
        try:
            os.link(source, target, follow_symlinks=True)
        except FileExistsError:
            raise
        except OSError:
            self._copy(source, target)
        else:
            self._made.append(target)

    def _make_folder(self, folder: Path) -> None:
        missing = [each for each in (folder, *folder.parents) if not each.exists()]
        for each in reversed(missing):
            each.mkdir()
            self._made.append(each)

    def _copy(self, source: Path, target: Path) -> None:
        with source.open("rb") as original, target.open("xb") as copy:
            self._made.append(target)
            while chunk := original.read(_CHUNK):
                if self._stop.is_set():
                    raise InterruptedError("it was cancelled")
                copy.write(chunk)
