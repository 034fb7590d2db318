"""The source files of this repository, as the architecture tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tribler_core"
BLOCKS = (ast.stmt, ast.ExceptHandler, ast.match_case)
"""What statements stand in."""
TREES = [path for path in (PACKAGE, ROOT / "tests", ROOT / "bench") if path.is_dir()]


def modules(*trees: Path) -> list[Path]:
    """Every module below `trees` (all of ours when none is named), sorted."""
    return sorted(path for tree in trees or TREES for path in tree.rglob("*.py"))


def folders() -> list[Path]:
    """Every folder of ours but what Python leaves behind, sorted."""
    found = [path for tree in TREES for path in (tree, *tree.rglob("*")) if path.is_dir()]
    return sorted(path for path in found if "__pycache__" not in path.parts and list(path.rglob("*.py")))


def is_record(path: Path) -> bool:
    """Whether a module is a database migration: a record of what was done, which nobody edits again."""
    return path.parent.name == "versions" and path.parent.parent.name == "migrations"


@cache
def lines(path: Path) -> list[str]:
    """The lines of a module."""
    return path.read_text(encoding="utf-8").splitlines()


def syntax(path: Path) -> ast.Module:
    """The syntax tree of a module; made anew each time: those of all modules are too much to keep."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def nodes(path: Path, *kinds: type[ast.stmt]) -> Iterator[ast.AST]:
    """Every statement of these kinds in a module, wherever it stands."""
    waiting: list[ast.AST] = [syntax(path)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, kinds):
            yield node
        waiting.extend(child for child in ast.iter_child_nodes(node) if isinstance(child, BLOCKS))


def place(path: Path, line: int | None = None) -> str:
    """Where the reader of a failed test should look."""
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"
