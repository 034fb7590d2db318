"""Indices and priorities to what the engine takes."""

import pytest

from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.selections import of_loose_selection, of_selection, with_priorities
from tribler_core.foundation.units import Bytes

FILES = [TorrentFile(index, f"{index}.bin", Bytes(1)) for index in (0, 2, 3)]
"""A pad file is at 1, and perhaps others behind."""


def test_no_selection_is_everything() -> None:
    assert of_selection(None, FILES) is None
    assert of_loose_selection(None, FILES) is None


def test_positions_count_pad_files() -> None:
    assert of_selection((2,), FILES) == (0, 0, 4, 0)


def test_what_was_selected_before_the_files_were_known_is_applied_as_far_as_it_goes() -> None:
    assert of_loose_selection((3, 700), FILES) == (0, 0, 0, 4)


@pytest.mark.parametrize("index", [-1, 4])
def test_an_index_that_no_file_has_is_refused(index: int) -> None:
    with pytest.raises(InvalidParameter, match="index out of range"):
        of_selection((0, index), FILES)
    with pytest.raises(InvalidParameter, match="index out of range"):
        with_priorities(None, {index: 4}, FILES)


def test_priorities_that_are_not_named_stay() -> None:
    assert with_priorities((0, 4, 1, 7, 6, 6), {0: 6}, FILES) == (6, 4, 1, 7)
    assert with_priorities(None, {3: 0}, FILES) == (4, 4, 4, 0)


@pytest.mark.parametrize("priority", [-1, 8])
def test_a_priority_is_from_zero_to_seven(priority: int) -> None:
    with pytest.raises(InvalidParameter):
        with_priorities(None, {0: priority}, FILES)
