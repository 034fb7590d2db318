"""Parameters are read as what they should be, and refused with their name."""

import pytest

from tribler_core.dialects.resttorrent.errors import FieldRefused, PortsRefused
from tribler_core.dialects.resttorrent.requests.given import Given
from tribler_core.dialects.resttorrent.requests.ports import read_ports


@pytest.mark.parametrize("value", [1, "1", True, "TRUE", "Yes", "on", 1.0, [0, "1"]])
def test_a_flag_is_up_in_any_word(value: object) -> None:
    assert Given({"flag": value}).flag("flag", default=False)


@pytest.mark.parametrize("value", [2, "", "maybe", None, {}, 0.5])
def test_a_flag_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(FieldRefused, match="flag must be 1 or 0"):
        Given({"flag": value}).flag("flag", default=False)


def test_what_is_falsy_was_given_all_the_same() -> None:
    assert Given({"flag": 0}).flag("flag", default=True) is False
    assert Given({}).flag("flag", default=True) is True


@pytest.mark.parametrize(("value", "number"), [(7, 7), ("7", 7), (7.0, 7), (" 7 ", 7), (["1", "7"], 7)])
def test_a_number_is_json_or_text(value: object, number: int) -> None:
    assert Given({"n": value}).whole("n") == number


@pytest.mark.parametrize("value", [-1, "x", 7.5, True, None, "9" * 30, "\u0667"])
def test_a_number_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(FieldRefused):
        Given({"n": value}).whole("n")


@pytest.mark.parametrize("value", ["a,b", ["a", "b"], ["a,b"], " a , b ", ("b", "a")])
def test_a_list_is_an_array_or_a_text_with_commas(value: object) -> None:
    assert sorted(Given({"l": value}).names("l") or ()) == ["a", "b"]


def test_a_list_that_was_not_given_is_none() -> None:
    assert Given({}).names("l") is None
    assert Given({"l": ""}).names("l") == []
    with pytest.raises(FieldRefused):
        Given({"l": [1]}).names("l")


def test_numbers_have_a_least() -> None:
    assert Given({}).number("i", least=0.5, default=1.0) == 1.0
    assert Given({"i": "2.5"}).number("i", least=0.5, default=1.0) == 2.5
    for value in (0.1, "x", True, None, float("nan"), float("inf")):
        with pytest.raises(FieldRefused):
            Given({"i": value}).number("i", least=0.5, default=1.0)


@pytest.mark.parametrize(
    ("value", "ports"),
    [
        ("6881,6891", (6881, 6891)),
        ("6891 - 6881", (6881, 6891)),
        ("[6881, 6891]", (6881, 6891)),
        (6881, (6881, 6881)),
        (["6881"], (6881, 6881)),
        ([6885, 6881, 6889], (6881, 6889)),
        (0, (0, 0)),
        ("0", (0, 0)),
    ],
)
def test_ranges_of_ports_in_all_their_forms(value: object, ports: tuple[int, int]) -> None:
    assert read_ports(value) == ports


def test_a_range_is_not_wider_than_a_thousand() -> None:
    assert read_ports("1000,2000") == (1000, 2000)
    with pytest.raises(PortsRefused, match="wider"):
        read_ports("1000,2001")
