"""A member that is nothing but the end of circuits, in Python, where there is a place for a guard.

The overlay's Rust half asks HTTP trackers by itself, and connects to whatever it is told to.
"""

import logging
from collections import Counter
from typing import Any

from ipv8.messaging.anonymization.community import unpack_cell
from ipv8.messaging.anonymization.exit_socket import TunnelProtocol
from ipv8.messaging.anonymization.hidden_services import HiddenTunnelCommunity
from ipv8.messaging.anonymization.payload import CellablePayload
from ipv8.messaging.interfaces.udp.endpoint import DomainAddress, UDPv4Address
from ipv8.messaging.lazy_payload import vp_compile

from tribler_core.anonymity.exits.guard import DestinationRefused, ExitGuard
from tribler_core.anonymity.exits.trackers import AnswerRefused, ask, is_question

log = logging.getLogger(__name__)

_PART = 1400
"""Bytes of an answer in one cell."""
_AT_ONCE, _AT_ONCE_IN_ALL = 5, 50
"""Questions that wait for an answer, of one circuit and of all."""


@vp_compile
class HttpRequest(CellablePayload):
    """Ask this tracker."""

    msg_id = 28
    names = ["circuit_id", "identifier", "target", "request"]  # noqa: RUF012 - as ipv8 wants it
    format_list = ["I", "I", "address", "varlenH"]  # noqa: RUF012 - the same


@vp_compile
class HttpResponse(CellablePayload):
    """A part of what it said."""

    msg_id = 29
    names = ["circuit_id", "identifier", "part", "total", "response"]  # noqa: RUF012 - as above
    format_list = ["I", "I", "H", "H", "varlenH"]  # noqa: RUF012 - as above


class ExitCommunity(HiddenTunnelCommunity):
    """Carries packets of the swarm out, and asks HTTP trackers. Of its settings, `guard` says where to."""

    def __init__(self, settings: Any) -> None:
        self._guard: ExitGuard = settings.guard
        self._address: str = settings.exit_address
        self._waiting: Counter[int] = Counter()
        super().__init__(settings)
        self.add_cell_handler(HttpRequest, self.on_http_request)

    def send_ping(self, peer: Any) -> None:
        """What churn asks of an overlay."""
        self.send_introduction_request(peer)

    def exit_data(self, circuit_id: int, sock_addr: Any, destination: Any, data: bytes) -> None:
        exit_socket = self.exit_sockets.get(circuit_id)
        if exit_socket is None or not exit_socket.is_allowed(data):
            return
        if isinstance(destination, DomainAddress):
            self.register_anonymous_task("find", self._exit_by_name, circuit_id, sock_addr, destination, data)
        elif self._guard.allows(str(destination[0])):
            if not exit_socket.enabled:
                self._open(exit_socket)
            super().exit_data(circuit_id, sock_addr, destination, data)

    async def _exit_by_name(self, circuit_id: int, sock_addr: Any, destination: Any, data: bytes) -> None:
        if not self._may_wait(circuit_id):
            return
        try:
            address = await self._guard.find(str(destination[0]))
        except DestinationRefused:
            return
        finally:
            self._waits_no_more(circuit_id)
        self.exit_data(circuit_id, sock_addr, UDPv4Address(address, destination[1]), data)

    def _open(self, exit_socket: Any) -> None:
        """As it would open itself, but with our address."""
        exit_socket.enabled = True

        async def opened() -> None:
            way_back = TunnelProtocol(exit_socket.datagram_received_ipv4, (self._address, 0))
            exit_socket.transport_ipv4 = await way_back.open()
            while exit_socket.queue:
                exit_socket.sendto(*exit_socket.queue.popleft())

        exit_socket.register_task("create_transports", opened)

    @unpack_cell(HttpRequest)  # type: ignore[untyped-decorator]  # ipv8 tells no types
    async def on_http_request(self, source_address: Any, payload: Any, circuit_id: int) -> None:
        """Somebody at the other end of a circuit asks a tracker. What is refused is not answered."""
        if circuit_id not in self.exit_sockets or not is_question(payload.request) or not self._may_wait(circuit_id):
            return
        try:
            address = await self._guard.find(str(payload.target[0]))
            answer = await ask(payload.request, (address, payload.target[1]), self._address)
        except (DestinationRefused, AnswerRefused, OSError) as error:
            log.debug("a tracker was not asked for others: %s", error)
            return
        finally:
            self._waits_no_more(circuit_id)
        if circuit_id in self.exit_sockets:
            self._send_back(source_address, circuit_id, payload.identifier, answer)

    def _send_back(self, target: Any, circuit_id: int, identifier: int, answer: bytes) -> None:
        parts = [answer[start : start + _PART] for start in range(0, len(answer), _PART)]
        for number, part in enumerate(parts):
            self.send_cell(target, HttpResponse(circuit_id, identifier, number, len(parts), part))
        exit_socket = self.exit_sockets[circuit_id]
        exit_socket.bytes_down += len(answer)
        exit_socket.beat_heart()

    def _may_wait(self, circuit_id: int) -> bool:
        if self._waiting[circuit_id] >= _AT_ONCE or self._waiting.total() >= _AT_ONCE_IN_ALL:
            return False
        self._waiting[circuit_id] += 1
        return True

    def _waits_no_more(self, circuit_id: int) -> None:
        self._waiting[circuit_id] -= 1
        if not self._waiting[circuit_id]:
            del self._waiting[circuit_id]

    async def unload(self) -> None:
        for exit_socket in list(self.exit_sockets.values()):
            await exit_socket.close()
        await super().unload()
