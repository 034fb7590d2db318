"""The documents of the dialect are valid, and name every route, every command and every event."""

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # carries no types; openapi-spec-validator brings it
import pytest
from openapi_spec_validator import validate

from tests.clients.sockets import NODE
from tests.dialects.resttorrent.house import RestHouse
from tribler_core.dialects.resttorrent.dialect import PREFIX
from tribler_core.dialects.resttorrent.messages.describing import Document
from tribler_core.dialects.resttorrent.push.happenings import KINDS
from tribler_core.web.serving.documents import build_document

SCHEMA = NODE / "@asyncapi" / "specs" / "schemas" / "3.0.0-without-$id.json"


@pytest.fixture
def messages(house: RestHouse) -> Document:
    """The AsyncAPI document."""
    (face,) = [face for face in house.dialect.faces() if face.messages is not None]
    assert face.messages is not None
    return face.messages(build_document(house.dialect.faces(), "1.2.3"))


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


async def test_the_messages_are_described_as_asyncapi_has_it(messages: Document) -> None:
    if not Path(SCHEMA).exists():
        pytest.skip("the schemas of AsyncAPI are not there: make clients")

    jsonschema.validate(messages, json.loads(SCHEMA.read_text(encoding="utf-8")))


async def test_every_command_and_every_event_is_described(house: RestHouse, messages: Document) -> None:
    commands = {each.name for each in house.dialect.commands.all()} | {"subscribe", "unsubscribe"}
    assert messages["operations"].keys() == commands | {"tell"}
    assert messages["channels"]["v1_event"]["messages"].keys() == KINDS | {"lagged"}
    assert messages["channels"]["v1"]["messages"].keys() == commands | {f"{name}_reply" for name in commands}
    schemas, told = messages["components"]["schemas"], messages["components"]["messages"]
    for text in json.dumps(told).split('"#/components/schemas/')[1:]:
        assert text.partition('"')[0] in schemas
    for each in house.dialect.commands.all():
        names = [name for part in told[each.name]["payload"]["allOf"] for name in part.get("properties", {})]
        assert names[:2] == ["command", "t_id"]
        (known,) = [part for part in told[each.name]["payload"]["allOf"] if "command" in part.get("properties", {})]
        assert known["properties"]["command"]["enum"] == [each.name, *each.aliases]
