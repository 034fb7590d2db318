"""What any test may ask for, and how patient all of them are."""

from hypothesis import HealthCheck, settings

from tests.postgres import postgres_cluster as postgres_cluster
from tests.postgres import postgres_url as postgres_url

# No test fails because the machine is busy.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
