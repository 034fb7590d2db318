"""Magnets that become torrents."""

import asyncio
from dataclasses import replace

import libtorrent as lt

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import MetadataArrived, TorrentFailed
from tribler_core.domain.ports import AddOrder, Publish
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.files.names import first_names
from tribler_core.engine.torrents.held import Held, Torrents, hasten_ends, show_certificate
from tribler_core.engine.torrents.intake.adding import Adding
from tribler_core.engine.torrents.layers import lacks_layers
from tribler_core.engine.torrents.saving import Metadata, Saving
from tribler_core.engine.torrents.storage import Storage
from tribler_core.foundation.tasks import TaskOwner

_FLAGS = lt.torrent_flags


class Arrivals:
    """Takes in metadata: tells the house, lets look-ups have it, stops what only wanted it."""

    def __init__(
        self, torrents: Torrents, adding: Adding, storage: Storage, saving: Saving, publish: Publish, tasks: TaskOwner
    ) -> None:
        self._torrents = torrents
        self._adding = adding
        self._storage = storage
        self._saving = saving
        self._publish = publish
        self._tasks = tasks
        self._waiting: dict[InfoHash, list[asyncio.Future[bytes]]] = {}

    def expect(self, infohash: InfoHash) -> "asyncio.Future[bytes]":
        """The clean .torrent, when it arrives; whoever gives up waiting says `expect_no_more`."""
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(infohash, []).append(future)
        return future

    def expect_no_more(self, infohash: InfoHash, future: "asyncio.Future[bytes]") -> bool:
        """Whether nobody else waits for the same."""
        waiting = self._waiting.get(infohash, [])
        if future in waiting:
            waiting.remove(future)
        if not waiting:
            self._waiting.pop(infohash, None)
        return not waiting

    async def known(self, held: Held) -> bytes:
        """The clean .torrent of one whose metadata is here. Raises: EngineFailure."""
        return (await self._saving.metadata(held)).data

    def received(self, alert: lt.metadata_received_alert) -> None:
        held = self._torrents.of(alert.handle)
        if held is None:
            return
        if held.stops_at_metadata is not None:
            held.handle.set_flags(_FLAGS.paused, _FLAGS.paused | _FLAGS.auto_managed)
        _ = self._tasks.spawn(self._take_in(held), f"metadata of {held.infohash}")

    async def _take_in(self, held: Held) -> None:
        try:
            metadata = await self._saving.metadata(held)
        except TriblerError:
            return  # the torrent left, and its metadata with it
        if held.stops_at_metadata is not None:
            await self._start_over(held, held.stops_at_metadata, metadata)
        else:
            self._torrents.remove(held)
            held.info, held.infohashes, held.described = metadata.info, metadata.infohashes, None
            self._torrents.put(held)
            show_certificate(held)
            self._name_files(held, metadata.info)
        for future in self._waiting.pop(held.infohash, []):
            if not future.done():
                future.set_result(metadata.data)
        if not held.hidden:
            self._publish(MetadataArrived(held.infohash, metadata.infohashes, metadata.data))
            if held.stops_at_metadata is None and lacks_layers(metadata.infohashes, metadata.data):
                self._adding.layers.expect(held)

    def _name_files(self, held: Held, info: lt.torrent_info) -> None:
        if not held.hidden:
            for index, path in first_names(info, held.layout, suffix=self._adding.rules.suffix).items():
                held.handle.rename_file(index, path)
            hasten_ends(held)

    async def _start_over(self, held: Held, order: AddOrder, metadata: Metadata) -> None:
        """Replace a magnet that wanted nothing by a stopped torrent that wants its files.

        To want them now would make libtorrent lay out all of them on disk, although nobody has chosen yet.
        """
        await self._storage.remove(held, with_data=False)
        order = replace(order, torrent=metadata.data, infohashes=metadata.infohashes)
        for failure in await self._adding.add([order]):
            if failure is not None:
                self._publish(TorrentFailed(held.infohash, str(failure)))
