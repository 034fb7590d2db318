"""The house is opened and closed, phase by phase."""

import asyncio
import base64
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from tribler_core import __version__
from tribler_core.daemon.app import Daemon
from tribler_core.daemon.following import Following
from tribler_core.daemon.listening.rebinding import Rebinding
from tribler_core.daemon.process.garbage import spare_what_is_there
from tribler_core.daemon.process.running_file import Running, RunningFile
from tribler_core.daemon.process.supervisor import Supervisor
from tribler_core.domain.errors import ConfigError, TriblerError
from tribler_core.domain.events import ListenersChanged, ShutdownProgress
from tribler_core.foundation.units import Seconds
from tribler_core.storage.catalogue import SqlCatalogue

log = logging.getLogger(__name__)

# Together under the ten seconds that an end may take.
ANSWERING = Seconds(3.5)
"""For requests that are being answered; the server itself gives them three."""
SAVING = Seconds(3.0)
"""For resume data and what else the downloads have not written yet."""
LEAVING = Seconds(1.5)
"""For the engine to say what changed meanwhile."""
CLOSING = Seconds(1.0)
"""For its sessions to be closed, at least."""
HIDING = Seconds(0.9)
"""For the circuits to be torn down."""
ALTOGETHER = Seconds(9.9)
"""What is over from one of these goes to the engine."""

LOOK_EVERY = Seconds(0.25)
"""While downloads are loaded."""
MORE_TIME = "EXTEND_TIMEOUT_USEC=30000000"
"""What a supervisor is asked for while there is progress."""

ENGINE_STATE = "engine.state"
"""Where the key-value store keeps what the engine knows of the DHT."""


async def engine_state_of(catalogue: SqlCatalogue) -> bytes:
    """What the engine gave at its last end; empty: nothing."""
    kept = await catalogue.key_values.get(ENGINE_STATE)
    return base64.b64decode(kept) if isinstance(kept, str) else b""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What was made at a first start, and is told once; None: nothing was."""

    password: str | None = None
    """Of qBittorrent's clients."""
    account_key: str | None = None
    """Of the first account."""


class Phases:
    """Opens the house from the catalogue up, and closes it down to there."""

    def __init__(self, daemon: Daemon, supervisor: Supervisor) -> None:
        self._process, self._core, self._lobby = daemon.process, daemon.core, daemon.lobby
        self._guest, self._torbox, self._rest = daemon.qbittorrent, daemon.torbox, daemon.resttorrent
        self._following = Following(daemon.process, daemon.core, daemon.lobby.doors.open_ports)
        self._server = daemon.server
        self._rebinding = Rebinding(daemon.process.store, daemon.lobby.doors, daemon.server, self._tell_where)
        self._supervisor = supervisor
        self._running = RunningFile(daemon.process.store.current.state_dir)

    async def start(self) -> Introduction:
        """Answer at once, be ready later.

        Raises: StartFailure, CatalogueError.
        """
        lobby, password, account_key = self._lobby, None, None
        await lobby.accounts.load()
        if self._guest is not None:
            logging.getLogger().addHandler(self._guest.journal)
            password = await self._guest.dialect.start()
            self._keep(self._guest.feeds.run, "feeds")
        if self._torbox is not None:
            account_key = await self._torbox.start()
        self._keep(self._supervisor.keep_alive, "signs of life")
        await self._open_the_api()
        await self._core.speed.load()
        await lobby.all_time.load()
        await self._start_engine()
        await self._core.hideout.start(self._core.engine, self._core.events)
        await self._core.labels.sorting.load()
        self._core.telling.listen(self._core.events)
        await self._core.downloads.start()
        self._following.begin()
        if self._rest is not None:
            await self._rest.start()
        if self._torbox is not None:
            for work, name in self._torbox.works():
                self._keep(work, name)
        for work, name in (
            (lobby.loop_lag.run, "loop lag"),
            (lobby.meter.run, "meter"),
            (self._core.watch_folder.run, "watch folder"),
            (self._core.space.run, "space watch"),
            (self._core.speed.run, "schedule of speed limits"),
            (self._core.tracker_list.run, "list of trackers"),
            (self._core.dyndns.run, "dynamic DNS"),
            (lobby.all_time.run, "totals of all time"),
        ):
            self._keep(work, name)
        self._spawn(self._report_readiness(), "readiness")
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, lambda: self._spawn(self._reload(), "reload"))
        return Introduction(password, account_key)

    async def stop(self) -> bool:
        """Save and close everything, in ten seconds at most.

        False: sessions are still being closed, by threads that nobody needs to wait for: nothing is saved there.
        """
        lobby, closed, end = self._lobby, True, asyncio.get_running_loop().time() + ALTOGETHER
        self._supervisor.tell("STOPPING=1", "STATUS=stopping")
        self._tell("Closing the API")
        lobby.event_stream.close()
        await _within(ANSWERING, "closing the API", self._server.stop())
        if self._torbox is not None:
            await _within(1.0, "writing down what was served", self._torbox.outfit.library.stop())
        if lobby.readiness.started:
            self._tell("Saving downloads")
            await _within(1, "saving totals", lobby.all_time.save())
            self._core.engine.silence()
            rest = self._process.tasks.spawn(self._rest.stop(SAVING), "end of sessions") if self._rest else None
            await _within(SAVING + 1, "saving downloads", self._core.downloads.stop(SAVING))
            self._tell("Stopping the engine")
            await _within(_left(end, LEAVING + 1), "saving what the engine told last", self._store_last_words())
            await _within(CLOSING, "keeping what is known of the DHT", self._store_engine_state())
            closed = await _within(_left(end, CLOSING), "closing the engine", self._core.engine.close())
            if rest is not None:
                closed = await _within(HIDING, "closing sessions", rest) and closed
            await _within(HIDING, "leaving the anonymity network", self._core.hideout.stop())
        self._running.remove()
        if self._guest is not None:
            logging.getLogger().removeHandler(self._guest.journal)
        return closed

    async def _open_the_api(self) -> None:
        await self._server.start(self._lobby.doors.listeners)
        self._lobby.doors.opened(self._server.addresses)
        self._running.write(self._where())
        self._core.events.subscribe(
            ListenersChanged, lambda event: self._spawn(self._rebinding.follow(event.options), "listeners")
        )

    async def _start_engine(self) -> None:
        try:
            await self._core.engine.start()
        except OSError as error:
            raise ConfigError("libtorrent.ip_filter_file", f"cannot be read: {error}") from None
        await self._following.apply_to_engine()
        self._lobby.readiness.engine_runs()

    async def _store_last_words(self) -> None:
        await self._core.downloads.part(await self._core.engine.last_words(LEAVING))

    async def _store_engine_state(self) -> None:
        state = await self._core.engine.session_state()
        await self._process.catalogue.key_values.put(ENGINE_STATE, base64.b64encode(state).decode())

    async def _report_readiness(self) -> None:
        """Tell the supervisor how loading goes, and when it is done."""
        readiness = self._lobby.readiness
        while not readiness.ready:
            self._supervisor.tell(f"STATUS={readiness.status()}", MORE_TIME)
            await asyncio.sleep(LOOK_EVERY)
        spare_what_is_there()
        self._supervisor.tell("READY=1", f"STATUS={readiness.status()}")
        log.info("all downloads are loaded")

    async def _reload(self) -> None:
        """What SIGHUP asks for; what is wrong leaves the old in place. Who was banned for guessing is let in again."""
        if self._guest is not None:
            self._guest.dialect.access.forgive_all()
        try:
            await self._server.reload_tls()
            await self._core.engine.reload_ip_filter()
        except (TriblerError, OSError) as error:
            log.error("not reloaded: %s", error)  # noqa: TRY400 - foreseen, so one line
        else:
            log.info("certificates and IP filter read again")

    def _tell_where(self) -> None:
        self._running.write(self._where())
        self._following.addresses_changed()

    def _where(self) -> Running:
        doors = self._lobby.doors
        return Running(
            pid=os.getpid(),
            version=__version__,
            url=doors.url,
            http_port=doors.http_port,
            https_port=doors.https_port,
            unix_socket=doors.unix_socket,
        )

    def _tell(self, state: str) -> None:
        if self._lobby.readiness.started:  # a start that failed has one line to say
            log.info("%s", state)
        self._core.events.publish(ShutdownProgress(state))

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        _ = self._process.tasks.spawn(work, name)

    def _keep(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        _ = self._process.tasks.keep(work, name)


def _left(end: float, least: float) -> float:
    """Until an end by the event loop's clock, without the time that the circuits need."""
    return max(end - HIDING - asyncio.get_running_loop().time(), least)


async def _within(seconds: float, what: str, work: Awaitable[object]) -> bool:
    """Whether it was done; what fails, or takes too long, does not keep the rest from being closed."""
    limit = asyncio.timeout(seconds)
    try:
        async with limit:
            await work
    except Exception:
        if limit.expired():
            log.warning("%s took longer than %.1f s", what, seconds)
        else:
            log.exception("%s failed", what)
        return False
    return True
