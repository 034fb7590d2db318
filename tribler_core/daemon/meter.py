"""What the house counts, for whoever scrapes /metrics."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator

from tribler_core.config.sections import ApiSection
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import AnonymityOff
from tribler_core.domain.ports import EngineSessions, SessionTotals, TunnelsInspection
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.statistics import Statistics
from tribler_core.web.observe.metrics import Total

INTERVAL = Seconds(5.0)
"""How old what the engine counted may be: a scrape cannot wait for it."""


class Meter:
    """Totals, rates, downloads by state; and each download, when the operator wants that."""

    def __init__(
        self,
        api: Callable[[], ApiSection],
        table: LiveTable,
        statistics: Statistics,
        sessions: EngineSessions,
        tunnels: TunnelsInspection,
    ) -> None:
        self._api = api
        self._table = table
        self._statistics = statistics
        self._sessions = sessions
        self._tunnels = tunnels
        self._totals: tuple[SessionTotals, ...] = ()

    async def run(self) -> None:
        """Ask the engine again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(INTERVAL)

    async def look(self) -> None:
        """Ask the engine once."""
        self._totals = (await self._statistics.totals()).sessions

    def read(self) -> Iterator[Total]:
        """Everything as it is now."""
        yield from self._downloads()
        yield from self._swarm()
        yield from self._circuits()
        if self._api().metrics_per_download:
            yield from self._each_download()

    def _downloads(self) -> Iterator[Total]:
        by_state = self._statistics.by_state()
        for state in DownloadState:
            labels = {"state": state.name.lower()}
            yield Total("triblerd_downloads", "Downloads by state.", by_state.get(state, 0), labels)
        rates = self._statistics.rates()
        for direction, rate in (("down", rates.download), ("up", rates.upload)):
            labels = {"direction": direction}
            yield Total("triblerd_payload_rate_bytes", "Payload per second, all downloads.", rate, labels)

    def _swarm(self) -> Iterator[Total]:
        yield Total("triblerd_dht_nodes", "Nodes in the routing table of the DHT.", self._sessions.dht_nodes())
        for session in self._totals:
            for direction, traffic, payload in (
                ("down", session.received, session.payload_received),
                ("up", session.sent, session.payload_sent),
            ):
                labels = {"hops": str(session.hops), "direction": direction}
                yield Total("triblerd_traffic_bytes", "All bytes of a session.", traffic, labels, counter=True)
                yield Total("triblerd_payload_bytes", "Content bytes of a session.", payload, labels, counter=True)

    def _circuits(self) -> Iterator[Total]:
        try:
            circuits, (sent, received) = self._tunnels.circuits(), self._tunnels.traffic()
        except AnonymityOff:
            return
        counts = Counter((circuit.goal_hops, circuit.state.partition(" ")[0].lower()) for circuit in circuits)
        for (hops, state), count in sorted(counts.items()):
            yield Total("triblerd_circuits", "Circuits of ours.", count, {"hops": str(hops), "state": state})
        for direction, total in (("down", received), ("up", sent)):
            labels = {"direction": direction}
            yield Total("triblerd_overlay_bytes", "Bytes of the network's own packets.", total, labels, counter=True)
        for hops in sorted({circuit.goal_hops for circuit in circuits}):
            of_them = [circuit for circuit in circuits if circuit.goal_hops == hops]
            for direction, total in (
                ("down", sum(circuit.bytes_down for circuit in of_them)),
                ("up", sum(circuit.bytes_up for circuit in of_them)),
            ):
                labels = {"hops": str(hops), "direction": direction}
                yield Total("triblerd_circuit_bytes", "Bytes through the circuits that there are.", total, labels)

    def _each_download(self) -> Iterator[Total]:
        for row in self._table.walk():
            transfer, labels = row.transfer, {"infohash": row.infohash, "name": row.name}
            yield Total("triblerd_download_progress", "Of the present activity, 0 to 1.", transfer.progress, labels)
            for direction, rate, total in (
                ("down", transfer.download_rate, transfer.downloaded),
                ("up", transfer.upload_rate, transfer.uploaded),
            ):
                facing = {**labels, "direction": direction}
                yield Total("triblerd_download_rate_bytes", "Payload per second of one download.", rate, facing)
                yield Total("triblerd_download_payload_bytes", "Payload over all its life.", total, facing)
