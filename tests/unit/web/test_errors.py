"""Words by the nearest ancestor."""

import pytest

from tribler_core.domain.errors import MissingParameter, NotFound, Rejected, TooManyAttempts, TriblerError
from tribler_core.web.errors import MethodNotAllowed, UnexpectedFailure, Words, headers_of, words_for


def test_the_nearest_ancestor_in_the_table_decides() -> None:
    table = {TriblerError: Words(500), Rejected: Words(400, "BAD")}

    assert words_for(MissingParameter("x"), table) == Words(400, "BAD")
    assert words_for(NotFound("x"), table) == Words(500)
    with pytest.raises(KeyError):
        words_for(NotFound("x"), {Rejected: Words(400)})


def test_http_asks_for_headers_beside_the_words() -> None:
    assert headers_of(MethodNotAllowed("PUT", frozenset({"GET", "DELETE"}))) == {"Allow": "DELETE, GET"}
    assert headers_of(TooManyAttempts(0.2)) == {"Retry-After": "1"}
    assert headers_of(TooManyAttempts(31.2)) == {"Retry-After": "32"}
    assert headers_of(NotFound("x")) == {}


def test_a_bug_goes_by_the_name_of_its_class() -> None:
    failure = UnexpectedFailure("ab12", ZeroDivisionError("secret"))

    assert failure.code == "ZeroDivisionError"
    assert "ab12" in str(failure)
    assert "secret" not in str(failure)
