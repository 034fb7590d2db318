"""What a schema refuses is told with the name of the key."""

from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, validates_schema

from tests.unit.web.conftest import Serve
from tests.unit.web.example import INFOHASH, code_of
from tribler_core.domain.errors import InvalidParameter, MissingParameter
from tribler_core.web.fields import RequestShape, Text, WholeNumber
from tribler_core.web.request.validation import load


class Inner(RequestShape):
    port = WholeNumber(minimum=0, maximum=65535, required=True)


class Outer(RequestShape):
    uri = Text(required=True, data_key="URI")
    inner = fields.Nested(Inner)

    @validates_schema
    def together(self, data: dict[str, Any], **_: Any) -> None:
        if data["uri"] == "bad":
            raise ValidationError("uri and inner do not go together")


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({}, MissingParameter, "URI parameter missing"),
        ({"URI": None}, InvalidParameter, "URI: Field may not be null."),
        ({"URI": 5}, InvalidParameter, "URI: must be text"),
        ({"URI": "x", "inner": {"port": "x"}}, InvalidParameter, "inner.port: must be a whole number"),
        ({"URI": "x", "inner": {}}, InvalidParameter, "inner.port: Missing data for required field."),
        ({"URI": "x", "inner": 5}, InvalidParameter, "inner: Invalid input type."),
        ({"URI": "bad"}, InvalidParameter, "uri and inner do not go together"),
    ],
)
def test_the_first_thing_wrong_is_told(values: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error) as refused:
        load(Outer(), values)

    assert str(refused.value) == message


def test_keys_that_nobody_knows_are_ignored() -> None:
    assert load(Outer(), {"URI": "x", "other": 1}) == {"uri": "x"}
    assert issubclass(RequestShape, Schema)


async def test_values_arrive_loaded(serve: Serve) -> None:
    served = await serve()

    assert (await served.ask("GET", "/items?get_peers&limit=5"))[1]["query"] == {"get_peers": True, "limit": 5}
    assert (await served.ask("GET", f"/items/{INFOHASH.upper()}"))[1]["path"] == {"infohash": INFOHASH}


@pytest.mark.parametrize(
    "infohash", [INFOHASH[:-1], INFOHASH + "0", "x" * 40, "%ff%fe", "%00", "a" * 5000, "%F0%9F%98%80"]
)
async def test_a_malformed_id_is_unknown(serve: Serve, infohash: str) -> None:
    served = await serve()

    assert code_of(await served.ask("GET", f"/items/{infohash}")) == (404, "DownloadNotFound")


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"uri": "x", "hops": -1}, "hops"),
        ({"uri": "x", "files": [0, -1]}, "files"),
        ({"uri": ["x"]}, "uri"),
        ({"uri": "a\0b"}, "uri"),
    ],
)
async def test_a_bad_value_is_refused_by_name(serve: Serve, body: dict[str, Any], key: str) -> None:
    served = await serve()

    status, answer = await served.ask("PUT", "/items", json=body)

    assert (status, answer["error"]["code"]) == (400, "InvalidParameter")
    assert answer["error"]["message"].startswith(f"{key}: ")
    assert code_of(await served.ask("PUT", "/items", json={})) == (400, "MissingParameter")
