"""What every catalogue promises: the one in memory, SQLite's, PostgreSQL's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

import pytest

from tests.builders import a_magnet_record, a_record, a_v2_infohash, an_infohash, some_infohashes, some_settings
from tests.fakes.catalogue import FakeCatalogue, FakeHistory, FakeStore
from tribler_core.config.sections import StorageSection
from tribler_core.domain.download.settings import Hops, SeedingMode, SeedingRule
from tribler_core.domain.ports import (
    CatalogueChanges,
    DownloadCatalogue,
    DownloadRecord,
    History,
    HistoryEntry,
    KeyValueStore,
)
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.foundation.units import BytesPerSecond, Timestamp
from tribler_core.storage.catalogue import SqlCatalogue


@dataclass(frozen=True)
class Ports:
    downloads: DownloadCatalogue
    key_values: KeyValueStore
    history: History


KINDS = ["memory", "sqlite", "postgresql", "workspace in memory", "workspace", "workspace in postgresql"]


@pytest.fixture(params=KINDS)
async def ports(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ports]:
    if request.param == "memory":
        yield Ports(FakeCatalogue(), FakeStore(), FakeHistory())
        return
    url = request.getfixturevalue("postgres_url") if "postgresql" in request.param else ""
    catalogue = await SqlCatalogue.open(StorageSection(url=url), tmp_path)
    downloads: DownloadCatalogue = catalogue.downloads
    if "workspace" in request.param:
        await catalogue.workspaces.catalogue("other", durable=True).add([a_record(50), a_record(1)])
        downloads = catalogue.workspaces.catalogue("this", durable="memory" not in request.param)
    yield Ports(downloads, catalogue.key_values, catalogue.history)
    await catalogue.close()


@pytest.fixture
def downloads(ports: Ports) -> DownloadCatalogue:
    return ports.downloads


@pytest.fixture
def key_values(ports: Ports) -> KeyValueStore:
    return ports.key_values


@pytest.fixture
def history(ports: Ports) -> History:
    return ports.history


async def everything(downloads: DownloadCatalogue, batch_size: int = 500) -> list[DownloadRecord]:
    found = []
    async for batch in downloads.stream(batch_size):
        for record in batch:
            assert isinstance(record, DownloadRecord)
            found.append(record)
    return found


RICH = a_record(
    7,
    completed=Timestamp(1_700_000_099),
    complete=True,
    resume_data=bytes(range(256)),
    settings=some_settings(
        completed_dir=PurePath("/done/with a name of caf\u00e9 \udcff"),
        hops=Hops(2),
        safe_seeding=True,
        download_limit=BytesPerSecond(65536),
        seeding=SeedingRule(mode=SeedingMode.RATIO, ratio=1.5),
        file_priorities=(0, 4, 7),
        selection=(),
        name="a name\x00of \u65e5\u672c",
    ),
)


@pytest.mark.parametrize("record", [a_record(), a_magnet_record(), RICH], ids=["torrent", "magnet", "rich"])
async def test_a_download_comes_back_as_it_was_added(downloads: DownloadCatalogue, record: DownloadRecord) -> None:
    await downloads.add([record])

    assert await everything(downloads) == [record]
    assert await downloads.record(record.infohashes.identity) == record


@pytest.mark.parametrize("batch_size", [1, 2, 5, 6, 500])
async def test_the_stream_is_in_the_order_of_adding(downloads: DownloadCatalogue, batch_size: int) -> None:
    records = [a_record(number) for number in (3, 1, 2, 5, 4)]
    await downloads.add(records[:3])
    await downloads.add(records[3:])

    assert await everything(downloads, batch_size) == records
    assert await downloads.count() == 5


async def test_a_batch_has_the_asked_size_at_most(downloads: DownloadCatalogue) -> None:
    await downloads.add([a_record(number) for number in range(5)])

    assert [len(batch) async for batch in downloads.stream(2)] == [2, 2, 1]


async def test_an_empty_catalogue_streams_nothing(downloads: DownloadCatalogue) -> None:
    assert [batch async for batch in downloads.stream()] == []
    assert await downloads.count() == 0


async def test_adding_again_replaces_all_of_it_in_its_place(downloads: DownloadCatalogue) -> None:
    old = a_record(1, resume_data=b"old", complete=True)
    new = replace(a_magnet_record(1), infohashes=old.infohashes)
    await downloads.add([old, a_record(2)])

    await downloads.add([new])

    assert await everything(downloads) == [new, a_record(2)]
    assert await downloads.torrent(old.infohashes.identity) is None


async def test_one_write_adds_changes_and_removes(downloads: DownloadCatalogue) -> None:
    kept, gone, new = a_record(1), a_record(2), a_record(3)
    await downloads.add([kept, gone])
    stopped = some_settings(user_stopped=True)

    await downloads.write(
        CatalogueChanges(
            added=[new],
            settings={kept.infohashes.identity: stopped, an_infohash(99): stopped},
            removed=[gone.infohashes.identity, an_infohash(98)],
        )
    )

    assert await everything(downloads) == [replace(kept, settings=stopped), new]


async def test_settings_of_unknown_downloads_are_passed_over(downloads: DownloadCatalogue) -> None:
    await downloads.update_settings({an_infohash(): some_settings()})
    await downloads.update_settings({})

    assert await downloads.count() == 0


async def test_resume_data_is_kept_for_those_that_are_there(downloads: DownloadCatalogue) -> None:
    first, second = a_record(1, resume_data=b"older"), a_record(2)
    await downloads.add([first, second])

    await downloads.save_resume_data(
        {first.infohashes.identity: b"newer", an_infohash(99): b"unknown"},
        {second.infohashes.identity: True, an_infohash(98): True},
    )

    assert await everything(downloads) == [replace(first, resume_data=b"newer"), replace(second, complete=True)]


async def test_metainfo_takes_the_place_of_the_magnet(downloads: DownloadCatalogue) -> None:
    magnet = a_magnet_record()
    await downloads.add([magnet])

    await downloads.save_metainfo(magnet.infohashes.identity, magnet.infohashes, b"torrent")

    assert await everything(downloads) == [replace(magnet, magnet=None, torrent=b"torrent")]


async def test_a_download_that_turns_out_hybrid_is_filed_under_its_first_name(downloads: DownloadCatalogue) -> None:
    magnet = replace(a_magnet_record(), infohashes=InfoHashes(None, a_v2_infohash()), resume_data=b"resume")
    both = some_infohashes(hybrid=True)
    await downloads.add([magnet])

    await downloads.save_metainfo(a_v2_infohash(), both, b"torrent")
    await downloads.update_settings({an_infohash(): some_settings(user_stopped=True)})

    expected = replace(
        magnet, infohashes=both, magnet=None, torrent=b"torrent", settings=some_settings(user_stopped=True)
    )
    assert await everything(downloads) == [expected]
    assert await downloads.record(a_v2_infohash()) == expected
    assert await downloads.torrent(an_infohash()) == b"torrent"


async def test_two_downloads_that_turn_out_to_be_one_become_one(downloads: DownloadCatalogue) -> None:
    by_v1 = replace(a_magnet_record(), infohashes=some_infohashes())
    by_v2 = replace(a_magnet_record(), infohashes=InfoHashes(None, a_v2_infohash()))
    await downloads.add([by_v1, by_v2])

    await downloads.save_metainfo(a_v2_infohash(), some_infohashes(hybrid=True), b"torrent")

    assert [record.infohashes for record in await everything(downloads)] == [some_infohashes(hybrid=True)]


async def test_metainfo_of_an_unknown_download_is_passed_over(downloads: DownloadCatalogue) -> None:
    known = replace(a_magnet_record(), infohashes=some_infohashes())
    await downloads.add([known])

    await downloads.save_metainfo(a_v2_infohash(), some_infohashes(hybrid=True), b"torrent")

    assert await everything(downloads) == [known]


async def test_what_is_removed_leaves_nothing_behind(downloads: DownloadCatalogue) -> None:
    record = a_record(resume_data=b"resume")
    bare = replace(record, torrent=None, resume_data=None)
    await downloads.add([record])

    await downloads.remove([record.infohashes.identity, an_infohash(99)])

    assert await everything(downloads) == []
    assert await downloads.record(record.infohashes.identity) is None
    await downloads.add([bare])
    assert await everything(downloads) == [bare]


async def test_the_torrent_is_kept_byte_by_byte(downloads: DownloadCatalogue) -> None:
    record = a_record()
    await downloads.add([record])

    assert await downloads.torrent(record.infohashes.identity) == record.torrent
    assert await downloads.torrent(an_infohash(99)) is None


@pytest.mark.parametrize("value", [0, "", False, 1.5, [], {"a": [1, None, {"b": "caf\u00e9 \x00"}]}, 2**70])
async def test_a_document_comes_back_as_it_was_put(key_values: KeyValueStore, value: object) -> None:
    await key_values.put("key", "older")
    await key_values.put("key", value)

    assert await key_values.get("key") == value


async def test_a_deleted_document_is_gone(key_values: KeyValueStore) -> None:
    await key_values.put("key", 1)
    await key_values.put("other", 2)

    await key_values.delete("key")
    await key_values.delete("unknown")

    assert await key_values.get("key") is None
    assert await key_values.get("other") == 2


async def test_history_is_read_newest_first(history: History) -> None:
    entries = [
        HistoryEntry(Timestamp(1), an_infohash(1), "added"),
        HistoryEntry(Timestamp(1), an_infohash(2), "added", "caf\u00e9 \x00 \udcff"),
        HistoryEntry(Timestamp(2), an_infohash(1), "failed", "disk full"),
    ]
    await history.write(entries[:1])
    await history.write(entries[1:])
    await history.write([])

    assert await history.read(10) == entries[::-1]
    assert await history.read(2) == [entries[2], entries[1]]
    assert await history.read(10, an_infohash(1)) == [entries[2], entries[0]]
