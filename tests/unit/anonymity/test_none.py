"""No anonymity network."""

import pytest

from tribler_core.anonymity.none import NoAnonymity
from tribler_core.domain.download.settings import Hops


def test_the_plain_network_is_always_ready():
    readiness = NoAnonymity().readiness(Hops(0))

    assert readiness.available
    assert readiness.ready


@pytest.mark.parametrize("hops", [1, 2, 3])
def test_no_hop_count_is_ever_ready(hops):
    readiness = NoAnonymity().readiness(Hops(hops))

    assert not readiness.available
    assert not readiness.ready
    assert not readiness.exits_known
