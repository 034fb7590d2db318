"""Which files of a torrent a client wants: by index, and by name where the oldest clients say it so."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import ValidationError

from tribler_core.dialects.tribler.shapes.file import shown_name
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.torrent.files import DownloadFile, TorrentFile
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.web.fields import WholeNumberList


class FileSelection(WholeNumberList):
    """Indices; or names, which only `to_indices` and `by_name` of the legacy face understand."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        try:
            return super()._deserialize(value, attr, data, **kwargs)
        except ValidationError:
            names = [value] if isinstance(value, str) else value
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                return names
            raise


def to_indices(
    body: Mapping[str, Any], files: tuple[DownloadFile, ...], face: Face
) -> tuple[int, ...] | Unchanged | None:
    """The files to keep; None: all. Without metadata (`files` empty) indices are taken as they are.

    Raises: InvalidParameter.
    """
    if "selected_files" not in body:
        return UNSET
    wanted = tuple(body["selected_files"])
    if not wanted and face is Face.LEGACY:
        return None
    if names_files(wanted):
        return by_name(wanted, [kept.file for kept in files], face)
    if files and set(wanted) - {kept.file.index for kept in files}:
        raise InvalidParameter("index out of range")
    if any(index < 0 for index in wanted):
        raise InvalidParameter("index out of range")
    return wanted


def names_files(wanted: Sequence[object]) -> bool:
    """Whether a selection has names in it."""
    return any(isinstance(name, str) for name in wanted)


def by_name(wanted: Sequence[object], files: Sequence[TorrentFile], face: Face) -> tuple[int, ...]:
    """The indices of files named as lists show them.

    Quirk(tribler): only clients of 7.0 to 7.2 name files.
    Raises: InvalidParameter.
    """
    if face is not Face.LEGACY:
        raise InvalidParameter("selected_files: must be a list of whole numbers")
    several = any("/" in file.path for file in files)
    indices = {shown_name(file.path, several=several): file.index for file in files}
    if unknown := [name for name in wanted if name not in indices]:
        raise InvalidParameter(f"selected_files: there is no file {unknown[0]}")
    return tuple(indices[str(name)] for name in wanted)
