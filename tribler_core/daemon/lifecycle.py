"""The life of the process: configuration, lock, logs, catalogue, house; and the same backwards."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from tribler_core import __version__
from tribler_core.config.loader import Invocation, check_download_dir, load, load_or_create, make_state_dir
from tribler_core.config.sections import Config
from tribler_core.config.store import ConfigStore
from tribler_core.daemon.app import Daemon, build
from tribler_core.daemon.core import Process
from tribler_core.daemon.phases import Introduction, Phases, engine_state_of
from tribler_core.daemon.process.exit_codes import ExitCode
from tribler_core.daemon.process.limits import end_at_last, open_many_files
from tribler_core.daemon.process.logging import DaemonLog
from tribler_core.daemon.process.state_lock import StateLock
from tribler_core.daemon.process.stopping import StopRequest
from tribler_core.daemon.process.supervisor import Supervisor
from tribler_core.domain.errors import TriblerError
from tribler_core.foundation.clock import SystemClock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.storage.catalogue import SqlCatalogue

log = logging.getLogger(__name__)

Say = Callable[[str], None]
"""Tell the person who started us one line."""


def run(invocation: Invocation, say: Say) -> int:
    """Live until asked to stop; the answer is the exit code.

    Raises: StartFailure, CatalogueError.
    """
    config = load(invocation).config  # what is wrong here is told first, and nothing is touched
    check_download_dir(config.download_defaults.saveas)
    open_many_files()
    make_state_dir(invocation.state_dir)
    with StateLock(invocation.state_dir):
        loaded = load_or_create(invocation)
        store = ConfigStore(loaded)
        daemon_log = DaemonLog(store.current.logging, lambda: _secrets(store.current), store.current.state_dir / "logs")
        store.subscribe(lambda _, new: daemon_log.apply(new.logging))
        daemon_log.start()
        try:
            return asyncio.run(
                _live(store, daemon_log, lambda daemon, made: _introduce(daemon, made, loaded.file, say))
            )
        except TriblerError:
            raise
        except Exception:
            log.exception("the daemon broke")
            return ExitCode.START_FAILED
        finally:
            daemon_log.stop()


def _secrets(config: Config) -> tuple[str, ...]:
    proxy, storage = config.libtorrent.proxy_auth.partition(":")[2], urlsplit(config.storage.url).password
    return config.api.key, proxy, storage or "", config.mail.password, config.dyndns.password


def _introduce(daemon: Daemon, made: Introduction, file: Path, say: Say) -> None:
    url = daemon.lobby.doors.url
    say(f"triblerd {__version__} listens on {url or daemon.lobby.doors.unix_socket}")
    say(f"the API key is in {file}, section [api], option key")
    if url:
        say(f"what it can do, and to try it: {url}/docs")
    for place in daemon.lobby.doors.also:
        say(f"it listens on {place}, too")
    titles = {face.name: face.title for face in reversed(daemon.dialects)}
    for name, own in daemon.lobby.doors.own_urls.items():
        say(f"{titles[name]}'s clients have {own} to themselves")
    if made.password is not None:
        user = daemon.process.store.current.qbittorrent.username
        say(f"for qBittorrent's clients, told this once: user {user}, password {made.password}")
    if made.account_key is not None:
        say(f"for TorBox's clients, told this once: account owner, key {made.account_key}")


async def _live(store: ConfigStore, daemon_log: DaemonLog, introduce: Callable[[Daemon, Introduction], None]) -> int:
    stop = StopRequest()
    stop.listen()
    tasks = TaskOwner()
    catalogue = await SqlCatalogue.open(store.current.storage, store.current.state_dir)
    try:
        daemon = build(
            Process(
                store=store,
                catalogue=catalogue,
                engine_state=await engine_state_of(catalogue),
                log=daemon_log,
                stop=stop,
                clock=SystemClock(),
                tasks=tasks,
            )
        )
        phases = Phases(daemon, Supervisor(os.environ))
        try:
            introduce(daemon, await phases.start())
            await stop.wait()
        finally:
            end_at_last()
            closed = await phases.stop()
    finally:
        await tasks.close()
        await catalogue.close()
    if not closed:
        daemon_log.stop()
        os._exit(stop.exit_code)  # a return would wait for the threads that close sessions
    return stop.exit_code
