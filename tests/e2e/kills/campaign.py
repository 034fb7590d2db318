"""A daemon that is killed again and again on one state directory, and what must be true after each time."""

import asyncio
import logging
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import aiohttp

from tests.e2e.api import Api
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.kills.evidence import TELLING, Uploads, is_recorded_complete, is_verifiable, stored
from tests.e2e.offers import Offer, Swarm, flip
from tests.swarm import magnet_of
from tribler_core.domain.torrent.infohash import InfoHash

log = logging.getLogger(__name__)

VERSIONS = ("v1", "hybrid", "v2")
OPTIONS = {
    "libtorrent.active_downloads": "-1",
    "libtorrent.active_seeds": "-1",
    "libtorrent.active_limit": "-1",
    "libtorrent.utp": "false",
}
"""Everything runs at once; and by TCP, so that the seeder hears at once when its peer is killed."""
CLIENTS = 3
"""Ask at the same time."""
KIB = 1024


class Campaign:
    """Rounds of living and dying. What a client was promised is kept here and held against the daemon.

    `expected` has what was answered with 200, `doubtful` what a kill left without an answer, `gone` what was removed.
    """

    def __init__(self, folder: Path, seed: int, options: dict[str, str] | None = None) -> None:
        self.random = random.Random(seed)  # noqa: S311 - reproducible, not secret
        self.daemon = DaemonProcess(folder, {**OPTIONS, **(options or {})})
        self.api = Api(self.daemon)
        self.swarm = Swarm(folder / "source", **TELLING)
        self.uploads = Uploads(self.swarm.seeder)
        self.expected: dict[InfoHash, Offer] = {}
        self.limits: dict[InfoHash, int] = {}
        self._limiting: set[str] = set()
        self.doubtful: set[InfoHash] = set()
        self.gone: set[InfoHash] = set()
        self.found_on_disk: dict[InfoHash, set[int]] = {}
        self.recorded_complete: set[InfoHash] = set()
        self.kills = 0
        self._dying = False
        self._adds_left = 0
        self._offers = list(self._make_offers())

    # The rounds.

    async def live_and_die(self) -> None:
        """Start, look whether all is as promised, ask for more, and be killed at some moment of that."""
        with self._spoilt():
            await self.daemon.start()
            await self.api.until_ready()
            await self._look()
        self._dying, self._adds_left = False, self.random.randrange(2, 7)
        clients = [asyncio.ensure_future(self._ask_for_things()) for _ in range(CLIENTS)]
        await asyncio.sleep(self.random.uniform(0, 3))  # the random moment
        self._dying = True
        await self._kill()
        for answer in await asyncio.gather(*clients, return_exceptions=True):
            if isinstance(answer, BaseException) and not isinstance(answer, aiohttp.ClientError):
                raise answer
        await self._gather_evidence()

    async def die_young(self) -> None:
        """Be killed at some moment of the start."""
        self.daemon.prepare()
        await self.daemon.spawn()
        await asyncio.sleep(self.random.uniform(0, 0.6))  # the random moment
        await self._kill()
        await self._gather_evidence()

    async def finish(self) -> None:
        """Live once more, undisturbed: everything arrives, and its bytes are right; nothing is promised too much."""
        for torrent in self.swarm.handles.values():
            torrent.set_upload_limit(-1)
        await self.daemon.start()
        await self.api.until_ready()
        await self._look()
        for infohash in self.doubtful & set(await self.api.rows()):
            await self.api.remove(infohash, with_data=True)
        await self.api.until_complete(*self.expected)
        for offer in self.expected.values():
            assert not offer.differs(self.daemon.downloads), offer.infohash
        assert set(await self.api.rows()) == set(self.expected)
        assert await self.daemon.stop(signal.SIGTERM) == 0
        await self._gather_evidence()
        assert self.recorded_complete == set(self.expected)

    async def rest(self) -> None:
        """Start after a clean stop: all is complete, and nobody hashed or fetched anything."""
        with self._spoilt():
            await self.daemon.start()
            await self.api.until_ready()
            await self._look()
            assert await self.daemon.stop(signal.SIGTERM) == 0
        await self._gather_evidence()

    # What a client does meanwhile.

    async def _ask_for_things(self) -> None:
        """Until the connection breaks, or the end has come."""
        while await self._alive():
            await self.random.choices((self._add, self._limit, self._remove), weights=(30, 30, 1))[0]()

    async def _alive(self) -> bool:
        """Let a moment pass, as clients do."""
        await asyncio.sleep(self.random.uniform(0, 0.1))
        return not self._dying

    async def _add(self) -> None:
        if not (self._adds_left and self._offers):
            return
        self._adds_left -= 1
        offer = self._offers.pop()
        self.doubtful.add(offer.infohash)
        by_magnet = self.random.random() < 0.3
        log.info("add a %s by %s", offer, "magnet" if by_magnet else "torrent")
        await self.api.add(magnet_of(offer.torrent) if by_magnet else offer.torrent)
        self.doubtful.discard(offer.infohash)
        self.expected[offer.infohash] = offer

    async def _limit(self) -> None:
        """Change a setting, never of one that another client is changing: answers could overtake each other."""
        infohash = next((name for name in self.expected if name not in self._limiting), None)
        if infohash is None:
            return
        self.expected[infohash] = self.expected.pop(infohash)
        self.limits.pop(infohash, None)  # in doubt until it is answered
        limit = self.random.randrange(10**6, 10**7)
        self._limiting.add(infohash)
        try:
            await self.api.patch(infohash, upload_limit=limit)
        finally:
            self._limiting.discard(infohash)
        if infohash in self.expected:
            self.limits[infohash] = limit

    async def _remove(self) -> None:
        if len(self.expected) <= 4:
            return
        infohash = self.random.choice([name for name in self.expected if name not in self._limiting])
        offer = self.expected.pop(infohash)
        self.limits.pop(infohash, None)
        self.doubtful.add(infohash)
        names_known = (await self.api.row(infohash))["size"] > 0
        log.info("remove %s", infohash)
        await self.api.remove(infohash, with_data=True)
        self.doubtful.discard(infohash)
        self.gone.add(infohash)
        if (
            names_known
        ):  # of a magnet that was killed between its first piece and the storing of its metadata they are not
            assert not any((self.daemon.downloads / path).exists() for path in offer.sizes), infohash

    # What must be true.

    async def _look(self) -> None:
        """After a start: all that was promised is there, and at least as far as the disk is."""
        rows = await self.api.rows()
        assert set(self.expected) <= set(rows), "a download is lost"
        assert not self.gone & set(rows), "a removed download is back"
        assert set(rows) <= set(self.expected) | self.doubtful
        for infohash, limit in self.limits.items():
            assert rows[infohash]["upload_limit"] == limit
        await self.api.until_complete(*self.recorded_complete & set(rows))

    async def _gather_evidence(self) -> None:
        """After an end: what was sent again, what lies on the disk, what the catalogue knows."""
        await self.uploads.until_alone()
        for (infohash, piece), blocks in self.uploads.take().items():
            known = piece in self.found_on_disk.get(infohash, ())
            assert not known, f"{blocks} blocks of piece {piece} of {infohash} were on disk and fetched again"
        records = await stored(self.daemon.config)
        assert set(self.expected) <= set(records)
        downloads = self.daemon.downloads
        self.found_on_disk = {
            name: offer.pieces_on_disk(downloads)
            for name, offer in self.expected.items()
            if is_verifiable(records[name])
        }
        self.recorded_complete = {
            infohash
            for infohash, offer in self.expected.items()
            if is_recorded_complete(records[infohash], offer.info.num_pieces())
        }
        log.info(
            "%d kills: %d downloads, %d of %d pieces on disk, %d recorded as complete",
            self.kills,
            len(self.expected),
            sum(len(pieces) for pieces in self.found_on_disk.values()),
            sum(offer.info.num_pieces() for offer in self.expected.values()),
            len(self.recorded_complete),
        )

    def _spoilt(self) -> "Spoilt":
        return Spoilt([self.daemon.downloads / min(self.expected[name].sizes) for name in self.recorded_complete])

    async def _kill(self) -> None:
        self.kills += 1
        await self.daemon.kill()

    def _make_offers(self) -> Iterator[Offer]:
        """Many small torrents and some that take the whole campaign, the big ones to be asked for first."""
        for number in range(60):
            big = number >= 57
            size = (4000 if big else self.random.randrange(20, 400)) * KIB + self.random.randrange(KIB)
            yield self.swarm.offer(
                f"content{number}",
                {"a.bin": size, "b/c.bin": size // 7 + 1},
                upload_limit=(500 if big else 800) * KIB,
                version=VERSIONS[number % 3],
                piece_size=self.random.choice((16, 32, 64)) * KIB,
                trackers=[self.swarm.tracker.announce_url],
            )


class Spoilt:
    """Files with a wrong byte, for as long as the context lasts: hashing any of them would tell."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths

    def __enter__(self) -> None:
        for path in self._paths:
            flip(path)

    def __exit__(self, *_: object) -> None:
        for path in self._paths:
            flip(path)
