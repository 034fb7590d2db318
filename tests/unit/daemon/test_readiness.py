"""Ready is when all downloads are in the engine."""

from tribler_core.daemon.readiness import Readiness
from tribler_core.services.downloads.requests import Checkpoints


def test_it_goes_from_the_catalogue_over_the_engine_to_the_downloads() -> None:
    checkpoints = [Checkpoints(3, 0, all_loaded=False)]
    readiness = Readiness(lambda: checkpoints[-1])
    assert readiness.conditions() == {"catalogue": True, "engine": False, "downloads": False}
    readiness.engine_runs()
    checkpoints.append(Checkpoints(3, 2, all_loaded=False))
    assert readiness.started
    assert not readiness.ready
    assert readiness.status() == "loading downloads: 2 of 3"
    checkpoints.append(Checkpoints(3, 3, all_loaded=True))
    assert readiness.conditions() == {"catalogue": True, "engine": True, "downloads": True}
    assert readiness.status() == "ready"


def test_an_empty_catalogue_does_not_make_a_daemon_ready_without_an_engine() -> None:
    assert not Readiness(lambda: Checkpoints(0, 0, all_loaded=True)).ready
