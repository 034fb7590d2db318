"""In and out of the engine, which a hidden download never enters in the open."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tribler_core.domain.download.layout import common_root, laid_out
from tribler_core.domain.download.settings import DownloadSettings, Hops
from tribler_core.domain.download.snapshot import Content, Download, Transfer
from tribler_core.domain.download.state import Activity, Hold
from tribler_core.domain.errors import AnonymityUnavailable, CatalogueError, DownloadNotFound
from tribler_core.domain.ports import AddOrder, DownloadRecord, EngineChange
from tribler_core.domain.swarm.tracker import Tracker
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.units import Bytes, BytesPerSecond
from tribler_core.services.downloads.desk import Adapters, Desk

Described = Metainfo | Magnet | None
"""What is known of a torrent before the engine has it; None: the engine will say."""

OUTSIDE = (Hold.NO_CIRCUIT, Hold.NO_EXIT)
"""Held: in the engine it is paused, or was never there; what the engine still says of it is from before."""
_VIDEOS = (".mp4", ".m4v", ".mov", ".mkv")


class Passage:
    """Says who may enter the engine, hands over who may, and takes out who may not stay."""

    def __init__(self, adapters: Adapters, desk: Desk) -> None:
        self._adapters = adapters
        self._desk = desk
        self.doubted: set[InfoHash] = set()
        """Not in the engine since a process was killed: more may be on disk than their resume data knows."""

    def hold(self, hops: Hops) -> Hold:
        """What keeps a download of so many hops out of the engine now."""
        if hops == 0:
            return Hold.NONE
        readiness = self._adapters.network.readiness(hops)
        if readiness.available and not readiness.exits_known:
            return Hold.NO_EXIT
        return Hold.NONE if readiness.available and readiness.ready else Hold.NO_CIRCUIT

    def require(self, hops: Hops) -> None:
        """Raises: AnonymityUnavailable when there is no network and the operator wants to hear of it."""
        if hops == 0 or not self._desk.defaults().reject_hidden:
            return
        if not self._adapters.network.readiness(hops).available:
            raise AnonymityUnavailable("there is no anonymity network to hide the download in")

    def require_inside(self, row: Download) -> None:
        """Raises: AnonymityUnavailable for what needs the engine while the download is held out of it."""
        if not self._adapters.engine.holds(row.infohash):
            raise AnonymityUnavailable("the download is not running: it waits for a circuit, or has failed to start")

    async def hand_over(self, records: Sequence[DownloadRecord]) -> list[Exception | None]:
        """Into the engine; an answer for each. Who got in is doubted no more."""
        names = [record.infohashes.identity for record in records]
        orders = [order_of(record, recover=name in self.doubted) for record, name in zip(records, names, strict=True)]
        answers = await self._adapters.engine.add(orders)
        self.doubted.difference_update(name for name, failure in zip(names, answers, strict=True) if failure is None)
        return answers

    async def enter(self, infohash: InfoHash) -> None:
        """Into the engine with what the catalogue holds of it. Raises: DownloadNotFound, EngineFailure, …"""
        record = await self._adapters.catalogue.record(infohash)
        if record is None:
            raise DownloadNotFound(infohash)
        (failure,) = await self.hand_over([record])
        if failure is not None:
            raise failure

    async def pack(self, row: Download) -> None:
        """Halt it and store what it needs to go on, so that nothing is lost when it leaves.

        Raises: CatalogueError; then it runs on.
        """
        engine, infohash = self._adapters.engine, row.infohash
        engine.apply(infohash, EngineChange(paused=True, auto_managed=False))
        try:
            data = await engine.save_resume_data([infohash], flush=True)
            await self._adapters.catalogue.save_resume_data(data, {infohash: row.complete})
        except CatalogueError:
            self.unpack(row)
            raise

    def unpack(self, row: Download) -> None:
        """Let it go on as it was, unless it has to wait by now."""
        now = self._desk.table.get(row.infohash)
        if now is not None and now.hold in OUTSIDE:
            return
        before = EngineChange(paused=row.transfer.paused, auto_managed=row.transfer.auto_managed)
        self._adapters.engine.apply(row.infohash, before)


def order_of(record: DownloadRecord, *, recover: bool = False) -> AddOrder:
    """What the engine is told."""
    return AddOrder(
        infohashes=record.infohashes,
        settings=record.settings,
        added=record.added,
        torrent=record.torrent,
        magnet=record.magnet if record.torrent is None else None,
        resume_data=record.resume_data,
        recover=recover,
    )


def first_row(record: DownloadRecord, described: Described, hold: Hold) -> Download:
    """What is shown of a download that the engine has not spoken of."""
    return Download(
        infohashes=record.infohashes,
        settings=record.settings,
        transfer=_first_transfer(record, described),
        hold=hold,
        trackers=_trackers(described),
        streamable=isinstance(described, Metainfo) and is_streamable(file.path for file in described.files),
    )


def _first_transfer(record: DownloadRecord, described: Described) -> Transfer:
    settings, metainfo = record.settings, described if isinstance(described, Metainfo) else None
    halt = is_halted(settings)
    size = Bytes(0) if metainfo is None else metainfo.size
    return Transfer(
        activity=Activity.FETCHING_METADATA if record.torrent is None else Activity.CHECKING_RESUME_DATA,
        paused=halt,
        auto_managed=settings.queued and not halt,
        name="" if described is None else described.name,
        has_metadata=record.torrent is not None,
        size=size,
        wanted=size,
        piece_count=0 if metainfo is None else metainfo.piece_count,
        piece_length=Bytes(0) if metainfo is None else metainfo.piece_length,
        added=record.added,
        completed=record.completed,
        sequential=settings.sequential,
        private=metainfo is not None and metainfo.private,
        content=None if metainfo is None else _content(metainfo, settings),
    )


def _content(metainfo: Metainfo, settings: DownloadSettings) -> Content:
    """As the engine will lay it out."""
    paths = {file.index: file.path for file in metainfo.files}
    named = list((paths | laid_out(paths, settings.content_layout)).values())
    return Content(
        root=named[0] if len(named) == 1 else common_root(named),
        several=len(named) > 1,
        comment=metainfo.comment,
        creator=metainfo.creator,
        created=metainfo.created,
    )


def resting(transfer: Transfer) -> Transfer:
    """The same, out of the engine: nothing moves, nobody is connected."""
    return replace(
        transfer,
        paused=True,
        auto_managed=False,
        moving=False,
        error="",
        download_rate=BytesPerSecond(0),
        upload_rate=BytesPerSecond(0),
        session_downloaded=Bytes(0),
        session_uploaded=Bytes(0),
        peers_connected=0,
        seeds_connected=0,
        queue_position=None,
    )


def halted(row: Download) -> Download:
    """The same, as the engine will show it a moment after it was told to stop it."""
    return replace(row, transfer=replace(row.transfer, paused=True, auto_managed=False))


def is_halted(settings: DownloadSettings) -> bool:
    """Not to run until somebody says so."""
    return settings.user_stopped or settings.stopped_by_rule


def is_streamable(paths: Iterable[str]) -> bool:
    """Some file is a video that players can seek in."""
    return any(path.lower().endswith(_VIDEOS) for path in paths)


def _trackers(described: Described) -> tuple[Tracker, ...]:
    tiers = () if described is None else described.trackers
    return tuple(Tracker(url, tier) for tier, urls in enumerate(tiers) for url in urls)
