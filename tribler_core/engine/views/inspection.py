"""What can be asked of a torrent."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import libtorrent as lt

from tribler_core.domain.errors import DownloadNotFound, MetainfoNotYetKnown
from tribler_core.domain.swarm.peer import Peer
from tribler_core.domain.swarm.tracker import TrackerEndpoint
from tribler_core.domain.torrent.files import DownloadFile, TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.answers import Answers
from tribler_core.engine.files.names import real_files, shown_names
from tribler_core.engine.metainfo.reading import torrent_files
from tribler_core.engine.pump import AlertHandlers
from tribler_core.engine.torrents.held import ALL, Held, Torrents, Wanted
from tribler_core.engine.torrents.saving import Saving
from tribler_core.engine.torrents.snapshots import COMPLETE, QUERY
from tribler_core.engine.views.announces import endpoints_of
from tribler_core.engine.views.peers import mask_of, peer_of
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Bytes, Seconds

FRESH = Seconds(1.0)
"""How old file progress may be."""
_REMEMBERED = 64
"""Torrents whose file lists are kept: clients ask about the same few again and again."""
QUERY_PIECES = int(lt.status_flags_t.query_pieces)

_AVAILABILITY, _STATUS = "piece availability", "status"
_WHOLE_PIECES = 1
"""A flag of libtorrent's file progress that the binding has no name for: count verified pieces, not blocks."""

T = TypeVar("T")


@dataclass(slots=True)
class _FileList:
    """What we showed last of the files of one torrent."""

    files: tuple[TorrentFile, ...]
    progress: tuple[DownloadFile, ...] = ()
    wanted: Wanted = ALL
    when: Seconds = Seconds(-FRESH)


class Inspection:
    """Implements `TorrentInspection`; hands on the alerts that answer."""

    def __init__(self, torrents: Torrents, answers: Answers, saving: Saving, clock: Clock) -> None:
        self._torrents = torrents
        self._answers = answers
        self._saving = saving
        self._clock = clock
        self._lists: OrderedDict[InfoHash, _FileList] = OrderedDict()

    def files(self, infohash: InfoHash) -> tuple[TorrentFile, ...]:
        held = self._torrents.get(infohash)
        return self._file_list(held, held.info).files if held.info is not None else ()

    def paths(self, infohash: InfoHash) -> Iterator[str]:
        held = self._torrents.get(infohash)
        if held.info is None:
            return iter(())
        names = shown_names(held.renamed) or {}
        return (names.get(index) or path for index, path in real_files(held.info).items())

    async def file_progress(self, infohash: InfoHash) -> tuple[DownloadFile, ...]:
        held = self._torrents.get(infohash)
        if held.info is None:
            return ()
        shown = self._file_list(held, held.info)
        if self._clock.monotonic() - shown.when < FRESH and shown.wanted is held.wanted:
            return shown.progress
        done = await _called(held, lambda: held.handle.file_progress(_WHOLE_PIECES))
        priorities = held.wanted.priorities(held.info.num_files())
        shown.progress = tuple(
            DownloadFile(file, priorities[file.index], Bytes(done[file.index])) for file in shown.files
        )
        shown.wanted, shown.when = held.wanted, self._clock.monotonic()
        return shown.progress

    async def peers(self, infohash: InfoHash) -> tuple[Peer, ...]:
        held = self._torrents.get(infohash)
        missing = await self._missing(held)
        return await _called(held, lambda: tuple(peer_of(info, missing) for info in held.handle.get_peer_info()))

    async def peer_pieces(self, infohash: InfoHash) -> Mapping[tuple[str, int], Sequence[bool]]:
        held = self._torrents.get(infohash)
        return await _called(held, lambda: {info.ip: list(info.pieces) for info in held.handle.get_peer_info()})

    async def pieces(self, infohash: InfoHash) -> list[bool]:
        held = self._torrents.get(infohash)
        return list((await self._status(held)).pieces) if held.info is not None else []

    async def tracker_endpoints(self, infohash: InfoHash) -> Mapping[str, tuple[TrackerEndpoint, ...]]:
        held = self._torrents.get(infohash)
        return await _called(held, lambda: endpoints_of(held))

    async def fetching(self, infohash: InfoHash) -> tuple[int, ...]:
        held = self._torrents.get(infohash)
        if held.info is None:
            return ()
        queue = await _called(held, held.handle.get_download_queue)
        return tuple(piece["piece_index"] for piece in queue)

    async def piece_availability(self, infohash: InfoHash) -> list[int]:
        held = self._torrents.get(infohash)
        if held.info is None:
            return []
        counts: list[int] = await self._ask(held, _AVAILABILITY, held.handle.post_piece_availability)
        return counts

    async def availability(self, infohash: InfoHash) -> float:
        """libtorrent counts only the others' copies while we are not complete, and nothing once we are."""
        held = self._torrents.get(infohash)
        if held.info is None:
            return 0.0
        status = await self._status(held)
        if status.is_seeding:
            return 1.0 + status.num_seeds
        return max(status.distributed_copies, 0.0)

    async def web_seeds(self, infohash: InfoHash) -> tuple[str, ...]:
        held = self._torrents.get(infohash)
        return (await self._saving.metadata(held)).web_seeds if held.info is not None else ()

    async def export(self, infohash: InfoHash) -> bytes:
        held = self._torrents.get(infohash)
        if held.info is None:
            raise MetainfoNotYetKnown
        return (await self._saving.metadata(held)).data

    async def _missing(self, held: Held) -> int:
        """As `mask_of` the pieces that are not here; 0: nothing is known to be missing."""
        complete = held.transfer is not None and held.transfer.activity in COMPLETE
        if held.info is None or complete:
            return 0
        return mask_of(not there for there in (await self._status(held)).pieces)

    async def _status(self, held: Held) -> lt.torrent_status:
        """With the piece bitfield, which no tick asks for."""
        status: lt.torrent_status = await self._ask(
            held, _STATUS, lambda: held.handle.post_status(QUERY | QUERY_PIECES)
        )
        return status

    async def _ask(self, held: Held, kind: str, post: Callable[[], None]) -> Any:
        """Callers at one time share one question."""
        asked = self._answers.asked(held.infohash, kind)
        return await self._answers.ask(held.infohash, kind, _nothing if asked else post)

    def _file_list(self, held: Held, info: lt.torrent_info) -> _FileList:
        shown = self._lists.pop(held.infohash, None)
        if shown is None:
            shown = _FileList(torrent_files(info, shown_names(held.renamed)))
        self._lists[held.infohash] = shown
        if len(self._lists) > _REMEMBERED:
            self._lists.popitem(last=False)
        return shown

    # Answers.

    def forget(self, held: Held) -> None:
        """A file has a new path, or the torrent has left: what we remember is wrong."""
        self._lists.pop(held.infohash, None)

    def status_came(self, status: lt.torrent_status) -> None:
        """Only the answer to our own question carries pieces."""
        held = self._torrents.of(status.handle)
        if held is not None and self._answers.asked(held.infohash, _STATUS) and status.pieces:
            self._answers.answer(held.infohash, _STATUS, status)

    def handlers(self) -> AlertHandlers:
        return {
            lt.piece_availability_alert: self._availability_came,
        }

    def _availability_came(self, alert: lt.piece_availability_alert) -> None:
        held = self._torrents.of(alert.handle)
        if held is not None:
            self._answers.answer(held.infohash, _AVAILABILITY, alert.piece_availability)


async def _called(held: Held, getter: Callable[[], T]) -> T:
    """Call and wait, in a thread: the binding cannot read the alerts that would answer.

    Raises: DownloadNotFound when the torrent has left.
    """
    try:
        return await asyncio.to_thread(getter)
    except RuntimeError as error:
        raise DownloadNotFound(held.infohash) from error


def _nothing() -> None:
    """Somebody has asked already."""
