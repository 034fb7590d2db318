"""Which pieces a reader needs, and in what order."""

import pytest

from tribler_core.services.streaming.window import HEAD, TAIL, Extent, fetch_order

MIB = 1024 * 1024
FILM = Extent(offset=10, size=1000 * MIB, piece_length=MIB)


def test_pieces_are_those_that_hold_the_bytes():
    assert FILM.pieces() == range(1001)
    assert FILM.pieces(0, 0) == range(1)
    assert FILM.pieces(MIB - 10, MIB - 10) == range(1, 2)
    assert FILM.pieces(MIB - 11, MIB - 10) == range(2)
    assert FILM.pieces(0, 10**12) == FILM.pieces()


def test_an_empty_file_has_none():
    empty = Extent(offset=10, size=0, piece_length=MIB)

    assert not empty.pieces()


def test_head_and_tail_are_about_five_and_one_mebibyte():
    head, tail = FILM.ends()

    assert (len(head) - 1) * MIB <= HEAD <= len(head) * MIB
    assert tail == range(999, 1001)
    assert (len(tail) - 1) * MIB <= TAIL <= len(tail) * MIB


def test_the_window_is_five_percent_of_the_file():
    assert len(FILM.window(100)) == 51
    assert FILM.window(990) == range(990, 1001)


@pytest.mark.parametrize(("pieces", "length"), [(10, 4), (2**34, 256)])
def test_the_window_is_bounded(pieces, length):
    assert len(Extent(offset=0, size=pieces * MIB, piece_length=MIB).window(0)) == length


def test_what_is_waited_for_comes_first_then_the_ends_then_the_window():
    order = list(fetch_order([(FILM, 500)]))

    assert order[:9] == [500, 0, 1, 2, 3, 4, 5, 999, 1000]
    assert order[9:] == list(range(501, 551))


def test_readers_take_turns():
    order = list(fetch_order([(FILM, 100), (FILM, 500)]))

    assert order[:2] == [100, 500]
    assert order[10:14] == [101, 501, 102, 502]
    assert len(order) == len(set(order))
