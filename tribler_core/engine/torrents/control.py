"""The engine's front: torrents in, torrents out, and what is done to them in between."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePath

import libtorrent as lt

from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.errors import TorrentDecodeError
from tribler_core.domain.ports import AddOrder, EngineChange
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.files.ends import usual_pieces
from tribler_core.engine.metainfo.bencode import load
from tribler_core.engine.torrents.feed import StatusFeed
from tribler_core.engine.torrents.held import Held, Torrents, Wanted, hasten_ends, show_certificate
from tribler_core.engine.torrents.intake.adding import Adding
from tribler_core.engine.torrents.intake.orders import limit, selected_files
from tribler_core.engine.torrents.saving import Saving
from tribler_core.engine.torrents.storage import Storage
from tribler_core.foundation.unset import UNSET

_FLAGS = lt.torrent_flags
_FILES_TO_EXPECT = 10_000
"""Of a magnet: files behind them are dealt with when the metadata has arrived."""


class TorrentControl:
    """Implements `TorrentEngine`. What does not wait is a message to libtorrent's own thread."""

    def __init__(self, torrents: Torrents, adding: Adding, feed: StatusFeed, storage: Storage, saving: Saving) -> None:
        self._torrents = torrents
        self._adding = adding
        self._feed = feed
        self._storage = storage
        self._saving = saving

    async def add(self, orders: Sequence[AddOrder]) -> list[Exception | None]:
        answers = await self._adding.add(orders)
        self._feed.hasten()  # rows wait for their names
        return answers

    async def remove(self, infohash: InfoHash, *, with_data: bool) -> None:
        await self._storage.remove(self._torrents.get(infohash), with_data=with_data)

    def holds(self, infohash: InfoHash) -> bool:
        held = self._torrents.find(infohash)
        return held is not None and not held.hidden

    def apply(self, infohash: InfoHash, change: EngineChange) -> None:
        held = self._torrents.get(infohash)
        handle = held.handle
        if change.upload_limit is not UNSET:
            handle.set_upload_limit(limit(change.upload_limit))
        if change.download_limit is not UNSET:
            handle.set_download_limit(limit(change.download_limit))
        if change.first_last_first is not UNSET:
            _set_ends(held, first=change.first_last_first)
        _choose_files(held, change)
        if change.certificate is not UNSET:
            held.certificate = change.certificate
            show_certificate(held)
        if change.queue is not UNSET:
            _move_in_queue(handle, change.queue)
        _note_pause(held, change)
        _set_flags(handle, change)
        held.told = False

    async def give_metadata(self, infohash: InfoHash, torrent: bytes) -> None:
        info = await asyncio.to_thread(_info_section, torrent)
        held = self._torrents.get(infohash)
        if held.info is None:
            held.handle.set_metadata(info)

    def recheck(self, infohash: InfoHash) -> None:
        """A stopped torrent hashes too, and is stopped again by libtorrent itself when done."""
        held = self._torrents.get(infohash)
        if held.info is None:
            return
        transfer = held.transfer
        halted = held.halted
        if halted is None:
            halted = transfer is not None and transfer.paused and not transfer.auto_managed
        stopped = bool(held.missing) or halted
        held.missing = held.failure = ""
        held.received_before = transfer.session_downloaded if transfer is not None else 0
        held.told = False
        held.handle.force_recheck()
        if stopped:
            held.handle.set_flags(_FLAGS.stop_when_ready)
            held.handle.resume()

    async def move(self, infohash: InfoHash, destination: PurePath) -> None:
        await self._storage.move(self._torrents.get(infohash), destination)

    async def rename_file(self, infohash: InfoHash, index: int, path: str) -> None:
        await self._storage.rename(self._torrents.get(infohash), index, path)

    async def save_resume_data(self, infohashes: Iterable[InfoHash], *, flush: bool = False) -> dict[InfoHash, bytes]:
        return await self._saving.save(infohashes, flush=flush)

    async def queue(self) -> list[InfoHash]:
        asked = [held for held in self._torrents if held.transfer is None or held.transfer.queue_position is not None]
        return await asyncio.to_thread(_in_order, asked)

    def take_unsaved(self) -> set[InfoHash]:
        return self._saving.take_unsaved()


def _info_section(torrent: bytes) -> bytes:
    try:
        info = load(torrent).ti
    except RuntimeError as error:
        raise TorrentDecodeError(f"corrupt torrent file ({error})") from error
    assert info is not None  # noqa: S101 - what is loaded from a .torrent
    return info.info_section()


def _choose_files(held: Held, change: EngineChange) -> None:
    if change.file_priorities is not UNSET:
        _prioritize(held, change.file_priorities)
    elif change.selection is not UNSET and held.info is None:
        held.wanted = selected_files(change.selection)
        if held.stops_at_metadata is not None:
            order = held.stops_at_metadata
            held.stops_at_metadata = replace(order, settings=replace(order.settings, selection=change.selection))
        else:
            # libtorrent keeps as many as there turn out to be files.
            held.handle.prioritize_files(held.wanted.priorities(max(len(held.wanted.listed), _FILES_TO_EXPECT)))


def _prioritize(held: Held, priorities: tuple[int, ...]) -> None:
    """Of a magnet that is to stop at its metadata, nothing is wanted before."""
    held.wanted = Wanted(priorities)
    if held.stops_at_metadata is not None:
        order = held.stops_at_metadata
        held.stops_at_metadata = replace(order, settings=replace(order.settings, file_priorities=priorities))
    else:
        held.handle.prioritize_files(list(priorities))


def _set_ends(held: Held, *, first: bool) -> None:
    """What is hastened no more gets the priority of its file again; libtorrent passes over files that have theirs."""
    held.first_last_first = first
    if first:
        hasten_ends(held)
    elif held.info is not None:
        held.handle.prioritize_pieces(usual_pieces(held.info, held.wanted.priorities(held.info.num_files())))


def _note_pause(held: Held, change: EngineChange) -> None:
    if change.paused is not UNSET:
        held.halted = change.paused and change.auto_managed is not True
    if change.paused is False:
        _revive(held)


def _revive(held: Held) -> None:
    """Let a torrent run again whatever stopped it: an error, a full disk, data that was missing.

    libtorrent may still believe in the missing data, so it has to look.
    """
    if held.missing:
        held.handle.force_recheck()
    held.missing = held.failure = ""
    held.handle.clear_error()
    held.handle.unset_flags(_FLAGS.upload_mode | _FLAGS.stop_when_ready)


def _set_flags(handle: lt.torrent_handle, change: EngineChange) -> None:
    """All flags in one message, so that libtorrent never sees half of a change."""
    asked = (
        (change.auto_managed, _FLAGS.auto_managed),
        (change.paused, _FLAGS.paused),
        (change.sequential, _FLAGS.sequential_download),
        (change.super_seeding, _FLAGS.super_seeding),
    )
    mask = sum(int(flag) for value, flag in asked if value is not UNSET)
    if mask:
        handle.set_flags(sum(int(flag) for value, flag in asked if value is True), mask)


def _in_order(asked: Iterable[Held]) -> list[InfoHash]:
    """Blocks on libtorrent for each, because only its own thread knows; who has left meanwhile is left out."""
    places: list[tuple[int, InfoHash]] = []
    for held in asked:
        with suppress(RuntimeError):
            places.append((held.handle.queue_position(), held.infohash))
    return [infohash for place, infohash in sorted(places) if place >= 0]


def _move_in_queue(handle: lt.torrent_handle, move: QueueMove) -> None:
    match move:
        case QueueMove.UP:
            handle.queue_position_up()
        case QueueMove.DOWN:
            handle.queue_position_down()
        case QueueMove.TOP:
            handle.queue_position_top()
        case QueueMove.BOTTOM:
            handle.queue_position_bottom()
