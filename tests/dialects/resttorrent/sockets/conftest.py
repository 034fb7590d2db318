"""A conversation over a socket that remembers."""

from typing import Any

import pytest

from tests.dialects.resttorrent.house import RestHouse
from tests.dialects.resttorrent.sockets.wire import FakeWire


@pytest.fixture
def wire() -> FakeWire:
    return FakeWire()


@pytest.fixture
def talk(house: RestHouse, wire: FakeWire) -> Any:
    return house.dialect._switchboard._open(wire)
