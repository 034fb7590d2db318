"""Rows of keys: each a name, a type, and where its value comes from."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.labels import Labels, Scene
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import ShareLimits
from tribler_core.domain.download.snapshot import Download


class Row:
    """A download with what shows beside it."""

    __slots__ = ("content", "download", "id", "labels", "scene", "settings", "transfer")

    def __init__(self, download: Download, torrent_id: str, labels: Labels, scene: Scene) -> None:
        self.download = download
        self.transfer = download.transfer
        self.settings = download.settings
        self.content = download.content
        self.id = torrent_id
        self.labels = labels
        self.scene = scene

    @property
    def effective_limits(self) -> ShareLimits:
        """Its own share limits with the global ones in the gaps."""
        own, common = self.labels.limits, self.scene.limits
        return ShareLimits(
            common.ratio if own.ratio < -1 else own.ratio,
            common.seeding_minutes if own.seeding_minutes < -1 else own.seeding_minutes,
            common.idle_minutes if own.idle_minutes < -1 else own.idle_minutes,
            common.action if own.action == "Default" else own.action,
            common.mode if own.mode == "Default" else own.mode,
        )


class Column(NamedTuple):
    """One key of an object."""

    name: str
    kind: type[fields.Field[Any]]
    description: str
    read: Callable[[Row], object]
    early: bool = True
    """The first release had it."""
    nullable: bool = False


def columns_for(columns: Iterable[Column], *, early: bool) -> tuple[Column, ...]:
    """Those that a release shows."""
    return tuple(column for column in columns if column.early or not early)


def shape_of(name: str, columns: Iterable[Column], *, doc: str) -> type[Schema]:
    """The documented shape of objects with these keys."""
    shown = {
        column.name: column.kind(
            required=True, allow_none=column.nullable, metadata={"description": column.description}
        )
        for column in columns
    }
    shape: type[Schema] = Schema.from_dict(dict(shown), name=name)  # type: ignore[assignment]  # it makes classes
    shape.__doc__ = doc
    return shape


def present(row: Row, columns: Iterable[Column]) -> dict[str, object]:
    """The values of a row by name."""
    return {name: read(row) for name, _, _, read, _, _ in columns}
