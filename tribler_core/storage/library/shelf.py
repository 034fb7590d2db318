"""Small facts that are worth keeping."""

from collections.abc import Mapping

from sqlalchemy import Connection, delete, select

from tribler_core.domain.library.item import FileDigest, LinkUse
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Timestamp
from tribler_core.storage.reader import Reader
from tribler_core.storage.schema import file_digests, insert_into, link_uses, looked_up, upsert
from tribler_core.storage.writer import Writer

_KEEPING = ["crc32", "md5", "opensubtitles"]


class SqlShelf:
    """LibraryShelf in SQL."""

    def __init__(self, writer: Writer, reader: Reader, dialect: str) -> None:
        """`dialect` is SQLAlchemy's name of the database."""
        self._writer = writer
        self._reader = reader
        self._dialect = dialect
        self._keep_metadata = upsert(dialect, looked_up.c.infohash, ["found", "content"])

    async def link_use(self, link: str) -> LinkUse | None:
        statement = select(link_uses).where(link_uses.c.link == link)

        def operation(connection: Connection) -> LinkUse | None:
            row = connection.execute(statement).first()
            return None if row is None else LinkUse(row.address, Timestamp(row.first_used))

        return await self._reader.run(operation)

    async def use_link(self, link: str, use: LinkUse) -> None:
        row = {"link": link, "address": use.address, "first_used": use.first_used}
        statement = insert_into(self._dialect, link_uses).on_conflict_do_nothing(index_elements=[link_uses.c.link])
        await self._writer.run(lambda connection: connection.execute(statement, row).close())

    async def digests(self, infohash: InfoHash) -> Mapping[int, FileDigest]:
        statement = select(file_digests).where(file_digests.c.infohash == infohash)

        def operation(connection: Connection) -> dict[int, FileDigest]:
            rows = connection.execute(statement)
            return {row.position: FileDigest(row.crc32, row.md5, row.opensubtitles) for row in rows}

        return await self._reader.run(operation)

    async def keep_digest(self, infohash: InfoHash, index: int, digest: FileDigest) -> None:
        values = {"crc32": digest.crc32, "md5": digest.md5, "opensubtitles": digest.opensubtitles}
        statement = insert_into(self._dialect, file_digests)
        statement = statement.on_conflict_do_update(
            index_elements=[file_digests.c.infohash, file_digests.c.position],
            set_={name: statement.excluded[name] for name in _KEEPING},
        )
        row = {"infohash": infohash, "position": index, **values}
        await self._writer.run(lambda connection: connection.execute(statement, row).close())

    async def forget_digests(self, infohash: InfoHash) -> None:
        statement = delete(file_digests).where(file_digests.c.infohash == infohash)
        await self._writer.run(lambda connection: connection.execute(statement).close())

    async def metadata(self, infohash: InfoHash, since: Timestamp) -> bytes | None:
        statement = select(looked_up.c.content).where(looked_up.c.infohash == infohash, looked_up.c.found >= since)
        content: bytes | None = await self._reader.run(lambda connection: connection.scalar(statement))
        return content

    async def keep_metadata(self, infohash: InfoHash, torrent: bytes, when: Timestamp) -> None:
        row = {"infohash": infohash, "found": when, "content": torrent}
        await self._writer.run(lambda connection: connection.execute(self._keep_metadata, row).close())

    async def tidy(self, *, links_before: Timestamp, metadata_before: Timestamp) -> None:
        def operation(connection: Connection) -> None:
            connection.execute(delete(link_uses).where(link_uses.c.first_used < links_before))
            connection.execute(delete(looked_up).where(looked_up.c.found < metadata_before))

        await self._writer.run(operation)
