"""Metadata from the swarm, without a download. Source: BEP 9."""

import asyncio
import os
from contextlib import suppress

import libtorrent as lt

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.errors import MetainfoTimeout, TriblerError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import Magnet
from tribler_core.engine.metainfo.magnets import magnet_params
from tribler_core.engine.torrents.arrivals import Arrivals
from tribler_core.engine.torrents.held import Torrents
from tribler_core.engine.torrents.intake.adding import Adding
from tribler_core.engine.torrents.intake.orders import Prepared
from tribler_core.engine.torrents.storage import Storage
from tribler_core.engine.torrents.stripping import strip
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds

_FLAGS = lt.torrent_flags
NOWHERE = os.devnull
"""A save path below which nothing can be found or written."""


class Lookup:
    """Implements `MetainfoLookup`: a hidden torrent that wants no file and leaves when its metadata is here."""

    def __init__(
        self, torrents: Torrents, adding: Adding, storage: Storage, arrivals: Arrivals, tasks: TaskOwner
    ) -> None:
        self._torrents = torrents
        self._adding = adding
        self._storage = storage
        self._arrivals = arrivals
        self._tasks = tasks

    async def lookup(self, magnet: Magnet, *, hops: Hops, timeout: Seconds) -> bytes:
        """From the torrent itself where the engine has it; a download that is added meanwhile answers too."""
        infohash = magnet.infohashes.identity
        await self._adding.settle(infohash)
        held = self._torrents.find(infohash)
        if held is not None and held.info is not None:
            return await self._arrivals.known(held)
        arriving = self._arrivals.expect(infohash)
        try:
            async with asyncio.timeout(timeout):
                if held is None:
                    await self._adding.add_prepared(_hidden(magnet, hops))
                return await arriving
        except TimeoutError:
            raise MetainfoTimeout("metainfo error: the swarm did not deliver the metadata in time") from None
        finally:
            if self._arrivals.expect_no_more(infohash, arriving):
                _ = self._tasks.spawn(self._end(infohash), f"end of the look-up of {infohash}")

    async def _end(self, infohash: InfoHash) -> None:
        await self._adding.settle(infohash)
        held = self._torrents.find(infohash)
        if held is not None and held.hidden:
            with suppress(TriblerError):
                await self._storage.remove(held, with_data=False)


def _hidden(magnet: Magnet, hops: Hops) -> Prepared:
    params = magnet_params(magnet)
    params.save_path = NOWHERE
    if hops:
        strip(params)
    params.flags = int(
        _FLAGS.apply_ip_filter | _FLAGS.duplicate_is_error | _FLAGS.default_dont_download | _FLAGS.upload_mode
    )
    return Prepared(params=params, infohashes=magnet.infohashes, hops=hops, hidden=True)
