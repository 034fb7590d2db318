"""What clients really send, and what is too odd to guess."""

from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, pre_load

from tribler_core.domain.errors import DownloadNotFound
from tribler_core.web.fields import (
    FiniteNumber,
    Flag,
    InfoHashText,
    RepeatedShape,
    Text,
    TextList,
    WholeNumber,
    WholeNumberList,
)

REFUSED = object()


def read(field: fields.Field[Any], value: Any) -> Any:
    """What the field makes of a value."""
    try:
        return Schema.from_dict({"it": field})().load({"it": value})["it"]
    except ValidationError:
        return REFUSED


@pytest.mark.parametrize("value", [True, 1, 1.0, "1", "true", "TRUE", "yes", "On", " true "])
def test_true_in_many_forms(value: Any) -> None:
    assert read(Flag(), value) is True


@pytest.mark.parametrize("value", [False, 0, 0.0, "0", "false", "No", "OFF"])
def test_false_in_many_forms(value: Any) -> None:
    assert read(Flag(), value) is False


@pytest.mark.parametrize("value", [2, -1, 0.5, "2", "t", "", "maybe", None, [], [True], {}, float("nan")])
def test_no_flag_is_guessed(value: Any) -> None:
    assert read(Flag(), value) is REFUSED


def test_a_bare_key_is_true_where_that_was_said() -> None:
    assert read(Flag(bare=True), "") is True


@pytest.mark.parametrize(
    ("value", "number"), [(5, 5), ("5", 5), (" -7 ", -7), ("+3", 3), (5.0, 5), (2**63 - 1, 2**63 - 1), ("0", 0)]
)
def test_whole_numbers(value: Any, number: int) -> None:
    assert read(WholeNumber(), value) == number


@pytest.mark.parametrize(
    "value",
    [
        5.5,
        "5.0",
        "1e3",
        "0x10",
        "1_000",
        "٣",
        "",
        "5 5",
        True,
        None,
        [5],
        2**63,
        "9" * 19,
        "9" * 5000,
        1e300,
        float("inf"),
    ],
)
def test_no_whole_number_is_guessed(value: Any) -> None:
    assert read(WholeNumber(), value) is REFUSED


def test_bounds_hold() -> None:
    assert [read(WholeNumber(minimum=0, maximum=3), value) for value in (-1, 0, 3, 4)] == [REFUSED, 0, 3, REFUSED]
    assert [read(FiniteNumber(minimum=0.5), value) for value in (0.4, 0.5)] == [REFUSED, 0.5]


@pytest.mark.parametrize(("value", "number"), [(1, 1.0), (0.5, 0.5), ("0.5", 0.5), (".5", 0.5), ("-1e3", -1000.0)])
def test_finite_numbers(value: Any, number: float) -> None:
    assert read(FiniteNumber(), value) == number


@pytest.mark.parametrize(
    "value", ["nan", "inf", "Infinity", float("nan"), float("-inf"), "1e999", 10**400, True, "", None]
)
def test_what_is_not_finite_is_refused(value: Any) -> None:
    assert read(FiniteNumber(), value) is REFUSED


@pytest.mark.parametrize(
    ("value", "numbers"),
    [([1, "2", 3.0], [1, 2, 3]), ("1,2, 3", [1, 2, 3]), ("", []), ([], []), ("7", [7]), (["1,2", "3,4"], [1, 2, 3, 4])],
)
def test_lists_of_whole_numbers(value: Any, numbers: list[int]) -> None:
    assert read(WholeNumberList(), value) == numbers


@pytest.mark.parametrize("value", [5, {"0": 1}, ["x"], "1,,2", [None], [True], None, [[1]]])
def test_no_list_is_guessed(value: Any) -> None:
    assert read(WholeNumberList(), value) is REFUSED


def test_a_bad_item_is_named_by_its_position() -> None:
    with pytest.raises(ValidationError) as refused:
        Schema.from_dict({"it": WholeNumberList(minimum=0)})().load({"it": [0, 1, -2]})

    assert str(refused.value.messages["it"][0]).startswith("item 2: ")  # type: ignore[call-overload]  # a dict here


def test_texts() -> None:
    assert read(Text(), "é") == "é"
    assert [read(Text(), value) for value in (5, None, ["x"], "a\0b", True)] == [REFUSED] * 5
    assert read(TextList(), "one") == ["one"]
    assert read(TextList(), ["one", "two"]) == ["one", "two"]
    assert [read(TextList(), value) for value in (5, None, [5], ["a\0"])] == [REFUSED] * 4


def test_a_malformed_infohash_names_no_download() -> None:
    assert read(InfoHashText(), "A" * 40) == "a" * 40
    for value in ("a" * 39, 5, ""):
        with pytest.raises(DownloadNotFound):
            read(InfoHashText(), value)


class Counted(RepeatedShape):
    """Counts how often it was really read."""

    number = WholeNumber(minimum=0)
    text = Text(load_default="none")
    times = 0

    @pre_load
    def count(self, values: Any, **_: Any) -> Any:
        Counted.times += 1
        return values


def test_a_repeated_shape_reads_the_same_values_once_and_others_anew() -> None:
    Counted.times = 0
    shape = Counted()
    first = shape.load({"number": 1})
    first["text"] = "changed by whoever was given it"

    assert shape.load({"number": 1}) == {"number": 1, "text": "none"}
    assert Counted.times == 1
    assert shape.load({"number": "1"}) == {"number": 1, "text": "none"}
    with pytest.raises(ValidationError):
        shape.load({"number": True})  # equal to 1, and no number
    for _ in range(2):
        with pytest.raises(ValidationError):
            shape.load({"number": -1})
    assert Counted.times == 5


def test_a_repeated_shape_remembers_a_bounded_number_of_short_values() -> None:
    Counted.times = 0
    shape = Counted()
    for number in range(1000):
        assert shape.load({"number": number})["number"] == number
    for _ in range(2):
        assert shape.load({"text": "x" * 10_000}) == {"text": "x" * 10_000}

    assert Counted.times == 1002
    assert shape.load({"number": 999})["number"] == 999
    assert Counted.times == 1002
