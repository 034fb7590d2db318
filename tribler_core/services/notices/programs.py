"""Programs that are run when something happened to a download."""

import asyncio
import contextlib
import logging
import os
import shlex
import signal
from collections.abc import Callable
from dataclasses import asdict

from tribler_core.config.sections import AutorunSection
from tribler_core.services.notices.facts import Facts, filled

log = logging.getLogger(__name__)


class Programs:
    """Runs them without a shell: the command is split first, and the facts of the download are put in after."""

    def __init__(self, section: Callable[[], AutorunSection]) -> None:
        self._section = section
        self._free = asyncio.Condition()
        self._running = 0

    async def finished(self, facts: Facts) -> None:
        """Run what is to be run for a download that is complete and in its place."""
        section = self._section()
        if section.on_finished_enabled:
            await self._run(section.on_finished, facts)

    async def added(self, facts: Facts) -> None:
        """Run what is to be run for a download that was added."""
        section = self._section()
        if section.on_added_enabled:
            await self._run(section.on_added, facts)

    async def _run(self, command: str, facts: Facts) -> None:
        if not self._section().allowed:
            log.warning("not run, because the operator does not allow programs ([autorun] allowed): %s", command)
            return
        try:
            arguments = _arguments(command, facts)
        except ValueError as error:
            log.warning("not run, because its quotes do not match: %s (%s)", command, error)
            return
        if not arguments:
            return
        async with self._free:
            await self._free.wait_for(lambda: self._running < self._section().at_once)
            self._running += 1
        try:
            await self._wait_for(arguments, facts)
        finally:
            async with self._free:
                self._running -= 1
                self._free.notify_all()

    async def _wait_for(self, arguments: list[str], facts: Facts) -> None:
        timeout = self._section().timeout
        try:
            process = await asyncio.create_subprocess_exec(
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                env={**os.environ, **_environment(facts)},
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            log.warning("%s could not be run: %s", arguments[0], error)
            return
        try:
            async with asyncio.timeout(timeout):
                code = await process.wait()
        except TimeoutError:
            log.warning("%s was ended after %.0f s", arguments[0], timeout)
        else:
            log.info("%s ran for %s, exit code %d", arguments[0], facts.name, code)
        finally:
            await _end(process)


def _arguments(command: str, facts: Facts) -> list[str]:
    """The program itself is what the operator wrote: nothing that a torrent says can become one."""
    parts = shlex.split(command)
    return [*parts[:1], *(filled(part, facts) for part in parts[1:])]


def _environment(facts: Facts) -> dict[str, str]:
    """No variable can hold a NUL character."""
    return {f"TORRENT_{name.upper()}": value.replace("\0", "") for name, value in asdict(facts).items()}


async def _end(process: asyncio.subprocess.Process) -> None:
    """With all that it started."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
