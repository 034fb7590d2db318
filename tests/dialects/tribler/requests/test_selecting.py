"""Files by index, and by name for the oldest clients."""

from typing import Any

import pytest

from tests.dialects.tribler.examples import FILES
from tribler_core.dialects.tribler.requests.selecting import FileSelection, to_indices
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain.errors import InvalidParameter
from tribler_core.foundation.unset import UNSET
from tribler_core.web.fields import RequestShape
from tribler_core.web.request.validation import load


class Selected(RequestShape):
    """A selection alone."""

    selected_files = FileSelection()


def chosen(value: Any, face: Face = Face.CURRENT, *, known: bool = True) -> object:
    return to_indices(load(Selected(), {"selected_files": value}), FILES if known else (), face)


def test_a_selection_that_was_not_sent_changes_nothing() -> None:
    assert to_indices({}, FILES, Face.CURRENT) is UNSET


@pytest.mark.parametrize("value", [[0, 2], ["0", "2"], "0,2"])
def test_indices_come_in_every_encoding(value: object) -> None:
    assert chosen(value) == (0, 2)


def test_an_empty_list_is_everything_for_old_clients_and_nothing_for_new_ones() -> None:
    assert chosen([], Face.LEGACY) is None
    assert chosen([], Face.CURRENT) == ()


@pytest.mark.parametrize("value", [[1], [3], [-1]])
def test_an_index_that_no_file_has_is_refused(value: list[int]) -> None:
    with pytest.raises(InvalidParameter, match=r"^index out of range$"):
        chosen(value)


def test_before_the_metadata_any_index_may_be_meant() -> None:
    assert chosen([7], known=False) == (7,)

    with pytest.raises(InvalidParameter, match="index out of range"):
        chosen([-1], known=False)


def test_old_clients_may_name_files_as_lists_show_them() -> None:
    assert chosen(["extra/poster.png", "movie.mkv"], Face.LEGACY) == (2, 0)


def test_a_name_that_no_file_has_is_refused() -> None:
    with pytest.raises(InvalidParameter, match=r"nothing\.txt"):
        chosen(["nothing.txt"], Face.LEGACY)


def test_new_clients_count() -> None:
    with pytest.raises(InvalidParameter, match="whole numbers"):
        chosen(["movie.mkv"])


@pytest.mark.parametrize("value", [{"a": 1}, [1.5], [[0]], None])
def test_what_is_neither_is_refused(value: object) -> None:
    with pytest.raises(InvalidParameter, match="selected_files"):
        chosen(value)
