"""Torrents on their way into libtorrent."""

import asyncio
import logging
from collections.abc import Iterable, Sequence

import libtorrent as lt

from tribler_core.domain.anonymity import TorrentStripped
from tribler_core.domain.download.snapshot import Content
from tribler_core.domain.errors import EngineFailure, TriblerError
from tribler_core.domain.events import TorrentFailed, TrackersChanged
from tribler_core.domain.ports import AddOrder, Publish
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.engine.failures import failed
from tribler_core.engine.infohashes import infohashes_of
from tribler_core.engine.metainfo.parsed import ParsedTorrents
from tribler_core.engine.sessions.pool import Sessions
from tribler_core.engine.sessions.session import Session
from tribler_core.engine.torrents.held import FEW_PEERS, Held, Torrents, hasten_ends, show_certificate
from tribler_core.engine.torrents.intake.orders import HouseRules, Prepared, prepare
from tribler_core.engine.torrents.layers import PieceLayers
from tribler_core.engine.torrents.storage import Storage
from tribler_core.engine.torrents.trackers import initial_trackers
from tribler_core.foundation.units import Seconds, Timestamp

log = logging.getLogger(__name__)

SMALL = 64 * 1024
"""Bytes of torrents and resume data in one call; up to here preparing costs less than a change of threads."""
_TURN = 100
"""Torrents prepared and handed to libtorrent in one go; more would make the event loop late."""
_PATIENCE = Seconds(60.0)

Outcome = Held | Exception


class Adding:
    """Prepares orders in a thread, hands them over, and waits until libtorrent has said yes or no."""

    def __init__(
        self,
        torrents: Torrents,
        sessions: Sessions,
        storage: Storage,
        layers: PieceLayers,
        publish: Publish,
        parsed: ParsedTorrents,
    ) -> None:
        self.layers = layers
        self._torrents = torrents
        self._sessions = sessions
        self._storage = storage
        self._publish = publish
        self._waiting: dict[InfoHash, tuple[Prepared, Session, asyncio.Future[Outcome]]] = {}
        self._parsed = parsed
        self.rules = HouseRules()

    async def add(self, orders: Sequence[AddOrder]) -> list[Exception | None]:
        """One answer per order, in order."""
        outcomes: list[asyncio.Future[Outcome] | Exception | None] = []
        for start in range(0, len(orders), _TURN):
            turn = await self._prepare(orders[start : start + _TURN])
            outcomes += [await self._hand_over(item) if isinstance(item, Prepared) else item for item in turn]
            if start + _TURN < len(orders):
                await asyncio.sleep(0)
        await self._wait(outcome for outcome in outcomes if isinstance(outcome, asyncio.Future))
        results = (outcome.result() if isinstance(outcome, asyncio.Future) else outcome for outcome in outcomes)
        return [result if isinstance(result, Exception) else None for result in results]

    async def _prepare(self, orders: Sequence[AddOrder]) -> list[Prepared | Exception]:
        size = sum(len(order.torrent or b"") + len(order.resume_data or b"") for order in orders)
        if size <= SMALL and not any(order.recover for order in orders):
            return self._prepare_all(orders)
        return await asyncio.to_thread(self._prepare_all, orders)

    def _prepare_all(self, orders: Sequence[AddOrder]) -> list[Prepared | Exception]:
        return [self._attempt(order) for order in orders]

    def _attempt(self, order: AddOrder) -> Prepared | Exception:
        try:
            return prepare(order, self.rules, self._parsed)
        except TriblerError as error:
            return error

    async def _hand_over(self, item: Prepared) -> asyncio.Future[Outcome] | Exception | None:
        """What will tell how it went; None when the torrent is there already.

        A download replaces the look-up of the same torrent; who waits for the look-up hears from the download.
        """
        infohash = item.infohashes.identity
        await self.settle(infohash)
        held = self._torrents.find(infohash)
        if held is not None and not held.hidden:
            return None
        try:
            if held is not None:
                await self._storage.remove(held, with_data=False)
            session = await self._sessions.open(item.hops)
        except TriblerError as error:
            return error
        return self._submit(item, session)

    async def settle(self, infohash: InfoHash) -> None:
        """Wait until a torrent that is on its way in has arrived, or not."""
        if infohash in self._waiting:
            await asyncio.wait([self._waiting[infohash][2]])

    async def add_prepared(self, item: Prepared) -> Held:
        """Add one that no order asked for. Raises: EngineFailure, AnonymityUnavailable."""
        future = self._submit(item, await self._sessions.open(item.hops))
        await self._wait([future])
        outcome = future.result()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _submit(self, item: Prepared, session: Session) -> "asyncio.Future[Outcome]":
        """Give one to libtorrent; its answer ends the future."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting[item.infohashes.identity] = (item, session, future)
        session.lt.async_add_torrent(item.params)
        return future

    async def _wait(self, futures: Iterable["asyncio.Future[Outcome]"]) -> None:
        """Until libtorrent has said something of each; who was not mentioned for a minute has failed."""
        waiting = [future for future in futures if not future.done()]
        timer = asyncio.get_running_loop().call_later(_PATIENCE, _give_up, waiting)
        try:
            for future in waiting:
                if not future.done():
                    await asyncio.shield(future)
        finally:
            timer.cancel()

    def answered(self, alert: lt.add_torrent_alert) -> None:
        """libtorrent has it, or says why not."""
        error = alert.error
        hashes = alert.params.info_hashes if failed(error) else alert.handle.info_hashes()
        entry = self._take(infohashes_of(hashes))
        if entry is None:
            log.warning("libtorrent answered for a torrent that nobody added: %s", alert.message())
            return
        item, session, future = entry
        if failed(error):
            outcome: Outcome = EngineFailure(f"libtorrent refused the torrent: {error.message()}")
        elif future.done():  # too late: whoever asked was told that it failed
            session.lt.remove_torrent(alert.handle)
            return
        else:
            outcome = self._hold(item, session, alert.handle)
        if not future.done():
            future.set_result(outcome)

    def _hold(self, item: Prepared, session: Session, handle: lt.torrent_handle) -> Held:
        params = item.params
        held = Held(
            infohash=item.infohashes.identity,
            infohashes=item.infohashes,
            handle=handle,
            session=session,
            info=params.ti,
            trackers=initial_trackers(params.trackers, params.tracker_tiers),
            about=_about(params),
            renamed=params.renamed_files or None,
            wanted=item.wanted,
            first_last_first=item.first_last_first,
            certificate=item.certificate,
            layout=item.layout,
            stops_at_metadata=item.stops_at_metadata,
            missing=item.missing,
            new=item.new,
            hidden=item.hidden,
            stripped=item.stripped,
            known=tuple(params.peers) if not item.hops and len(params.peers) <= FEW_PEERS else (),
            saved_totals=(params.total_uploaded, params.total_downloaded),
        )
        self._torrents.put(held)
        hasten_ends(held)
        show_certificate(held)
        if item.lacks_layers:
            self.layers.expect(held)
        if held.trackers and not held.hidden:
            self._publish(TrackersChanged(held.infohash, held.trackers))
        if item.hops and not held.hidden:
            self._publish(TorrentStripped(held.infohash, held.stripped.phrases))
        if held.missing:
            self._publish(TorrentFailed(held.infohash, held.missing))
        return held

    def _take(self, infohashes: InfoHashes) -> tuple[Prepared, Session, asyncio.Future[Outcome]] | None:
        for name in (infohashes.v1, infohashes.v2):
            if name is not None and name in self._waiting:
                return self._waiting.pop(name)
        return None


def _give_up(waiting: Iterable["asyncio.Future[Outcome]"]) -> None:
    for future in waiting:
        if not future.done():
            future.set_result(EngineFailure("libtorrent did not answer"))


def _about(params: lt.add_torrent_params) -> Content:
    created = Timestamp(params.creation_date) if params.creation_date > 0 else None
    return Content(comment=params.comment, creator=params.created_by, created=created)
