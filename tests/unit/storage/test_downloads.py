"""What the contract cannot ask of every catalogue: a write that fails, and many at once."""

import asyncio

import pytest

from tests.builders import a_record, some_settings
from tribler_core.domain.download.settings import SeedingRule
from tribler_core.domain.errors import CatalogueError
from tribler_core.domain.ports import CatalogueChanges
from tribler_core.storage.catalogue import SqlCatalogue

UNSTORABLE = some_settings(seeding=SeedingRule(ratio=float("inf")))


async def test_a_write_that_fails_changes_nothing(catalogue: SqlCatalogue) -> None:
    kept = a_record(1)
    await catalogue.downloads.add([kept])

    with pytest.raises(CatalogueError):
        await catalogue.downloads.write(
            CatalogueChanges(
                added=[a_record(2)],
                removed=[kept.infohashes.identity],
                settings={kept.infohashes.identity: UNSTORABLE},
            )
        )

    assert [batch async for batch in catalogue.downloads.stream()] == [[kept]]


async def test_one_that_cannot_be_stored_does_not_harm_its_neighbours(catalogue: SqlCatalogue) -> None:
    records = [a_record(number) for number in range(20)]
    records[7] = a_record(7, settings=UNSTORABLE)

    outcomes = await asyncio.gather(*(catalogue.downloads.add([record]) for record in records), return_exceptions=True)

    assert [number for number, outcome in enumerate(outcomes) if outcome is not None] == [7]
    assert await catalogue.downloads.count() == 19


async def test_of_one_infohash_twice_in_a_batch_the_last_counts(catalogue: SqlCatalogue) -> None:
    await catalogue.downloads.add([a_record(1, resume_data=b"first"), a_record(1)])

    assert [batch async for batch in catalogue.downloads.stream()] == [[a_record(1)]]
