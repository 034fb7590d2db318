"""How far the start is."""

from collections.abc import Callable

from tribler_core.services.downloads.requests import Checkpoints


class Readiness:
    """The catalogue is open when this is made; then the engine starts, then the downloads come into it."""

    def __init__(self, checkpoints: Callable[[], Checkpoints]) -> None:
        self._checkpoints = checkpoints
        self._engine_runs = False

    def engine_runs(self) -> None:
        """Note that it does."""
        self._engine_runs = True

    @property
    def started(self) -> bool:
        """The engine runs."""
        return self._engine_runs

    @property
    def ready(self) -> bool:
        """All downloads are in the engine."""
        return self._engine_runs and self._checkpoints().all_loaded

    def conditions(self) -> dict[str, bool]:
        """What readiness is made of."""
        return {"catalogue": True, "engine": self._engine_runs, "downloads": self.ready}

    def status(self) -> str:
        """For people."""
        if self.ready:
            return "ready"
        checkpoints = self._checkpoints()
        return f"loading downloads: {checkpoints.loaded} of {checkpoints.total}"
