"""Rows of keys: each a name, a type, and where its value comes from."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.labels import Labels, Scene
from tribler_core.domain.download.snapshot import Download


class Row:
    """A download with what shows beside it."""

    __slots__ = ("content", "download", "effective_limits", "id", "labels", "scene", "settings", "transfer")

    def __init__(self, download: Download, torrent_id: str, labels: Labels, scene: Scene) -> None:
        self.download = download
        self.transfer = download.transfer
        self.settings = download.settings
        self.content = download.transfer.content
        self.id = torrent_id
        self.labels = labels
        self.scene = scene
        self.effective_limits = labels.limits.over(scene.limits)


class Column(NamedTuple):
    """One key of an object."""

    name: str
    kind: type[fields.Field[Any]]
    description: str
    source: str | Callable[[Row], object]
    """Attributes of a row with dots between them, or what computes the value."""
    early: bool = True
    """The first release had it."""
    nullable: bool = False

    @property
    def read(self) -> Callable[[Row], object]:
        """Gives the value of a row."""
        return attrgetter(self.source) if isinstance(self.source, str) else self.source


Readers = tuple[tuple[str, Callable[[Row], object]], ...]
"""Names and where their values come from: all that presenting needs, because it is done ten thousand times at once."""


def readers_of(columns: Iterable[Column], *, early: bool = False) -> Readers:
    """Of the columns that a release shows; `early`: the first one."""
    return tuple((column.name, column.read) for column in columns if column.early or not early)


def present(row: Row, readers: Readers) -> dict[str, object]:
    """The values of a row by name."""
    return {name: read(row) for name, read in readers}


def shape_of(name: str, columns: Iterable[Column], *, doc: str) -> type[Schema]:
    """The documented shape of objects with these keys."""
    shown = {
        column.name: column.kind(
            required=True, allow_none=column.nullable, metadata={"description": column.description}
        )
        for column in columns
    }
    shape: type[Schema] = Schema.from_dict(dict(shown), name=name)
    shape.__doc__ = doc
    return shape
