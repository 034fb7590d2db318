"""JSON in and out."""

import pytest

from tribler_core.web.json import dumps, json_response, loads


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"NaN",
        b"[Infinity]",
        b'"\xff"',
        b'"\\ud800"',
        b"[" * 2000 + b"]" * 2000,
        b"[" * 101 + b"]" * 101,
        b"1 2",
    ],
)
def test_what_is_not_strict_json_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        loads(data)


def test_what_is_wide_or_a_hundred_levels_deep_is_taken() -> None:
    wide = b"[" + b",".join([b'{"a":[1]}'] * 1000) + b"]"

    assert len(loads(wide)) == 1000
    assert dumps(loads(b"[" * 100 + b"]" * 100)) == b"[" * 100 + b"]" * 100


def test_names_that_are_no_unicode_are_repaired() -> None:
    broken = b"na\xffme".decode("utf-8", "surrogateescape")

    assert loads(dumps({broken: [broken, (broken,), 5, None]})) == {
        "na\ufffdme": ["na\ufffdme", ["na\ufffdme"], 5, None]
    }


def test_numbers_that_are_not_finite_never_leave() -> None:
    assert dumps([float("nan"), float("inf")]) == b"[null,null]"


def test_a_response_is_json() -> None:
    response = json_response({"a": 1}, status=201)

    assert (response.status, response.content_type, response.body) == (201, "application/json", b'{"a":1}')
