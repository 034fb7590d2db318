"""The wish to stop: by a signal, or by a client."""

import asyncio
import logging
import os
import signal

from tribler_core.daemon.process.exit_codes import ExitCode

log = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT)


class StopRequest:
    """Asked for once; asking again changes nothing, but for a second signal, which ends the process at once."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()
        self._signals = 0
        self._restart = False

    def ask(self, *, restart: bool = False) -> None:
        """Stop soon, in good order."""
        if not self._asked.is_set():
            log.info("asked to %s", "restart" if restart else "stop")
            self._restart = restart
            self._asked.set()

    def on_signal(self, number: signal.Signals) -> None:
        """Whoever sends a second one does not want to wait."""
        self._signals += 1
        if self._signals > 1:
            os._exit(128 + number)
        self.ask()

    def listen(self) -> None:
        """Hear the signals of this process from now on."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self.on_signal, number)

    async def wait(self) -> None:
        """Return when a stop is asked for."""
        await self._asked.wait()

    @property
    def asked(self) -> bool:
        """Whether it was."""
        return self._asked.is_set()

    @property
    def exit_code(self) -> ExitCode:
        """What an orderly end tells."""
        return ExitCode.RESTART if self._restart else ExitCode.STOPPED
