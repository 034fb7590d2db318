"""The manual of the options, made from the sections: `triblerd.conf.example`."""

import ast
import enum
import inspect
import itertools
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tribler_core.config.options import OPTIONS, Option, plain, section_classes
from tribler_core.foundation.units import Bytes, BytesPerSecond, Seconds

HEAD = """\
# Every option of triblerd, with its default, unit and reason. Made by `triblerd example-config --write`; do not edit.
# What is commented out is the default; a file needs only what differs. Lists are separated by commas, and a
# text with a comma or a # is put in quotes. Each option can also be an environment variable, like
# TRIBLERD_LIBTORRENT__PORT; flags go before variables, and variables before this file.
"""
WIDTH = 116
UNITS: dict[Any, str] = {Bytes: "bytes", BytesPerSecond: "bytes/s", Seconds: "seconds"}


def example() -> str:
    """The whole file; the same on every machine."""
    return "\n".join([HEAD, *(line for name in section_classes() for line in _section(name))])


def _section(attribute: str) -> Iterator[str]:
    section = section_classes()[attribute]
    options = [option for option in OPTIONS.values() if option.section == attribute]
    depth = len(options[0].place)
    yield f"{'[' * depth}{options[0].place[-1]}{']' * depth}"
    yield from _comment(inspect.getdoc(section) or "")
    yield ""
    reasons = _reasons(section)
    for option in options:
        yield from _comment(" ".join((reasons[option.name], *_facts(option))))
        yield f"#{option.name} = {_default(option)}".rstrip()
        yield ""


def _facts(option: Option) -> Iterator[str]:
    """What the type says already."""
    if unit := UNITS.get(option.kind):
        yield f"In {unit}."
    if isinstance(option.kind, type) and issubclass(option.kind, enum.Enum):
        yield f"One of {', '.join(str(member.value) for member in option.kind)}."
    if option.waits_for_restart:
        yield "A change waits for the next start."
    if option.set_by_operator:
        yield "No client of the API can change it."


def _default(option: Option) -> str:
    value = plain(option.default)
    if isinstance(value, list):
        return ", ".join(f'"{item}"' if set(item) & set(",#") else item for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH)]


def _reasons(section: type) -> dict[str, str]:
    """The docstring below each field; Python keeps none, so it is read off the source."""
    source = Path(inspect.getfile(section)).read_text(encoding="utf-8")
    classes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ClassDef))
    body = next(node.body for node in classes if node.name == section.__name__)
    return {
        field.target.id: " ".join(below.value.value.split())
        for field, below in itertools.pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str)
    }
