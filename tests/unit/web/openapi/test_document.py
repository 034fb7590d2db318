"""The document says everything, is valid, and does not depend on who was there before."""

import json
from typing import Any

import pytest
from aiohttp import web
from openapi_spec_validator import validate

from tests.unit.web.example import ItemsEndpoint, a_dialect
from tribler_core.domain.people.principal import Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs
from tribler_core.web.openapi.security import KEY_SCHEMES
from tribler_core.web.serving.documents import build_document, build_swagger, by_name


class FilesEndpoint(Endpoint):
    """Public, and answers bytes."""

    reads = Scope.PUBLIC

    def routes(self) -> list[web.RouteDef]:
        return [web.get(r"/files/{index:\d+}", self.file)]

    @docs(
        tags=["Files"],
        summary="A file",
        produces=("video/mp4",),
        responses={200: {"description": "the bytes", "headers": {"Accept-Ranges": {"type": "string"}}}},
    )
    async def file(self, request: web.Request) -> web.Response:
        raise NotImplementedError


def faces() -> Any:
    """A dialect with two faces."""
    return [a_dialect(ItemsEndpoint(), FilesEndpoint()), a_dialect(ItemsEndpoint(), prefix="/api")]


@pytest.fixture
def document() -> Any:
    return build_document(faces(), "1.2.3")


def test_both_forms_are_valid(document: Any) -> None:
    validate(document)
    validate(build_swagger(faces(), "1.2.3"))
    assert document["openapi"] == "3.0.3"
    assert build_swagger(faces(), "1.2.3")["swagger"] == "2.0"


def test_a_second_app_in_the_process_has_the_same_document(document: Any) -> None:
    endpoints = [ItemsEndpoint(), FilesEndpoint()]
    made = [build_document([a_dialect(*endpoints)], "1") for _ in range(3)]

    assert made[0] == made[1] == made[2]
    assert build_document(faces(), "1.2.3") == document
    json.dumps(document)


def test_every_route_of_every_face_is_there_once_and_head_is_not(document: Any) -> None:
    said = {(method, path) for path, methods in document["paths"].items() for method in methods}

    items = {("get", "/items"), ("put", "/items"), ("get", "/items/{infohash}"), ("post", "/torrents")}
    assert said == items | {(method, "/api" + path) for method, path in items} | {("get", "/files/{index}")}
    ids = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))


def test_errors_are_said_of_every_operation(document: Any) -> None:
    answers = {
        (method, path): set(said["responses"])
        for path, methods in document["paths"].items()
        for method, said in methods.items()
    }

    assert answers["put", "/items"] == {"200", "400", "401", "403", "404", "413", "429", "500"}
    assert answers["get", "/items"] == {"200", "400", "401", "403", "404", "429", "500"}
    assert answers["get", "/files/{index}"] == {"200", "404", "500"}
    refused = document["paths"]["/items"]["put"]["responses"]["400"]
    assert refused["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


def test_a_body_is_said_in_all_its_media_types(document: Any) -> None:
    add = document["paths"]["/items"]["put"]["requestBody"]["content"]
    upload = document["paths"]["/torrents"]["post"]["requestBody"]["content"]

    assert set(add) == {"application/json", "application/x-www-form-urlencoded"}
    assert set(upload) == {*add, "application/x-bittorrent", "multipart/form-data"}
    assert add["application/json"]["schema"] == {"$ref": "#/components/schemas/AddBody"}
    properties = document["components"]["schemas"]["AddBody"]["properties"]
    assert properties["hops"] == {"type": "integer", "minimum": 0, "maximum": 3}
    assert properties["safe"] == {"type": "boolean"}
    assert properties["files"]["items"] == {"type": "integer", "minimum": 0}


def test_parameters_and_answers_have_their_shapes(document: Any) -> None:
    listing = document["paths"]["/items"]["get"]
    file = document["paths"]["/files/{index}"]["get"]

    assert {one["name"]: one["schema"]["type"] for one in listing["parameters"]} == {
        "get_peers": "boolean",
        "limit": "integer",
    }
    assert listing["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/EchoShape")
    assert file["responses"]["200"]["content"] == {"video/mp4": {"schema": {"type": "string", "format": "binary"}}}
    assert set(file["responses"]["200"]["headers"]) == {"Accept-Ranges"}
    assert set(file["responses"]["404"]["content"]) == {"application/json"}
    assert file["parameters"][0] == {"name": "index", "in": "path", "required": True, "schema": {"type": "string"}}


def test_what_needs_a_key_says_so(document: Any) -> None:
    assert document["components"]["securitySchemes"] == KEY_SCHEMES
    assert document["paths"]["/items"]["get"]["security"] == [
        {"key": []},
        {"bearer": []},
        {"query": []},
        {"cookie": []},
    ]
    assert document["paths"]["/files/{index}"]["get"]["security"] == []
    old = build_swagger(faces(), "1")
    assert old["securityDefinitions"]["key"]["name"] == "X-Api-Key"
    assert "cookie" not in old["securityDefinitions"]


def test_faces_of_one_name_are_one_document() -> None:
    dialects = [a_dialect(), a_dialect(name="other", prefix="/o"), a_dialect(prefix="/api")]

    assert {name: len(grouped) for name, grouped in by_name(dialects).items()} == {"example": 2, "other": 1}


def test_errors_of_a_dialect_can_be_plain_text() -> None:
    face = a_dialect(error_schema=None, errors={"409": "does not fit"})

    document = build_document([face], "1")

    responses = document["paths"]["/items"]["get"]["responses"]
    assert responses.keys() == {"200", "409"}
    assert responses["409"] == {"$ref": "#/components/responses/409"}
    told = document["components"]["responses"]["409"]
    assert told == {"description": "does not fit", "content": {"text/plain": {"schema": {"type": "string"}}}}


def test_a_face_that_says_the_same_elsewhere_is_another_server() -> None:
    told = [a_dialect(prefix="/api"), a_dialect(prefix="/old/api", place="/old", title="Of old")]

    document = build_document(told, "1")

    assert document["servers"] == [{"url": "/"}, {"url": "/old", "description": "Of old"}]
    assert all(path.startswith("/api") for path in document["paths"])
