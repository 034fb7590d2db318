"""A Swagger 2 document as OpenAPI 3, which can say more: bodies of several media types, bearers, cookies."""

from collections.abc import Mapping
from typing import Any

from tribler_core.web.openapi.declare import JSON, MULTIPART, TORRENT_FILE
from tribler_core.web.openapi.security import SecuritySchemes
from tribler_core.web.openapi.swagger import BINARY, PLAIN_TEXT, TEXT, Document

_PLAIN_ANSWER: Document = {"content": {TEXT: {"schema": {"type": "string"}}}}
_PLAIN = ("name", "in", "description", "required")


def modern(swagger: Document, security: SecuritySchemes, errors: Mapping[str, str]) -> Document:
    """The same operations under OpenAPI 3.0.3; `errors`, texts that any operation can answer, are told once."""
    shared = {status: {"description": why, **_PLAIN_ANSWER} for status, why in errors.items()}
    components: Document = {
        "schemas": {name: _schema(said) for name, said in swagger.get("definitions", {}).items()},
        "securitySchemes": {name: dict(how) for name, how in security.items()},
    }
    return {
        "openapi": "3.0.3",
        "info": swagger["info"],
        "servers": [{"url": "/"}],
        "tags": swagger["tags"],
        "paths": {
            path: {method: _operation(said, security, shared) for method, said in methods.items()}
            for path, methods in swagger["paths"].items()
        },
        "components": components | ({"responses": shared} if shared else {}),
    }


def _operation(said: Document, security: SecuritySchemes, shared: Document) -> Document:
    parameters = said.get("parameters", [])
    operation: Document = {key: said[key] for key in ("tags", "summary", "description", "operationId") if said.get(key)}
    operation["parameters"] = [_parameter(one) for one in parameters if one["in"] != "body"]
    for body in (one for one in parameters if one["in"] == "body"):
        operation["requestBody"] = _body(body, said["consumes"])
    operation["responses"] = {
        status: _shared(status, _response(answer, said["produces"]), shared)
        for status, answer in sorted(said["responses"].items())
    }
    operation["security"] = [{name: []} for name in security] if "security" in said else []
    return operation


def _parameter(said: Document) -> Document:
    """What Swagger writes beside the name, OpenAPI writes in a schema. A list is a repeated key."""
    parameter = {key: said[key] for key in _PLAIN if key in said}
    schema = {key: said[key] for key in said if key not in (*_PLAIN, "collectionFormat")}
    return parameter | {"schema": _schema(schema)}


def _body(said: Document, consumes: list[str]) -> Document:
    content: Document = {}
    for media_type in consumes:
        schema = _schema(said["schema"])
        if media_type == TORRENT_FILE:
            schema = BINARY
        elif media_type == MULTIPART:
            schema = {"allOf": [schema, {"type": "object", "properties": {"file": BINARY}}]}
        content[media_type] = {"schema": schema}
    return {"content": content}


def _shared(status: str, answer: Document, shared: Document) -> Document:
    """A reference, where the answer is the one that all operations have in common."""
    return {"$ref": f"#/components/responses/{status}"} if answer == shared.get(status) else answer


def _response(said: Document, produces: list[str]) -> Document:
    answer: Document = {"description": said["description"]}
    if headers := said.get("headers"):
        answer["headers"] = {name: _header(how) for name, how in headers.items()}
    schema = said.get("schema")
    if schema == PLAIN_TEXT:
        answer |= _PLAIN_ANSWER
    elif schema == BINARY:
        types = [media_type for media_type in produces if media_type != JSON] or produces
        answer["content"] = {media_type: {"schema": BINARY} for media_type in types}
    elif schema:
        answer["content"] = {JSON: {"schema": _schema(schema)}}
        if produces[:2] == [JSON, TEXT]:
            answer["content"] |= _PLAIN_ANSWER["content"]
    return answer


def _header(said: Document) -> Document:
    schema = {key: said[key] for key in said if key != "description"}
    return {"description": said.get("description", ""), "schema": schema or {"type": "string"}}


def _schema(said: Any) -> Any:
    """A schema with its references moved and its nulls allowed as OpenAPI 3 says it."""
    if isinstance(said, list):
        return [_schema(item) for item in said]
    if not isinstance(said, dict):
        return said
    moved = {key: _schema(value) for key, value in said.items() if key != "x-nullable"}
    if isinstance(reference := moved.get("$ref"), str):
        moved["$ref"] = reference.replace("#/definitions/", "#/components/schemas/")
    if said.get("x-nullable"):
        moved["nullable"] = True
    return moved
