"""The budgets that ruff does not hold: sizes at which a reader's eye should stop."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source import PACKAGE, folders, is_record, lines, modules, nodes, place, syntax

MODULE_LINES = 300
TEST_MODULE_LINES = 400
FUNCTION_LINES = 40
FILES_IN_A_FOLDER = 12
ROUTES_IN_AN_ENDPOINT = 5
VERBS = {"delete", "get", "head", "options", "patch", "post", "put", "route", "static", "view"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_module_is_longer_than_its_budget() -> None:
    too_long = [
        f"{place(path)}: {len(lines(path))} lines, at most {budget}"
        for path in modules()
        if len(lines(path)) > (budget := MODULE_LINES if path.is_relative_to(PACKAGE) else TEST_MODULE_LINES)
    ]
    assert not too_long, "\n".join(too_long)


def test_no_function_is_longer_than_forty_lines() -> None:
    too_long = [
        f"{place(path, function.lineno)}: {function.name} has {length} lines, at most {FUNCTION_LINES}"
        for path in modules()
        if not is_record(path)
        for function in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)
        if isinstance(function, Function) and (length := length_of(function)) > FUNCTION_LINES
    ]
    assert not too_long, "\n".join(too_long)


def test_no_folder_holds_more_than_twelve_files() -> None:
    too_full = [
        f"{place(folder)}: {count} files, at most {FILES_IN_A_FOLDER}"
        for folder in folders()
        if (count := sum(not is_record(path) for path in files_in(folder))) > FILES_IN_A_FOLDER
    ]
    assert not too_full, "\n".join(too_full)


def test_no_endpoint_class_has_more_than_five_routes() -> None:
    too_many = [
        f"{place(path, endpoint.lineno)}: {endpoint.name} has {count} routes, at most {ROUTES_IN_AN_ENDPOINT}"
        for path in modules(PACKAGE)
        if any("def routes(" in line for line in lines(path))
        for endpoint in nodes(path, ast.ClassDef)
        if isinstance(endpoint, ast.ClassDef) and (count := routes_of(endpoint)) > ROUTES_IN_AN_ENDPOINT
    ]
    assert not too_many, "\n".join(too_many)


def test_no_room_is_empty() -> None:
    empty = [place(folder) for folder in folders() if PACKAGE in (folder, *folder.parents) and is_empty(folder)]
    assert not empty, f"a room is made when it holds something: {', '.join(empty)}"


def test_every_room_is_named_for_what_it_holds() -> None:
    nameless = {"common", "helper", "helpers", "misc", "util", "utils"}
    named_so = [place(path) for path in (*folders(), *modules()) if path.stem in nameless]
    assert not named_so, ", ".join(named_so)


def length_of(function: Function) -> int:
    """Lines from the signature to the end; decorators and the docstring say what, so they are free."""
    length = (function.end_lineno or function.lineno) - function.lineno + 1
    if ast.get_docstring(function, clean=False) is None:
        return length
    docstring = function.body[0]
    return length - ((docstring.end_lineno or docstring.lineno) - docstring.lineno + 1)


def files_in(folder: Path) -> list[Path]:
    """The modules of a folder that a reader has to choose between."""
    return [path for path in folder.glob("*.py") if path.name != "__init__.py"]


def routes_of(endpoint: ast.ClassDef) -> int:
    """How many routes the method `routes` of a class declares, as `web.get(...)` and the like."""
    declared = (
        node.func
        for method in endpoint.body
        if isinstance(method, Function) and method.name == "routes"
        for node in ast.walk(method)
        if isinstance(node, ast.Call)
    )
    return sum(
        isinstance(call, ast.Attribute)
        and isinstance(call.value, ast.Name)
        and call.value.id == "web"
        and call.attr in VERBS
        for call in declared
    )


def is_empty(folder: Path) -> bool:
    """Whether a folder holds nothing but docstrings."""
    statements = (node for path in folder.rglob("*.py") for node in syntax(path).body)
    return all(isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in statements)
