"""Resume data: what is needed to go on without hashing."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass

import libtorrent as lt

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.engine.answers import Answers
from tribler_core.engine.infohashes import infohashes_of
from tribler_core.engine.metainfo.writing import torrent_bytes
from tribler_core.engine.torrents.held import Held, Torrents
from tribler_core.engine.torrents.stripping import put_back
from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

_BATCH = 200
"""Questions open at one time; enough to keep libtorrent busy, few enough not to flood it."""
_KIND = "resume data"
_WITH_INFO = "metadata"
_SAVE_INFO = int(lt.save_resume_flags_t.save_info_dict)
_FLUSH = int(lt.save_resume_flags_t.flush_disk_cache)
_IF_MODIFIED = int(lt.save_resume_flags_t.only_if_modified)
_COUNTERS = 8
"""The bit of `only_if_modified` that the Python binding has no name for: transferred bytes and times."""
_WORTH_SAVING = _IF_MODIFIED & ~_COUNTERS


@dataclass(frozen=True, slots=True)
class Metadata:
    """A torrent as libtorrent has it now."""

    info: lt.torrent_info
    infohashes: InfoHashes
    data: bytes
    """A clean .torrent with the present trackers."""
    web_seeds: tuple[str, ...]


class Saving:
    """Asks libtorrent for resume data and metadata; both come by the same alerts."""

    def __init__(self, torrents: Torrents, answers: Answers) -> None:
        self._torrents = torrents
        self._answers = answers
        self._unsaved: set[InfoHash] = set()

    async def save(self, infohashes: Iterable[InfoHash], *, flush: bool = False) -> dict[InfoHash, bytes]:
        """Of those that are there and not held back; what libtorrent refuses is left out."""
        found = (self._torrents.find(infohash) for infohash in infohashes)
        saved: dict[InfoHash, bytes] = {}
        await self._gather([held for held in found if held is not None], _FLUSH if flush else 0, saved)
        return saved

    async def save_modified(self, torrents: list[Held], saved: dict[InfoHash, bytes]) -> None:
        """Of those that changed in any way, their blocks flushed to disk; into `saved`, as far as time allows."""
        await self._gather(torrents, _FLUSH | _IF_MODIFIED, saved)

    async def metadata(self, held: Held) -> Metadata:
        """The torrent with its present trackers and piece layers. Raises: EngineFailure."""
        metadata: Metadata = await self._answers.ask(
            held.infohash, _WITH_INFO, lambda: held.handle.save_resume_data(_SAVE_INFO)
        )
        return metadata

    def take_unsaved(self) -> set[InfoHash]:
        """Those that changed in a way worth saving since last asked, and are still there."""
        unsaved, self._unsaved = self._unsaved, set()
        return {infohash for infohash in unsaved if self._torrents.find(infohash) is not None}

    def note(self, held: Held, status: lt.torrent_status) -> None:
        """A status says whether the torrent is worth saving.

        Counters alone are worth it only when payload moved: time passes for every torrent. What is known of
        missing data must stay as it was saved, for the day when its disk is back.
        """
        needs = int(status.need_save_resume_data)
        moved = (status.all_time_upload, status.all_time_download) != held.saved_totals
        if not held.missing and (needs & _WORTH_SAVING or (needs & _COUNTERS and moved)):
            self._unsaved.add(held.infohash)

    def saved(self, alert: lt.save_resume_data_alert) -> None:
        """Resume data came, of a question for it or for the metadata."""
        held = self._torrents.of(alert.handle)
        if held is None:
            return
        params = alert.params
        if held.session.hops:
            put_back(params, held.stripped)
        elif held.known:
            params.peers = [*params.peers, *(peer for peer in held.known if peer not in params.peers)]
        if params.ti is not None and self._answers.asked(held.infohash, _WITH_INFO):
            self._answers.answer(held.infohash, _WITH_INFO, _metadata(params, params.ti))
            return
        self._unsaved.discard(held.infohash)
        held.saved_totals = (params.total_uploaded, params.total_downloaded)
        self._answers.answer_next(held.infohash, _KIND, lt.write_resume_data_buf(params))

    def refused(self, alert: lt.save_resume_data_failed_alert) -> None:
        """Mostly because nothing has changed."""
        held = self._torrents.of(alert.handle)
        if held is not None:
            self._answers.answer_next(held.infohash, _KIND, None)

    async def _gather(self, torrents: list[Held], flags: int, saved: dict[InfoHash, bytes]) -> None:
        torrents = [held for held in torrents if not held.missing]
        for start in range(0, len(torrents), _BATCH):
            batch = torrents[start : start + _BATCH]
            results = await asyncio.gather(*(self._one(held, flags) for held in batch))
            saved.update({held.infohash: data for held, data in zip(batch, results, strict=True) if data})

    async def _one(self, held: Held, flags: int) -> bytes | None:
        try:
            data: bytes | None = await self._answers.ask(
                held.infohash, _KIND, lambda: held.handle.save_resume_data(flags), patience=Seconds(60.0)
            )
        except TriblerError as error:
            log.warning("no resume data of %s: %s", held.infohash, error)
            return None
        return data


def _metadata(params: lt.add_torrent_params, info: lt.torrent_info) -> Metadata:
    """Copied at once: `params` belongs to an alert and dies with it."""
    hashes = infohashes_of(info.info_hashes())
    return Metadata(info, hashes, torrent_bytes(params, info), tuple(params.url_seeds))
