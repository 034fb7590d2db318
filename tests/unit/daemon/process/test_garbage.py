"""Full collections are rare, and spare what was loaded."""

import gc
from collections.abc import Iterator

import pytest

from tribler_core.daemon.process.garbage import collect_rarely, spare_what_is_there


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    usual = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*usual)


def test_a_full_collection_takes_millions_of_new_objects() -> None:
    collect_rarely()
    youngest, middle, full = gc.get_threshold()
    assert youngest * middle * full >= 10_000_000


def test_what_is_there_is_not_looked_at_again() -> None:
    before = gc.get_freeze_count()
    spare_what_is_there()
    assert gc.get_freeze_count() > before
