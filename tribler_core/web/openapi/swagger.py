"""The Swagger 2 document of an application, made of what its handlers declare.

With `declare.py` the only code that knows aiohttp-apispec.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp_apispec import AiohttpApiSpec
from marshmallow import Schema

from tribler_core.domain.people.principal import Scope
from tribler_core.web.openapi.declare import FORM, JSON, MULTIPART, TORRENT_FILE
from tribler_core.web.openapi.operation import Operation
from tribler_core.web.openapi.security import KEY_SCHEMES, SecuritySchemes, in_swagger

Document = dict[str, Any]
BINARY = {"type": "string", "format": "binary"}
TEXT = "text/plain"
PLAIN_TEXT = {"type": "string", "description": "The whole answer, as plain text."}
_NEEDS_A_KEY = {"401": "no key, or a wrong one", "403": "refused: host, origin or scope", "429": "too many wrong keys"}


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a document says beside its operations."""

    title: str
    version: str
    description: str = ""
    error: type[Schema] | None
    """None: errors are plain text."""
    errors: Mapping[str, str] | None = None
    """By status; None: as `errors_of` an operation."""
    security: SecuritySchemes = field(default_factory=lambda: KEY_SCHEMES)


def swagger(app: web.Application, about: About) -> Document:
    """Document every operation of `app`, with the answers of errors and what each needs of the caller.

    Registering empties the metadata of the handlers, so `app` is to be one of its own, not the one that serves.
    """
    spec = AiohttpApiSpec(
        url=None,
        title=about.title,
        version=about.version,
        info={"description": about.description},
        securityDefinitions=in_swagger(about.security),
    )
    if about.error is not None:
        spec.spec.components.schema("Error", schema=about.error)
    spec.register(app, in_place=True)
    document: Document = spec.swagger_dict()
    known = _operations(app)
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            complete(said, method, path, known[path, method.upper()], about)
    document["tags"] = [{"name": name} for name in sorted(_tags(document))]
    return document


def complete(said: Document, method: str, path: str, operation: Operation, about: About) -> None:
    """Add to an operation what its decorators need not repeat."""
    said["operationId"] = operation_id(method, path)
    if operation.shapes.body:
        said["consumes"] = [JSON, FORM, *([TORRENT_FILE, MULTIPART] if operation.shapes.torrent else [])]
    for answer in said["responses"].values():
        if said["produces"] != [JSON] and "schema" not in answer:
            answer["schema"] = dict(BINARY)
    if operation.needs is not Scope.PUBLIC:
        said["security"] = [{name: []} for name in in_swagger(about.security)]
    words = dict(PLAIN_TEXT) if about.error is None else {"$ref": "#/definitions/Error"}
    for status, why in (errors_of(operation) if about.errors is None else about.errors).items():
        said["responses"].setdefault(status, {"description": why, "schema": words})
    if about.error is not None and JSON not in said["produces"]:
        said["produces"].append(JSON)


def errors_of(operation: Operation) -> Mapping[str, str]:
    """Which errors an operation can answer, by status."""
    shapes = operation.shapes
    errors = {"404": "no such thing", "500": "a valid request that failed, or a bug"}
    if shapes.query or shapes.body or shapes.path:
        errors["400"] = "a parameter or the body is missing or malformed"
    if shapes.body:
        errors["413"] = "the body is too large"
    if operation.needs is not Scope.PUBLIC:
        errors |= _NEEDS_A_KEY
    return errors


def operation_id(method: str, path: str) -> str:
    """Unique, because a method and a path are: `get_downloads_infohash_files`."""
    return "_".join([method.lower(), *re.findall(r"[A-Za-z0-9]+", path)])


def _operations(app: web.Application) -> dict[tuple[str, str], Operation]:
    known: dict[tuple[str, str], Operation] = {}
    for route in app.router.routes():
        if route.resource is not None:
            operation: Operation = route.handler.operation  # type: ignore[attr-defined]  # each route has one
            known[route.resource.canonical, route.method] = operation
    return known


def _tags(document: Document) -> set[str]:
    return {tag for methods in document["paths"].values() for said in methods.values() for tag in said["tags"]}
