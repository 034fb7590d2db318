"""History does not grow without bound."""

from pathlib import Path

from tests.builders import an_infohash
from tribler_core.domain.ports import HistoryEntry
from tribler_core.foundation.units import Timestamp
from tribler_core.storage.catalogue import SqlCatalogue
from tribler_core.storage.opening.database import open_database, sqlite_url


async def test_the_oldest_go_when_there_are_too_many(file: Path) -> None:
    catalogue = SqlCatalogue(open_database(sqlite_url(file)), history_limit=3)
    entries = [HistoryEntry(Timestamp(number), an_infohash(number), "added") for number in range(5)]

    await catalogue.history.write(entries[:1])
    await catalogue.history.write(entries[1:])

    assert await catalogue.history.read(10) == entries[:1:-1]
    await catalogue.close()
