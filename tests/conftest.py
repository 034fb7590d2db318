"""What any test may ask for, and how patient all of them are."""

import gc

from hypothesis import HealthCheck, settings

from tests.postgres import postgres_cluster as postgres_cluster
from tests.postgres import postgres_url as postgres_url

# No test fails because the machine is busy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """Nothing that is there now will go, so let the garbage collector not look at it again after every few tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 5, 10)
