"""The wall that an import contract cannot hold: what is allowed, rather than what is forbidden."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, modules, nodes, place


@pytest.mark.parametrize("room", ["foundation", "domain"])
def test_the_lowest_floors_import_the_standard_library_alone(room: str) -> None:
    foreign = [
        f"{place(path)} imports {name}"
        for path in modules(PACKAGE / room)
        for name in sorted(imported_by(path) - sys.stdlib_module_names - {PACKAGE.name})
    ]
    assert not foreign, "\n".join(foreign)


def imported_by(path: Path) -> set[str]:
    """The top-level names of the packages that a module imports."""
    names = set()
    for node in nodes(path, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names
