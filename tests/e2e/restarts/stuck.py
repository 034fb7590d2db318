"""A daemon that saves nothing before its very end, and whose sessions never close.

`python -m tests.e2e.restarts.stuck python -m tribler_core …`
"""

import asyncio
import sys
import threading

from tribler_core.daemon import phases
from tribler_core.daemon.cli import main
from tribler_core.engine.sessions.session import Session
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.keeping import Keeping


async def save_nothing(*_: object, **__: object) -> None:
    """In the place of what saves resume data while the daemon runs and when it begins to stop."""


async def wait_for_a_dead_disk(self: Session) -> None:
    """In the place of closing a session."""
    await asyncio.to_thread(threading.Event().wait)


if __name__ == "__main__":
    Keeping.save = save_nothing  # type: ignore[method-assign]
    Session.close = wait_for_a_dead_disk  # type: ignore[method-assign]
    phases.ALTOGETHER = Seconds(0)
    sys.exit(main(sys.argv[4:]))
