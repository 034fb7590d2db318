"""Who may do what."""

import pytest

from tribler_core.domain.errors import NotAllowed
from tribler_core.domain.people.principal import OPERATOR, Principal, Scope


@pytest.mark.parametrize("scope", Scope)
def test_the_operator_may_do_everything(scope: Scope) -> None:
    assert OPERATOR.allowed(scope) is OPERATOR


def test_a_reader_may_read_and_nothing_else() -> None:
    reader = Principal("reader", frozenset({Scope.READ}))

    assert reader.allowed(Scope.READ) is reader
    assert reader.allowed(Scope.PUBLIC) is reader
    with pytest.raises(NotAllowed):
        reader.allowed(Scope.CONTROL)
