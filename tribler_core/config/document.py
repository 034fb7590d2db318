"""`triblerd.conf` on the disk, by way of configobj, because it keeps the comments of whoever wrote it."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from configobj import ConfigObj, ConfigObjError

from tribler_core.domain.errors import ConfigError


class Document:
    """The sections and texts of one file; knows nothing of options."""

    def __init__(self, text: str, origin: Path | str) -> None:
        """Raises: ConfigError naming the first bad line."""
        try:
            self._sections = ConfigObj(text.splitlines(), interpolation=False, raise_errors=True)
        except ConfigObjError as error:
            raise ConfigError("", str(error).strip().rstrip("."), str(origin)) from None

    @classmethod
    def read(cls, path: Path) -> "Document":
        """A file that is not there is empty.

        Raises: ConfigError when it cannot be read or parsed.
        """
        try:
            return cls(path.read_text(encoding="utf-8-sig") if path.exists() else "", path)
        except OSError as error:
            raise ConfigError("", f"cannot be read: {error.strerror}", str(path)) from None
        except UnicodeDecodeError:
            raise ConfigError("", "is not a text in UTF-8", str(path)) from None

    def values(self) -> Iterator[tuple[tuple[str, ...], str | list[str]]]:
        """Every entry with its place, the name being the last part."""
        return _walk(self._sections, ())

    def put(self, place: tuple[str, ...], text: str | list[str]) -> None:
        """Set one entry; its comment stays."""
        section = self._sections
        for part in place[:-1]:
            section = section.setdefault(part, {})
        section[place[-1]] = text

    def text(self) -> str:
        """The whole file.

        Raises: ValueError when some text has both kinds of triple quotes, which the format cannot hold.
        """
        try:
            return "".join(f"{line}\n" for line in self._sections.write())
        except ConfigObjError as error:
            raise ValueError(str(error)) from None

    def save(self, path: Path) -> None:
        """Replace the file in one step, readable by its owner alone.

        Raises: OSError, and ValueError as `text`.
        """
        write_whole(path, self.text())


def write_whole(path: Path, text: str) -> None:
    """All of the text or, after a crash at any moment, all of what was there before; mode 0600.

    Raises: OSError.
    """
    path = path.resolve()  # a link to a file elsewhere stays a link
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _walk(section: Any, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str | list[str]]]:
    for name in section.scalars:
        yield (*place, name), section[name]
    for name in section.sections:
        yield from _walk(section[name], (*place, name))
