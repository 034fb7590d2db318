"""Alerts about connections: they came, they went. Only told while somebody wants to hear of them."""

from collections.abc import Callable

import libtorrent as lt

from tribler_core.domain.events import PeerConnected, PeerDisconnected
from tribler_core.domain.ports import Publish
from tribler_core.engine.pump import AlertHandlers
from tribler_core.engine.torrents.held import Torrents


class PeerAlerts:
    """Copies what is said."""

    def __init__(self, torrents: Torrents, met: Callable[[lt.peer_connect_alert], None], publish: Publish) -> None:
        """`met` hears of every connection, too: an alert has one handler."""
        self._torrents = torrents
        self._met = met
        self._publish = publish

    def handlers(self) -> AlertHandlers:
        return {lt.peer_connect_alert: self._connected, lt.peer_disconnected_alert: self._disconnected}

    def _connected(self, alert: lt.peer_connect_alert) -> None:
        self._met(alert)
        held = self._torrents.of(alert.handle)
        if held is not None and not held.hidden:
            host, port = alert.endpoint
            self._publish(PeerConnected(held.infohash, host, port))

    def _disconnected(self, alert: lt.peer_disconnected_alert) -> None:
        held = self._torrents.of(alert.handle)
        if held is not None and not held.hidden:
            host, port = alert.endpoint
            self._publish(PeerDisconnected(held.infohash, host, port, alert.error.message()))
