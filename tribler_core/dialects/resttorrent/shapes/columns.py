"""Objects as tables of columns: a name, a type for the document, and where the value comes from."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from marshmallow import Schema, fields

T = TypeVar("T")
FieldKind = Callable[..., fields.Field[Any]]


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One key of an object."""

    name: str
    kind: FieldKind
    description: str
    read: Callable[[T], object]
    usual: bool = True
    """Shown when nobody asks for certain keys."""


def shape_of(name: str, doc: str, columns: Iterable[Column[Any]], extra: dict[str, Any] | None = None) -> type[Schema]:
    """The documented shape: what is usual is always there unless `fields` says otherwise."""
    declared: dict[str, Any] = {
        column.name: column.kind(required=column.usual, metadata={"description": column.description})
        for column in columns
    }
    shape: type[Schema] = type(name, (Schema,), {**declared, **(extra or {}), "__doc__": doc})
    return shape


def present(value: T, columns: Sequence[Column[T]], wanted: Collection[str] | None = None) -> dict[str, object]:
    """The keys that are wanted; None: the usual ones."""
    chosen = [column for column in columns if (column.usual if wanted is None else column.name in wanted)]
    return {column.name: column.read(value) for column in chosen}


def text(**kwargs: Any) -> fields.Field[Any]:
    """A text."""
    return fields.String(**kwargs)


def maybe_text(**kwargs: Any) -> fields.Field[Any]:
    """A text or null."""
    return fields.String(allow_none=True, **kwargs)


def whole(**kwargs: Any) -> fields.Field[Any]:
    """An integer."""
    return fields.Integer(**kwargs)


def number(**kwargs: Any) -> fields.Field[Any]:
    """A number with a fraction."""
    return fields.Float(**kwargs)


def truth(**kwargs: Any) -> fields.Field[Any]:
    """A JSON boolean."""
    return fields.Boolean(**kwargs)


def texts(**kwargs: Any) -> fields.Field[Any]:
    """A list of texts."""
    return fields.List(fields.String(), **kwargs)
