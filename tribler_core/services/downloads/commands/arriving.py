"""Downloads on their way in: those that are stored go to the engine and are shown; those that are there are met."""

import logging
from collections.abc import Mapping, Sequence

from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.download.state import Hold
from tribler_core.domain.errors import EngineFailure, PathInUse, TriblerError
from tribler_core.domain.events import DownloadAdded
from tribler_core.domain.ports import CatalogueChanges, EngineChange
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet
from tribler_core.foundation.turns import give_way
from tribler_core.services.downloads.commands.adding import Arrival
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.extras import Extras
from tribler_core.services.downloads.life.queueing import Queueing
from tribler_core.services.downloads.passage import Passage, first_row
from tribler_core.services.downloads.requests import Added

log = logging.getLogger(__name__)


class Arriving:
    """Lets downloads in. Whoever calls holds their turns."""

    def __init__(self, adapters: Adapters, desk: Desk, passage: Passage, extras: Extras, queueing: Queueing) -> None:
        self._adapters = adapters
        self._desk = desk
        self._passage = passage
        self._extras = extras
        self._queueing = queueing

    async def meet(self, identity: InfoHash, arrival: Arrival) -> Added:
        """It exists: it keeps its options, gets the metadata it may wait for and, unless one of both is private,
        learns of trackers, web seeds and peers it did not know. Raises: TorrentDecodeError.
        """
        engine, described, known = self._adapters.engine, arrival.described, self._desk.row(identity).transfer
        if not engine.holds(identity):
            return Added(identity, existed=True)
        private = known.private or (isinstance(described, Metainfo) and described.private)
        if self._desk.defaults().merge_trackers and not private:
            for told in _told(arrival):
                self._introduce(identity, told)
                if told.web_seeds:
                    self._adapters.swarm.add_web_seeds(identity, told.web_seeds)
        if isinstance(described, Metainfo) and not known.has_metadata:
            await engine.give_metadata(identity, described.data)
        return Added(identity, existed=True)

    async def enter(self, arrivals: Sequence[Arrival]) -> list[Added | TriblerError]:
        """They are stored: hand them over. Who is refused by the engine is taken out of the catalogue again.

        The row is shown before the engine has it, because the engine speaks of it as soon as it does.
        """
        if not arrivals:
            return []
        failures = await self._show(arrivals)
        failures |= await self._hand_over(_without(failures, arrivals))
        await self._take_back(failures)
        welcome = _without(failures, arrivals)
        await self._equip(welcome)
        for step, arrival in enumerate(welcome):
            self._desk.events.publish(DownloadAdded(arrival.infohash))
            await give_way(step)
        return [failures.get(arrival.infohash) or Added(arrival.infohash, existed=False) for arrival in arrivals]

    def claim(self, arrival: Arrival) -> None:
        """Raises: PathInUse when somebody else writes to its files."""
        record = arrival.record
        self._desk.claims.check(self._desk.table, record.infohashes, record.settings, arrival.described.name)

    async def _show(self, arrivals: Sequence[Arrival]) -> dict[InfoHash, TriblerError]:
        """Put them into the table, but for those that came too late to their files."""
        failures: dict[InfoHash, TriblerError] = {}
        for step, arrival in enumerate(arrivals):
            try:
                self.claim(arrival)
            except PathInUse as error:
                failures[arrival.infohash] = error
            else:
                hold = self._passage.hold(arrival.record.settings.hops)
                self._desk.table.put(first_row(arrival.record, arrival.described, hold))
            await give_way(step)
        return failures

    async def _hand_over(self, arrivals: Sequence[Arrival]) -> dict[InfoHash, TriblerError]:
        free = [arrival for arrival in arrivals if self._desk.row(arrival.infohash).hold is Hold.NONE]
        answers = await self._passage.hand_over([arrival.record for arrival in free])
        return {
            arrival.infohash: answer if isinstance(answer, TriblerError) else EngineFailure(str(answer))
            for arrival, answer in zip(free, answers, strict=True)
            if answer is not None
        }

    async def _take_back(self, failures: dict[InfoHash, TriblerError]) -> None:
        if not failures:
            return
        for infohash in failures:
            self._desk.table.remove(infohash)
        await self._adapters.catalogue.write(CatalogueChanges(removed=list(failures)))

    async def _equip(self, arrivals: Sequence[Arrival]) -> None:
        """Trackers that the operator and the magnet know, and a copy of the .torrent."""
        trackers = [(url, 0) for url in await self._extras.trackers()]
        copies: list[tuple[InfoHash, str, bytes]] = []
        for step, arrival in enumerate(arrivals):
            await give_way(step)
            infohash, described = arrival.infohash, arrival.described
            if arrival.top_of_queue and self._adapters.engine.holds(infohash):
                self._adapters.engine.apply(infohash, EngineChange(queue=QueueMove.TOP))
                _ = self._queueing.remember()
            if isinstance(described, Metainfo):
                copies.append((infohash, described.name, described.data))
                if self._adapters.engine.holds(infohash):
                    if arrival.magnet is not None:
                        self._introduce(infohash, arrival.magnet)
                    if not described.private:
                        self._introduce_trackers(infohash, described, trackers)
        self._extras.keep_copies(copies)

    def _introduce_trackers(self, infohash: InfoHash, metainfo: Metainfo, trackers: Sequence[tuple[str, int]]) -> None:
        """Those that the operator wants every public torrent to have, some of them behind the torrent's own."""
        behind = self._extras.trackers_behind(len(metainfo.trackers))
        if trackers or behind:
            self._adapters.swarm.add_trackers(infohash, [*trackers, *behind])

    def _introduce(self, infohash: InfoHash, described: Metainfo | Magnet) -> None:
        trackers = [(url, tier) for tier, urls in enumerate(described.trackers) for url in urls]
        if trackers:
            self._adapters.swarm.add_trackers(infohash, trackers)
        if isinstance(described, Magnet) and described.peers:
            self._adapters.swarm.connect_peers(infohash, described.peers)


def _without(failures: Mapping[InfoHash, TriblerError], arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
    return [arrival for arrival in arrivals if arrival.infohash not in failures] if failures else arrivals


def _told(arrival: Arrival) -> list[Metainfo | Magnet]:
    """What was said of a torrent: a magnet's own words, too, where the metadata was remembered."""
    magnet = arrival.magnet
    return [arrival.described] if magnet is None or magnet is arrival.described else [arrival.described, magnet]
