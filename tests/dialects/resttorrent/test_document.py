"""The document of the dialect is valid OpenAPI and names every route."""

from openapi_spec_validator import validate

from tests.dialects.resttorrent.house import RestHouse
from tribler_core.dialects.resttorrent.dialect import PREFIX
from tribler_core.web.serving.documents import build_document


async def test_the_document_is_valid_and_whole(house: RestHouse) -> None:
    document = build_document(house.dialect.faces(), "1.2.3")

    validate(document)
    bound = {(PREFIX + each.path, each.method.lower()) for each in house.dialect.commands.all() if each.method}
    documented = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert documented == bound
    for methods in document["paths"].values():
        for said in methods.values():
            assert said["summary"]
            assert "401" in said["responses"]
