"""The password of qBittorrent's clients, set while no daemon runs."""

import asyncio

from tribler_core.config.loader import Invocation, load, make_state_dir
from tribler_core.config.sections import Config
from tribler_core.daemon.process.state_lock import StateLock
from tribler_core.dialects.qbittorrent.access.passwords import Passwords
from tribler_core.foundation.clock import SystemClock
from tribler_core.storage.catalogue import SqlCatalogue


def set_password(invocation: Invocation, password: str) -> None:
    """Raises: InvalidParameter, StartFailure when a daemon runs or the catalogue cannot be opened."""
    make_state_dir(invocation.state_dir)
    config = load(invocation).config
    with StateLock(invocation.state_dir):
        asyncio.run(_set(config, password))


async def _set(config: Config, password: str) -> None:
    catalogue = await SqlCatalogue.open(config.storage, config.state_dir)
    try:
        await Passwords(catalogue.key_values, lambda: config.qbittorrent.username, SystemClock()).set(password)
    finally:
        await catalogue.close()
