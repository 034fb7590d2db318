"""A daemon with one guard switched off, or in trouble: `python unguarded.py WHAT,WHAT PYTHON -m tribler_core …`.

Switching off is for controls only: where a guard holds two things, its packets must be seen when it does not.
"""

import runpy
import signal
import sys
from dataclasses import replace
from typing import Any

import libtorrent as lt

from tribler_core.anonymity.circuits import Circuits
from tribler_core.anonymity.none import Readiness
from tribler_core.anonymity.tunnels import Tunnels
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import Hold
from tribler_core.engine.sessions import hidden, pool
from tribler_core.engine.torrents.intake import orders
from tribler_core.engine.torrents.stripping import NOTHING
from tribler_core.services.downloads import passage

SETTINGS: dict[str, dict[str, Any]] = {
    "peers through the proxy": {"proxy_peer_connections": False, "enable_outgoing_tcp": True},
    "trackers through the proxy": {"proxy_tracker_connections": False},
    "names through the proxy": {"proxy_hostnames": False, "enable_outgoing_tcp": True},
    "a proxy": {"proxy_type": int(lt.proxy_type_t.none), "enable_outgoing_tcp": True, "listen_interfaces": "0.0.0.0:0"},
}
"""Guards of a hidden session, and what is told it without them."""
DEAD_SOCKS_PORT, CRASHING = "a dead SOCKS port", "tunnels that crash"


def main(names: str) -> None:
    for name in names.split(","):
        if name in SETTINGS:
            hidden.HIDING.update(SETTINGS[name])
            pool.refuse_leaks = lambda pack: pack  # type: ignore[attr-defined]
        else:
            OTHERS[name]()


def keep_nodes() -> None:
    orders.strip = lambda params: NOTHING  # type: ignore[attr-defined]


def share_the_plain_session() -> None:
    keep = pool.Sessions.open
    pool.Sessions.open = lambda self, hops: keep(self, pool.PLAIN)  # type: ignore[method-assign]


def hold_nothing() -> None:
    """And as what is released without a circuit leads nowhere, let it out where it can be seen."""
    passage.Passage.hold = lambda self, hops: Hold.NONE  # type: ignore[method-assign]
    share_the_plain_session()


def forget_hops() -> None:
    """What is stored is read as if it were in the open."""
    keep = passage.order_of

    def order_of(record: Any, *, recover: bool = False) -> Any:
        settings = replace(record.settings, hops=Hops(0))
        return keep(replace(record, settings=settings), recover=recover)

    passage.order_of = order_of
    passage.Passage.hold = lambda self, hops: Hold.NONE  # type: ignore[method-assign]


def lead_nowhere() -> None:
    """Nobody listens where hidden sessions are sent, and nobody notices."""
    Tunnels.socks_port = lambda self, hops: hidden.NOWHERE  # type: ignore[method-assign]
    Tunnels.entered = lambda self, hops: pool.at_once(hops)  # type: ignore[method-assign]
    Circuits.readiness = lambda self, hops: Readiness(available=True, ready=True, exits_known=True)  # type: ignore[method-assign]


def crash_on_signal() -> None:
    """At SIGUSR2 the Rust half ends at once, as if it had panicked, and nobody notices."""
    made = Circuits.__init__

    def init(self: Any, overlay: Any, *arguments: Any) -> None:
        made(self, overlay, *arguments)
        signal.signal(signal.SIGUSR2, lambda *_: overlay.endpoint.rust_ep.close(0))

    setattr(Circuits, "__init__", init)  # noqa: B010 - its type is that of the class


OTHERS = {
    "names of DHT nodes are left out": keep_nodes,
    "a session of its own": share_the_plain_session,
    "held until there is a way": hold_nothing,
    "hops that last": forget_hops,
    DEAD_SOCKS_PORT: lead_nowhere,
    CRASHING: crash_on_signal,
}

if __name__ == "__main__":
    main(sys.argv[1])
    sys.argv = ["triblerd", *sys.argv[5:]]
    runpy.run_module("tribler_core", run_name="__main__", alter_sys=True)
