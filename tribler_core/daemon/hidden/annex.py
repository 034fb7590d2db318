"""Engines beside the daemon's own, introduced to the anonymity network."""

from collections.abc import Callable

from tribler_core.anonymity.sharing import TunnelShare
from tribler_core.config.sections import Config
from tribler_core.daemon.hidden.hideout import Hideout, ways_through
from tribler_core.domain.anonymity import CircuitLost, CircuitReady, ReadinessChanged
from tribler_core.domain.events import Event
from tribler_core.domain.ports import Publish
from tribler_core.engine.separate import SeparateEngine
from tribler_core.services.events import EventBus


class Annex:
    """How the downloads of one such engine hide. What the network says is handed on to its own bus, by `publish`."""

    def __init__(self, config: Callable[[], Config], hideout: Hideout, events: EventBus, publish: Publish) -> None:
        self.network = TunnelShare(hideout.tunnels)
        self.ways = ways_through(config, self.network)
        self._events = events
        self._publish = publish

    def introduce(self, engine: SeparateEngine) -> None:
        """Until the engine stops."""
        rerouting = engine.rerouting

        def changed(event: Event) -> None:
            engine.sessions.renew()  # where the network was entered anew, its doors are others
            self._publish(event)

        heard = [
            self._events.subscribe(ReadinessChanged, changed),
            self._events.subscribe(CircuitLost, lambda lost: rerouting.lost(lost.hops, lost.peers, final=lost.final)),
            self._events.subscribe(CircuitReady, lambda ready: rerouting.ready(ready.hops, asks_http=ready.asks_http)),
        ]

        def ended() -> None:
            for unsubscribe in heard:
                unsubscribe()
            self.network.end()

        engine.when_ended = ended
