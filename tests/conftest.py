"""What any test may ask for, how patient all of them are, and in which order they run."""

import gc
import os
from itertools import chain, groupby, islice

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import postgres_cluster as postgres_cluster
from tests.postgres import postgres_url as postgres_url

# No test fails because the machine is busy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

gc.disable()  # nothing of what collecting the tests makes will go

WAITING = ("tests/anonymity/", "tests/e2e/", "tests/engine/")
"""Where tests mostly wait for sockets."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let several workers begin with what takes long, so that none is at it alone at the end."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        items[:] = dealt(items, workers)


def dealt(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """In the order of which `--dist worksteal` gives each worker one even part."""
    slow = [item for item in items if item.get_closest_marker("slow")]
    waiting = [item for item in items if item.nodeid.startswith(WAITING) and item not in slow]
    files = [list(tests) for _, tests in groupby(waiting, key=lambda item: item.path)]
    others = iter([item for item in items if not item.nodeid.startswith(WAITING) and item not in slow])
    ordered: list[pytest.Item] = []
    for number in range(workers):
        size = (len(items) - len(ordered)) // (workers - number)
        share = [*slow[number::workers], *chain.from_iterable(files[number::workers])]
        ordered += [*share, *islice(others, max(0, size - len(share)))]
    return [*ordered, *others]


def pytest_collection_finish() -> None:
    """Nothing that is there now will go, so let the garbage collector not look at it again after every few tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 5, 10)
    gc.enable()
