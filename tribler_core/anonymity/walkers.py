"""Getting to know members of the network, and forgetting those who are gone."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from ipv8.messaging.interfaces.udp.endpoint import UDPv4Address
from ipv8.peerdiscovery.discovery import RandomWalk

from tribler_core.domain.anonymity import Address
from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

STEP = Seconds(0.5)
_ENOUGH = 30
"""Members known, from which on nobody new is looked for."""
_FEW = 10
"""Members known, below which the bootstrap nodes are asked again."""
_ASK_AGAIN = 10
"""Steps between two rounds of the bootstrap nodes."""


class Walkers:
    """Takes steps through each overlay. Stands in for the service object that ipv8 hands its own overlays to."""

    def __init__(self, bootstrap: Sequence[Address], *, pause: Seconds = STEP) -> None:
        self._bootstrap = [UDPv4Address(*address) for address in bootstrap]
        self._pause = pause
        self._near: dict[Any, list[Any]] = {}
        """Members of this very process, by the overlay that asks them, too."""
        self.overlays: list[Any] = []
        self.strategies: list[tuple[Any, int]] = []

    def walk(self, overlay: Any, *near: Address) -> None:
        """Step through this overlay from now on. `near` are members whom it asks beside the bootstrap nodes."""
        self._near[overlay] = [UDPv4Address(*address) for address in near]
        self.overlays.append(overlay)
        self.strategies.append((RandomWalk(overlay), _ENOUGH))

    def churn(self, *strategies: Any) -> None:
        """Forget members that answer no more, by these strategies."""
        self.strategies += [(strategy, -1) for strategy in strategies]

    def add_strategy(self, overlay: Any, strategy: Any, target: int) -> None:
        """What ipv8 asks for an overlay that it makes by itself, with bootstrap nodes that nobody named to us."""
        overlay.bootstrappers = []
        for known in self.overlays:  # it tells others where we are, and does not know
            if known.endpoint is overlay.endpoint:
                overlay.my_estimated_lan, overlay.my_estimated_wan = known.my_estimated_lan, known.my_estimated_wan
                break
        if overlay not in self.overlays:
            self.overlays.append(overlay)
        self.strategies.append((strategy, target))

    async def run(self) -> None:
        """Until cancelled."""
        count = 0
        while True:
            if count % _ASK_AGAIN == 0:
                self.ask()
            count += 1
            for strategy, target in self.strategies:
                self._step(strategy, target)
            await asyncio.sleep(self._pause)

    def ask(self) -> None:
        """Ask the bootstrap nodes, where few are known."""
        for overlay in self.overlays:
            if len(overlay.get_peers()) < _FEW:
                for address in (*self._bootstrap, *self._near.get(overlay, ())):
                    overlay.walk_to(address)

    def _step(self, strategy: Any, target: int) -> None:
        try:
            if target < 0 or strategy.get_peer_count() < target:
                strategy.take_step()
        except Exception:
            log.exception("a step through the network failed")
