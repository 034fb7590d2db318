"""Which file on the host becomes which file of the torrent."""

import math
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tribler_core.domain.errors import InvalidParameter, MissingParameter, StorageError
from tribler_core.services.making.request import MakeRequest
from tribler_core.services.paths import LONGEST_NAME, is_folder

Check = Callable[[str | Path], Path]


@dataclass(frozen=True, slots=True)
class Layout:
    """What is put where, before it is hashed."""

    directory: Path
    """The export directory."""
    name: str
    """Of the torrent, and of what lies in the export directory: a file, or a folder."""
    sources: dict[Path, Path]
    """By the place in the export directory: the file on the host."""

    @property
    def root(self) -> Path:
        """What is hashed."""
        return self.directory / self.name

    @property
    def single(self) -> bool:
        """The torrent is one file, without a folder around it."""
        return self.root in self.sources


def lay_out(request: MakeRequest, check: Check) -> Layout:
    """Touches the disk. `check` is the path policy's.

    A single file keeps its name: a torrent of another name becomes a folder with that file in it.

    Raises: MissingParameter, InvalidParameter, PathNotAllowed, StorageError.
    """
    if not request.files:
        raise MissingParameter("files")
    directory = check(request.export_dir)
    paths = [check(path) for path in request.files]
    inside = _names_inside(request, paths)
    name = proper_name(request.name or _common_name(paths))
    if len(paths) == 1 and is_folder(paths[0]):
        inside = [PurePosixPath()]  # the content of the folder, not the folder in itself
    elif len(paths) == 1 and str(inside[0]) == name:
        return Layout(directory, name, {directory / name: _existing(paths[0])})
    places = (directory / name / place for place in inside)
    return Layout(directory, name, _placed(zip(paths, places, strict=True), check))


def proper_name(name: str) -> str:
    """The name, if a file can have it. Raises: InvalidParameter."""
    if name in ("", ".", "..") or "/" in name or "\0" in name or _length(name) > LONGEST_NAME:
        raise InvalidParameter("invalid name")
    return name


def _length(name: str) -> float:
    """In bytes on the disk; infinite when it cannot be written there."""
    try:
        return len(os.fsencode(name))
    except UnicodeEncodeError:
        return math.inf


def _placed(parts: Iterable[tuple[Path, Path]], check: Check) -> dict[Path, Path]:
    """The file on the host by its place, for what was named and all below it."""
    sources: dict[Path, Path] = {}
    for path, place in parts:
        for source in _files_of(_existing(path), check):
            target = place / source.relative_to(path)
            if sources.setdefault(target, source) != source:
                raise InvalidParameter(f"two files would be {target}")
    if not sources:
        raise InvalidParameter("there is no file to make a torrent of")
    return sources


def _existing(path: Path) -> Path:
    """A device, or a pipe, may have no end."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise StorageError(f"{path} does not exist") from None
    except OSError as error:
        raise StorageError(f"{path} cannot be read: {error.strerror}") from error
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise InvalidParameter(f"{path} is neither a file nor a folder")
    return path


def _names_inside(request: MakeRequest, paths: list[Path]) -> list[PurePosixPath]:
    if not request.filenames:
        common = _common_folder(paths)
        return [PurePosixPath(path.relative_to(common)) for path in paths]
    if len(request.filenames) != len(paths):
        raise InvalidParameter("filenames: must be one for each of files")
    return [_relative(name) for name in request.filenames]


def _relative(name: str) -> PurePosixPath:
    try:
        parts = [proper_name(part) for part in name.split("/")]
    except InvalidParameter:
        raise InvalidParameter(f"filenames: {name!r} is not a relative path") from None
    return PurePosixPath(*parts)


def _common_folder(paths: list[Path]) -> Path:
    return Path(os.path.commonpath([path.parent for path in paths]))


def _common_name(paths: list[Path]) -> str:
    return paths[0].name if len(paths) == 1 else _common_folder(paths).name


def _files_of(path: Path, check: Check) -> Iterator[Path]:
    """The file itself, or all below the folder in order; folders behind links are left out, files are not.

    Raises: PathNotAllowed when a link leads out of what clients may name, StorageError.
    """
    if not is_folder(path):
        yield path
        return
    for folder, folders, names in os.walk(path, onerror=_refuse):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            check(file)
            if file.is_file():
                yield file


def _refuse(error: OSError) -> None:
    raise StorageError(f"{error.filename} cannot be read: {error.strerror}") from error
