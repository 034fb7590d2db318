"""An engine in memory: it does at once and exactly what it is told, and a test plays the swarm and the disk."""

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from tests.fakes.content import FakeContent, read_torrent
from tests.fakes.inspection import FakeInspection
from tests.fakes.torrents import FakeTorrent
from tribler_core.domain.download.layout import common_root
from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.download.snapshot import Content, Transfer
from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import StorageError, StorageMoveFailed
from tribler_core.domain.events import (
    ContentCompleted,
    FileRenamed,
    FilesMoved,
    FilesNotMoved,
    MetadataArrived,
    TorrentChecked,
    TorrentFailed,
    TransfersChanged,
)
from tribler_core.domain.ports import AddOrder, EngineChange, LastWords, Listening, Publish
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.units import Seconds
from tribler_core.foundation.unset import UNSET


class FakeEngine(FakeInspection, FakeContent):
    """Implements every engine port. Events are published as things happen, changes of transfers at once."""

    def __init__(self, publish: Publish) -> None:
        FakeInspection.__init__(self, publish)
        FakeContent.__init__(self)
        self.orders: list[AddOrder] = []
        """Every order it was ever given."""
        self.refusals: dict[InfoHash, Exception] = {}
        """What `add` answers instead of adding."""
        self.refuse_files: str = ""
        """Why moves, renames and deletions of files fail; empty: they do not."""
        self.gate = asyncio.Event()
        """Closed: adds and moves wait."""
        self.gate.set()
        self.deleted: list[InfoHash] = []
        """Those whose files were deleted."""
        self.saves = 0
        """How often resume data was asked for, per torrent."""
        self._unsaved: set[InfoHash] = set()

    # TorrentEngine.

    async def add(self, orders: Sequence[AddOrder]) -> list[Exception | None]:
        self.orders.extend(orders)
        await self.gate.wait()
        return [self._add(order) for order in orders]

    async def remove(self, infohash: InfoHash, *, with_data: bool) -> None:
        torrent = self.torrent(infohash)
        self.forget(torrent)
        self._unsaved.discard(torrent.infohash)
        torrent.news.set()
        if with_data:
            if self.refuse_files:
                raise StorageError(self.refuse_files)
            self.deleted.append(torrent.infohash)

    def holds(self, infohash: InfoHash) -> bool:
        return self.find(infohash) is not None

    def apply(self, infohash: InfoHash, change: EngineChange) -> None:
        torrent = self.torrent(infohash)
        torrent.changes.append(change)
        shown = {
            name: value
            for name in ("auto_managed", "paused", "sequential", "super_seeding")
            if (value := getattr(change, name)) is not UNSET
        }
        if change.file_priorities is not UNSET:
            torrent.priorities = change.file_priorities
        if change.queue is not UNSET:
            self._queue(torrent, change.queue)
        self.change(torrent.infohash, **shown)

    async def give_metadata(self, infohash: InfoHash, torrent: bytes) -> None:
        if self.torrent(infohash).metainfo is None:
            self.deliver_metadata(infohash, read_torrent(torrent))

    def recheck(self, infohash: InfoHash) -> None:
        self.change(infohash, activity=Activity.CHECKING_FILES, progress=0.0, done=0, wanted_done=0, pieces_done=0)

    async def move(self, infohash: InfoHash, destination: PurePath) -> None:
        torrent = self.torrent(infohash)
        self.change(infohash, moving=True)
        await self.gate.wait()
        if self.refuse_files:
            self.change(infohash, moving=False)
            self.publish(FilesNotMoved(torrent.infohash, self.refuse_files))
            raise StorageMoveFailed(str(destination), self.refuse_files)
        torrent.destination = destination
        self.change(infohash, moving=False)
        self.publish(FilesMoved(torrent.infohash, str(destination)))

    async def rename_file(self, infohash: InfoHash, index: int, path: str) -> None:
        torrent = self.torrent(infohash)
        if self.refuse_files:
            self.publish(FileRenamed(torrent.infohash, index, path, self.refuse_files))
            raise StorageError(self.refuse_files)
        torrent.renamed[index] = path
        self._unsaved.add(torrent.infohash)
        self.publish(FileRenamed(torrent.infohash, index, path))

    async def save_resume_data(self, infohashes: Iterable[InfoHash], *, flush: bool = False) -> dict[InfoHash, bytes]:
        held = {infohash: torrent for infohash in infohashes if (torrent := self.find(infohash)) is not None}
        self.saves += len(held)
        self._unsaved -= held.keys()
        return {infohash: resume_data(torrent.transfer) for infohash, torrent in held.items()}

    async def queue(self) -> list[InfoHash]:
        return [torrent.infohash for torrent in self._in_order() if torrent.transfer.queue_position is not None]

    def take_unsaved(self) -> set[InfoHash]:
        taken, self._unsaved = self._unsaved, set()
        return taken

    # What a test makes happen.

    def change(self, infohash: InfoHash, **changes: Any) -> Transfer:
        """Let a transfer change, and tell."""
        torrent = self.torrent(infohash)
        torrent.transfer = replace(torrent.transfer, **changes)
        self._unsaved.add(torrent.infohash)
        self.publish(TransfersChanged([(torrent.infohash, torrent.transfer)]))
        return torrent.transfer

    def deliver_metadata(self, infohash: InfoHash, metainfo: Metainfo) -> None:
        """A peer sent the metadata of a magnet."""
        torrent = self.torrent(infohash)
        before = torrent.infohash
        torrent.metainfo, torrent.infohashes = metainfo, metainfo.infohashes
        self.rename(torrent, before)
        self.publish(MetadataArrived(before, metainfo.infohashes, metainfo.data))
        self.change(torrent.infohash, **of_metainfo(metainfo), activity=Activity.DOWNLOADING, progress=0.0)

    def complete(self, infohash: InfoHash, *, transferred: bool = True) -> None:
        """Every selected file is there."""
        torrent = self.torrent(infohash)
        size = torrent.transfer.size
        downloaded = size if transferred else torrent.transfer.downloaded
        torrent.have = [True] * torrent.transfer.piece_count
        torrent.news.set()
        self.change(
            infohash,
            activity=Activity.SEEDING,
            progress=1.0,
            done=size,
            wanted_done=torrent.transfer.wanted,
            pieces_done=torrent.transfer.piece_count,
            downloaded=downloaded,
        )
        self.publish(ContentCompleted(torrent.infohash, transferred))

    def finish_check(self, infohash: InfoHash, *, activity: Activity = Activity.DOWNLOADING) -> None:
        """Its data is verified."""
        self.change(infohash, activity=activity)
        self.publish(TorrentChecked(self.torrent(infohash).infohash))

    def fail(self, infohash: InfoHash, message: str) -> None:
        """The engine stops a torrent."""
        self.change(infohash, error=message, paused=True)
        self.publish(TorrentFailed(self.torrent(infohash).infohash, message))

    def _add(self, order: AddOrder) -> Exception | None:
        identity = order.infohashes.identity
        if (refusal := self.refusals.get(identity)) is not None:
            return refusal
        if self.find(identity) is not None:
            return None
        metainfo = None if order.torrent is None else read_torrent(order.torrent)
        torrent = FakeTorrent(order.infohashes, order.settings.destination, first_transfer(order, metainfo), metainfo)
        torrent.priorities = order.settings.file_priorities or ()
        torrent.transfer = replace(torrent.transfer, queue_position=len(self.torrents))
        self.keep(torrent)
        self._unsaved.add(identity)
        self.publish(TransfersChanged([(identity, torrent.transfer)]))
        self.set_trackers(torrent, trackers_of(metainfo or order.magnet))
        return None

    def _queue(self, torrent: FakeTorrent, move: QueueMove) -> None:
        order = self._in_order()
        here = order.index(torrent)
        order.remove(torrent)
        places = {QueueMove.TOP: 0, QueueMove.UP: max(here - 1, 0), QueueMove.DOWN: here + 1}
        order.insert(places.get(move, len(order)), torrent)
        for position, each in enumerate(order):
            each.transfer = replace(each.transfer, queue_position=position)
        self.publish(TransfersChanged([(each.infohash, each.transfer) for each in order]))

    def _in_order(self) -> list[FakeTorrent]:
        return sorted(self.torrents.values(), key=lambda each: each.transfer.queue_position or 0)


class FakeWorkspaceEngine:
    """Implements WorkspaceEngine: an engine in memory that can be started and ended."""

    def __init__(self, publish: Publish) -> None:
        self.torrents = self.inspection = self.swarm = self.sessions = FakeEngine(publish)
        self.whole = True
        """Whether there is time for all of the last words."""
        self.at_the_end: Callable[[], object] = lambda: None
        """What happens just before them."""
        self.may_close = asyncio.Event()
        """Cleared: closing never ends."""
        self.may_close.set()
        self.closed = False

    async def start(self, ports: Sequence[int]) -> Listening:
        return Listening(ports[0])

    async def listen(self, ports: Sequence[int]) -> Listening:
        return Listening(ports[0])

    async def follow(self) -> None:
        """There is nothing to take over."""

    async def last_words(self, _deadline: Seconds) -> LastWords:
        self.at_the_end()
        unsaved = self.torrents.take_unsaved()
        return LastWords(await self.torrents.save_resume_data(unsaved, flush=True), whole=self.whole)

    async def close(self) -> None:
        await self.may_close.wait()
        self.closed = True


def resume_data(transfer: Transfer) -> bytes:
    """What the fake needs to go on where it was."""
    kept = {"done": transfer.done, "wanted_done": transfer.wanted_done, "progress": transfer.progress}
    return json.dumps(kept | {"pieces_done": transfer.pieces_done, "activity": transfer.activity.value}).encode()


def first_transfer(order: AddOrder, metainfo: Metainfo | None) -> Transfer:
    """What is said of a torrent that was just added."""
    settings = order.settings
    transfer = Transfer(
        activity=Activity.FETCHING_METADATA if metainfo is None else Activity.DOWNLOADING,
        paused=settings.user_stopped or settings.stopped_by_rule,
        auto_managed=settings.auto_managed and not (settings.user_stopped or settings.stopped_by_rule),
        name="" if order.magnet is None else order.magnet.name,
        added=order.added,
        sequential=settings.sequential,
    )
    if metainfo is not None:
        transfer = replace(transfer, **of_metainfo(metainfo))
    if order.resume_data is not None:
        kept = json.loads(order.resume_data)
        transfer = replace(transfer, **{**kept, "activity": Activity(kept["activity"])})
    return transfer


def of_metainfo(metainfo: Metainfo) -> dict[str, Any]:
    """The fields of a Transfer that follow from the metadata."""
    return {
        "name": metainfo.name,
        "has_metadata": True,
        "size": metainfo.size,
        "wanted": metainfo.size,
        "piece_count": metainfo.piece_count,
        "piece_length": metainfo.piece_length,
        "private": metainfo.private,
        "content": _content(metainfo),
    }


def _content(metainfo: Metainfo) -> Content:
    paths = [file.path for file in metainfo.files]
    root = paths[0] if len(paths) == 1 else common_root(paths)
    return Content(root, len(paths) > 1, metainfo.comment, metainfo.creator, metainfo.created)


def trackers_of(source: Metainfo | Magnet | None) -> list[tuple[str, int]]:
    """Announce URLs with their tiers."""
    tiers = () if source is None else source.trackers
    return [(url, tier) for tier, urls in enumerate(tiers) for url in urls]
