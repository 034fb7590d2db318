"""What a link leads to, ready to be sent."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tribler_core.domain.errors import DownloadNotFound, FileNotInTorrent
from tribler_core.domain.library.errors import ItemNotFound, LinkDead, NotYet
from tribler_core.domain.library.item import MISSING, Item, Stage
from tribler_core.foundation.units import Timestamp
from tribler_core.services.library.delivery.digests import Digests
from tribler_core.services.library.delivery.links import Kind, Selection
from tribler_core.services.library.delivery.reading import OpenContent, read_from
from tribler_core.services.library.delivery.zips import ZipPlan
from tribler_core.services.library.desk import Desk
from tribler_core.services.library.files import ItemFile, ItemFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Content with a name."""

    name: str
    size: int
    tag: str
    """Strong, without quotes."""
    modified: Timestamp | None
    path: Path | None = None
    """All of it lies there."""
    ranges: bool = True
    read: partial[AsyncGenerator[bytes, None]]
    """Called with the first and the last position, both inside."""


class Serving:
    """Opens parts of items; nothing is read before it is sent."""

    def __init__(self, desk: Desk, files: ItemFiles, digests: Digests, content: OpenContent) -> None:
        self._desk = desk
        self._files = files
        self._digests = digests
        self._content = content

    async def check(self, item: Item, selection: Selection) -> str:
        """The name of what a link would lead to. Raises: ItemNotFound, NotYet."""
        title = self._title(item)
        if selection.kind is Kind.TORRENT:
            row = self._desk.row(item)
            if row is None or not row.transfer.has_metadata:
                raise NotYet("the metadata of this download is not known yet")
            return f"{title}.torrent"
        files = await self._present(item)
        if selection.kind is Kind.ZIP:
            await self._require_complete(item, files)
            return f"{title}.zip"
        file = _numbered(files, selection.file)
        await self._require_complete(item, [file])
        return file.short_name

    async def open(self, item: Item, selection: Selection) -> Delivery:
        """Raises: LinkDead when it is not here any more, NotYet, CatalogueError."""
        try:
            name = await self.check(item, selection)
            match selection.kind:
                case Kind.FILE:
                    return await self._file(item, selection.file)
                case Kind.ZIP:
                    return await self._zip(item, name)
                case Kind.TORRENT:
                    return await self._torrent(item, name)
        except (ItemNotFound, DownloadNotFound, FileNotInTorrent) as error:
            raise LinkDead from error

    async def mark_missing(self, item: Item) -> None:
        """What should be on the disk is not: for all who hold it. Raises: CatalogueError."""
        now = self._desk.clock.now()
        for known in self._desk.index.over(item.infohash):
            if known.stage in (Stage.ACTIVE, Stage.RETAINED) and known.failure != MISSING:
                gone = replace(known, failure=MISSING, finished=None, from_cache=False, updated=now)
                await self._desk.index.save(gone)
                await self._desk.notices.tell(known.account, "Data missing", f"{self._title(known)}: {MISSING}")

    async def _file(self, item: Item, number: int) -> Delivery:
        file = _numbered(await self._present(item), number)
        opened = await self._content(item.infohash, file.index)
        return Delivery(
            name=file.short_name,
            size=opened.size,
            tag=f"{item.infohash}-{file.number}-{opened.size}",
            modified=self._modified(item),
            path=opened.path_if_complete,
            read=partial(read_from, opened),
        )

    async def _zip(self, item: Item, name: str) -> Delivery:
        files = await self._present(item)
        plan, digests = ZipPlan(files), await self._digests.of(item.infohash)
        sums = {file.number: digests[file.index].crc32 for file in files if file.index in digests}

        async def read_file(file: ItemFile, first: int, last: int) -> AsyncGenerator[bytes, None]:
            async for chunk in read_from(await self._content(item.infohash, file.index), first, last):
                yield chunk

        async def learn(file: ItemFile, _: int) -> None:
            self._digests.want(item.infohash)

        return Delivery(
            name=name,
            size=plan.size,
            tag=f"{item.infohash}-zip-{plan.tag}",
            modified=self._modified(item),
            ranges=len(sums) == len(files),
            read=partial(plan.read, known=sums, files=read_file, learn=learn),
        )

    async def _torrent(self, item: Item, name: str) -> Delivery:
        torrent = await self._desk.downloads.export(item.infohash)

        async def read(first: int, last: int) -> AsyncGenerator[bytes, None]:
            yield torrent[first : last + 1]

        tag = f"{item.infohash}-torrent-{len(torrent)}"
        return Delivery(name=name, size=len(torrent), tag=tag, modified=None, read=partial(read))

    async def _present(self, item: Item) -> tuple[ItemFile, ...]:
        row = self._desk.row(item)
        files = () if row is None else await self._files.of(row.infohash)
        if row is not None and not files:
            raise NotYet("the files of this download are not known yet")
        return files

    async def _require_complete(self, item: Item, files: list[ItemFile] | tuple[ItemFile, ...]) -> None:
        """Raises: NotYet, ItemNotFound."""
        try:
            known = {file.file.index: file for file in await self._desk.downloads.files(item.infohash)}
        except DownloadNotFound:
            raise ItemNotFound from None
        for file in files:
            present = known.get(file.index)
            if present is None or present.downloaded < file.size:
                raise NotYet(f"{file.name} is not complete yet")

    def _modified(self, item: Item) -> Timestamp | None:
        row = self._desk.row(item)
        return (row.transfer.completed if row is not None else None) or item.finished

    def _title(self, item: Item) -> str:
        row = self._desk.row(item)
        return item.name or (row.transfer.name if row is not None else "") or item.known_name or item.infohash


def _numbered(files: tuple[ItemFile, ...], number: int) -> ItemFile:
    """Raises: ItemNotFound."""
    if not 0 <= number < len(files):
        raise ItemNotFound("this file was not found in the item")
    return files[number]
