"""What any test may ask for."""

from tests.postgres import postgres_cluster as postgres_cluster
from tests.postgres import postgres_url as postgres_url
