"""Adding: everything is read before anything is added, and the answer comes when the engine has it."""

import asyncio
import enum
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from tribler_core.dialects.qbittorrent.errors import Unreadable
from tribler_core.dialects.qbittorrent.requests.adding import from_bitcomet, to_request
from tribler_core.dialects.qbittorrent.requests.certificates import certificate_of
from tribler_core.dialects.qbittorrent.requests.uploads import Upload
from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import (
    DownloadNotFound,
    FetchError,
    InvalidParameter,
    NotAllowed,
    TorrentDecodeError,
    TriblerError,
)
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.domain.torrent.source import Magnet, Source, TorrentSource, UrlSource
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.downloads.requests import Added, AddRequest
from tribler_core.services.labels.labels import Labels
from tribler_core.services.labels.tags import is_tag
from tribler_core.services.metainfo.service import MetainfoService

FETCH_WAIT = Seconds(10.0)
"""How long an answer waits for URLs; what takes longer is added when it comes."""

SETTLED_WITHIN = Seconds(2.0)
"""How long an answer waits for the first word of the engine on what was added."""


class Failed(enum.Enum):
    """Why something was not added."""

    DUPLICATE = "duplicate"
    INVALID = "invalid"
    FETCH_FAILED = "fetch-failed"
    FORBIDDEN = "forbidden"


@dataclass(slots=True)
class Outcome:
    """What became of all sources together."""

    added: list[InfoHash] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)
    pending: int = 0


@dataclass(frozen=True, slots=True)
class _Item:
    source: Source
    infohashes: InfoHashes | None
    """None: not known before it is fetched."""


class Adding:
    """Carries out `torrents/add`."""

    def __init__(self, downloads: DownloadManager, metainfo: MetainfoService, labels: Labels, tasks: TaskOwner) -> None:
        self._downloads = downloads
        self._metainfo = metainfo
        self._tasks = tasks
        self._labels = labels
        self._fetching: dict[str, asyncio.Task[Added | Failed]] = {}

    async def add(self, uploads: Sequence[Upload], urls: Sequence[str], asked: dict[str, Any]) -> Outcome:
        """Raises: Unreadable for an upload that is no torrent, or a certificate that is none; nothing is added then."""
        certificate = certificate_of(asked)
        items = [await self._uploaded(upload) for upload in uploads]
        outcome = Outcome()
        for url in urls:
            self._named(url, asked.get("cookie", ""), items, outcome)
        requests = [replace(to_request(item.source, asked), certificate=certificate) for item in items]
        takes = (self._take(item, request, outcome) for item, request in zip(items, requests, strict=True))
        await asyncio.gather(*takes)
        await self._settle(outcome.added)
        return outcome

    async def _uploaded(self, upload: Upload) -> _Item:
        try:
            metainfo = await self._metainfo.from_bytes(upload.data)
        except TriblerError as refused:
            raise Unreadable(f"Error: '{upload.name}' is not a valid torrent file.") from refused
        return _Item(TorrentSource(upload.data), metainfo.infohashes)

    def _named(self, url: str, cookie: str, items: list[_Item], outcome: Outcome) -> None:
        try:
            source = self._metainfo.source_of(from_bitcomet(url))
        except TriblerError:
            outcome.failures.append(Failed.INVALID)
        else:
            source = replace(source, cookie=cookie) if isinstance(source, UrlSource) else source
            items.append(_Item(source, source.infohashes if isinstance(source, Magnet) else None))

    async def _take(self, item: _Item, request: AddRequest, outcome: Outcome) -> None:
        if await self._is_there(item.infohashes):
            await self._introduce(request)
            outcome.failures.append(Failed.DUPLICATE)
            return
        if not isinstance(item.source, UrlSource):
            _note(await self._try(request), outcome)
            return
        task = self._fetch(item.source.url, request)
        done, _ = await asyncio.wait({task}, timeout=FETCH_WAIT)
        if done:
            _note(task.result(), outcome)
        else:
            outcome.pending += 1

    def _fetch(self, url: str, request: AddRequest) -> "asyncio.Task[Added | Failed]":
        """One fetch for a URL, however often it is asked for meanwhile."""
        task = self._fetching.get(url)
        if task is None:
            task = self._fetching[url] = self._tasks.spawn(self._try(request), "add of a URL")
            task.add_done_callback(lambda _: self._fetching.pop(url, None))
        return task

    async def _try(self, request: AddRequest) -> Added | Failed:
        try:
            added = await self._downloads.add(await self._welcome(request))
            if added.existed:
                return Failed.DUPLICATE
        except NotAllowed:
            return Failed.FORBIDDEN
        except FetchError:
            return Failed.FETCH_FAILED
        except (TorrentDecodeError, TriblerError):
            return Failed.INVALID
        return added

    async def _settle(self, infohashes: Sequence[InfoHash]) -> None:
        """Wait a moment until the engine has looked at them: clients ask at once what has become of them."""
        table = self._downloads.table
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLED_WITHIN):
                for infohash in infohashes:
                    while (row := table.get(infohash)) and row.transfer.activity is Activity.CHECKING_RESUME_DATA:
                        await table.wait_changed(table.revision)

    async def _introduce(self, request: AddRequest) -> None:
        """What is there learns the metadata and the trackers that it lacks; nothing else of the request counts."""
        with suppress(TriblerError):
            await self._downloads.add(request)

    async def _welcome(self, request: AddRequest) -> AddRequest:
        """Make its category and tags; what cannot be one is left out."""
        tags = tuple(filter(is_tag, request.tags))
        await self._labels.tags.ensure(tags)
        category = request.category
        if category is not None:
            try:
                await self._labels.categories.ensure(category)
            except InvalidParameter:
                category = None
        return replace(request, category=category, tags=tags)

    async def _is_there(self, infohashes: InfoHashes | None) -> bool:
        names = (infohashes.v1, infohashes.v2) if infohashes is not None else ()
        for name in names:
            try:
                if name is not None:
                    await self._downloads.find(name)
                    return True
            except DownloadNotFound:
                continue
        return False


def _note(answer: Added | Failed, outcome: Outcome) -> None:
    if isinstance(answer, Failed):
        outcome.failures.append(answer)
    else:
        outcome.added.append(answer.infohash)
