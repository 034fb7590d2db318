"""The house is opened and closed, phase by phase."""

import asyncio
import logging
import os
import signal
from collections.abc import Awaitable

from tribler_core import __version__
from tribler_core.daemon.app import Daemon
from tribler_core.daemon.running_file import Running, RunningFile
from tribler_core.daemon.supervisor import Supervisor
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import ShutdownProgress
from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

# Together under the ten seconds that an end may take.
ANSWERING = Seconds(4.0)
"""For requests that are being answered; the server itself gives them three."""


class Phases:
    """Opens the house from the catalogue up, and closes it down to there."""

    def __init__(self, daemon: Daemon, supervisor: Supervisor) -> None:
        self._daemon = daemon
        self._process = daemon.process
        self._supervisor = supervisor
        self._running = RunningFile(daemon.process.store.current.state_dir)

    async def start(self) -> None:
        """Answer at once, be ready later.

        Raises: StartFailure, OSError.
        """
        daemon, tasks = self._daemon, self._process.tasks
        _ = tasks.spawn(self._supervisor.keep_alive(), "signs of life")
        await daemon.server.start(daemon.doors.listeners)
        daemon.doors.opened(daemon.server.addresses)
        self._running.write(self._where())
        _ = tasks.spawn(daemon.loop_lag.run(), "loop lag")
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._reload_soon)
        self._supervisor.tell("READY=1", "STATUS=ready")

    async def stop(self) -> None:
        """Save and close everything, in ten seconds at most."""
        self._supervisor.tell("STOPPING=1", "STATUS=stopping")
        self._tell("Closing the API")
        await self._within(ANSWERING, "closing the API", self._daemon.server.stop())
        self._running.remove()

    def _where(self) -> Running:
        doors = self._daemon.doors
        return Running(
            pid=os.getpid(),
            version=__version__,
            url=doors.url,
            http_port=doors.http_port,
            https_port=doors.https_port,
            unix_socket=doors.unix_socket,
        )

    def _tell(self, state: str) -> None:
        log.info("%s", state)
        self._daemon.events.publish(ShutdownProgress(state))

    async def _within(self, seconds: Seconds, what: str, work: Awaitable[object]) -> None:
        """What fails, or takes too long, does not keep the rest from being closed."""
        try:
            async with asyncio.timeout(seconds):
                await work
        except Exception:
            log.exception("%s failed, or took longer than %.0f s", what, seconds)

    def _reload_soon(self) -> None:
        _ = self._process.tasks.spawn(self._reload(), "reload")

    async def _reload(self) -> None:
        """What SIGHUP asks for; what is wrong leaves the old in place."""
        try:
            await self._daemon.server.reload_tls()
        except TriblerError as error:
            log.error("not reloaded: %s", error)  # noqa: TRY400 - foreseen, so one line
        else:
            log.info("certificates read again")
