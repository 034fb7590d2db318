"""A daemon with one guard switched off: `python unguarded.py GUARD PYTHON -m tribler_core …`. For controls only."""

import runpy
import sys
from typing import Any

from tribler_core.engine.sessions import hidden, pool
from tribler_core.engine.torrents.intake import orders
from tribler_core.engine.torrents.stripping import NOTHING

SETTINGS: dict[str, dict[str, Any]] = {
    "peers through the proxy": {"proxy_peer_connections": False, "enable_outgoing_tcp": True},
    "trackers through the proxy": {"proxy_tracker_connections": False},
}


def main(guard: str) -> None:
    if guard in SETTINGS:
        hidden.HIDING.update(SETTINGS[guard])
        setattr(pool, "refuse_leaks", lambda pack: pack)  # noqa: B010 - as below
    elif guard == "names of DHT nodes are left out":
        setattr(orders, "strip", lambda params: NOTHING)  # noqa: B010 - its type is that of a function
    elif guard == "a session of its own":
        keep = pool.Sessions.open
        setattr(pool.Sessions, "open", lambda self, hops: keep(self, pool.PLAIN))  # noqa: B010 - as above
    else:
        raise SystemExit(f"no guard is called {guard!r}")


if __name__ == "__main__":
    main(sys.argv[1])
    sys.argv = ["triblerd", *sys.argv[5:]]
    runpy.run_module("tribler_core", run_name="__main__", alter_sys=True)
