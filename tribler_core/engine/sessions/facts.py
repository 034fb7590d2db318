"""What one session says of itself: sockets, counters, DHT."""

import asyncio
import math
from collections.abc import Callable

import libtorrent as lt

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.events import AddressChanged, ListenChanged
from tribler_core.domain.ports import Listening, Publish
from tribler_core.engine.pump import AlertHandlers
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds

FRESH = Seconds(5.0)
"""How old counters may be."""
_PATIENCE = Seconds(10.0)

_PROTOCOLS = {
    lt.socket_type_t.tcp: "tcp",
    lt.socket_type_t.utp: "utp",
    lt.socket_type_t.udp: "udp",
    lt.socket_type_t.tcp_ssl: "tcp-ssl",
    lt.socket_type_t.utp_ssl: "utp-ssl",
}


class SessionFacts:
    """Listens to the alerts of one session that belong to no torrent."""

    def __init__(self, hops: Hops, publish: Publish, clock: Clock, request_counters: Callable[[], None]) -> None:
        self._hops = hops
        self._publish = publish
        self._clock = clock
        self._request_counters = request_counters
        self._counters: dict[str, int] = {}
        self._counted = Seconds(-math.inf)
        self._counting: asyncio.Future[None] | None = None
        self.port = 0
        """The TCP port that peers reach us on; 0: none."""
        self.external: dict[int, str] = {}
        """Our address as others see it, by IP version."""
        self._refused: dict[str, str] = {}
        """Why a protocol does not listen somewhere, by protocol."""

    @property
    def listening(self) -> Listening:
        """As last heard."""
        return Listening(self.port, next(iter(self._refused.values()), ""))

    def reopening(self) -> None:
        """The sockets are about to be opened anew."""
        self.port = 0
        self._refused.clear()

    @property
    def dht_nodes(self) -> int:
        """As last heard."""
        return self._counters.get("dht.dht_nodes", 0)

    def handlers(self) -> AlertHandlers:
        return {
            lt.listen_succeeded_alert: self._listening,
            lt.listen_failed_alert: self._not_listening,
            lt.session_stats_alert: self._counted_now,
            lt.external_ip_alert: self._seen_from_outside,
        }

    async def counters(self) -> dict[str, int]:
        """By dotted name, at most five seconds old."""
        counting = self.refresh()
        if counting is not None:
            async with asyncio.timeout(_PATIENCE):
                await asyncio.shield(counting)
        return self._counters

    def refresh(self) -> asyncio.Future[None] | None:
        """Ask for counters when they are due; None: they are fresh."""
        if self._clock.monotonic() - self._counted < FRESH:
            return None
        if self._counting is None:
            self._counting = asyncio.get_running_loop().create_future()
            self._request_counters()
        return self._counting

    def _counted_now(self, alert: lt.session_stats_alert) -> None:
        self._counters = dict(alert.values)
        self._counted = self._clock.monotonic()
        if self._counting is not None and not self._counting.done():
            self._counting.set_result(None)
        self._counting = None

    def _listening(self, alert: lt.listen_succeeded_alert) -> None:
        protocol = _PROTOCOLS.get(alert.socket_type, "other")
        if protocol == "tcp":
            self.port = alert.port
        self._refused.pop(protocol, None)
        self._publish(ListenChanged(self._hops, alert.address, alert.port, protocol))

    def _seen_from_outside(self, alert: lt.external_ip_alert) -> None:
        address = alert.external_address
        family = 6 if ":" in address else 4
        before, self.external[family] = self.external.get(family), address
        if before != address:
            self._publish(AddressChanged(self._hops, address, known=before is not None))

    def _not_listening(self, alert: lt.listen_failed_alert) -> None:
        protocol = _PROTOCOLS.get(alert.socket_type, "other")
        place = alert.address or alert.listen_interface()
        self._refused[protocol] = alert.error.message()
        self._publish(ListenChanged(self._hops, place, alert.port, protocol, alert.error.message()))
