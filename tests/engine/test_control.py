"""What is done to a download that runs."""

import asyncio

import libtorrent as lt
import pytest

from tests.engine.house import FILES, House
from tests.swarm import Seeder, infohashes_of, magnet_of, make_torrent, until
from tribler_core.domain.download.patch import QueueMove
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import DownloadNotFound, EngineFailure
from tribler_core.domain.events import ContentCompleted, FileRenamed, MetadataArrived, TorrentChecked
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.sessions.session import Session
from tribler_core.engine.torrents.intake.adding import Adding, Outcome
from tribler_core.engine.torrents.intake.orders import Prepared

SLOW = 20_000


async def test_a_stopped_download_stands_still_until_it_is_resumed(house: House) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent, user_stopped=True)
        await house.until(infohash, lambda transfer: transfer.activity is Activity.DOWNLOADING)
        assert house.transfer(infohash).paused
        house.engine.torrents.apply(infohash, EngineChange(paused=False))
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)
        house.engine.torrents.apply(infohash, EngineChange(paused=True, auto_managed=False))
        await house.until(infohash, lambda transfer: transfer.paused)


async def test_selected_files_only_are_fetched(house: House) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent, selection=(1,))
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until(infohash, lambda transfer: transfer.activity is Activity.FINISHED)

    listed = await house.engine.inspection.file_progress(infohash)
    assert [(file.included, file.progress == 1) for file in listed] == [(n == 1, n == 1) for n in range(4)]
    assert house.transfer(infohash).size == sum(FILES.values())


@pytest.mark.parametrize("extra", ["", "&so=1"])
async def test_a_selection_made_before_the_metadata_is_all_that_is_fetched(house: House, extra: str) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        wanted = {} if extra else {"selection": (1,)}
        infohash = await house.add_magnet(magnet_of(torrent, peers=[seeder.address], extra=extra), **wanted)
        await house.until(infohash, lambda transfer: transfer.activity is Activity.FINISHED)

    files = house.engine.inspection.files(infohash)
    there = [file.index for file in files if (house.downloads / file.path).exists()]
    assert there == [1]
    listed = await house.engine.inspection.file_progress(infohash)
    assert [file.priority for file in listed] == [0, 4, 0, 0]


async def test_a_magnet_that_wants_only_metadata_stops_there_and_can_go_on_later(house: House) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add_magnet(magnet_of(torrent, peers=[seeder.address]), only_metadata=True)
        await house.ears.hear(MetadataArrived)
        stopped = await house.until(infohash, lambda transfer: transfer.paused and transfer.wanted)
        assert (stopped.done, stopped.wanted) == (0, sum(FILES.values()))
        assert not list(house.downloads.rglob("*"))
        assert not house.ears.heard(ContentCompleted)

        house.engine.torrents.apply(infohash, EngineChange(paused=False))
        await house.until_seeding(infohash)


async def test_a_recheck_finds_what_is_there_and_leaves_a_stopped_download_stopped(house: House) -> None:
    torrent = house.torrent()
    house.downloads.mkdir()
    (house.source / "stuff").rename(house.downloads / "stuff")
    infohash = await house.add(torrent)
    await house.until_seeding(infohash)
    assert house.ears.heard(ContentCompleted) == [ContentCompleted(infohash, transferred=False)]
    house.engine.torrents.apply(infohash, EngineChange(paused=True))
    await house.until(infohash, lambda transfer: transfer.paused)
    with (house.downloads / "stuff" / "c.bin").open("r+b") as file:
        file.write(b"spoiled")
    house.ears.forget()

    house.engine.torrents.recheck(infohash)
    await house.ears.hear(TorrentChecked)
    transfer = await house.until(infohash, lambda transfer: transfer.activity is Activity.DOWNLOADING)

    assert transfer.paused
    assert 0 < transfer.done < transfer.size


@pytest.mark.parametrize("stopped", [False, True])
async def test_a_recheck_heeds_what_was_said_a_moment_before(house: House, stopped: bool) -> None:
    torrent = house.torrent()
    house.downloads.mkdir()
    (house.source / "stuff").rename(house.downloads / "stuff")
    infohash = await house.add(torrent)
    await house.until_seeding(infohash)
    if not stopped:
        house.engine.torrents.apply(infohash, EngineChange(paused=True, auto_managed=False))
        await house.until(infohash, lambda transfer: transfer.paused)
    house.ears.forget()

    house.engine.torrents.apply(infohash, EngineChange(paused=stopped, auto_managed=False))
    house.engine.torrents.recheck(infohash)
    await house.ears.hear(TorrentChecked)

    flags = house.engine.torrents._torrents.get(infohash).handle.flags()
    assert bool(flags & lt.torrent_flags.paused) is stopped


async def test_limits_hold_per_download(house: House) -> None:
    torrent = house.torrent()
    with Seeder(ignore_limits_on_local_network=False) as seeder:
        seeder.share(torrent, house.source, upload_limit=SLOW)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        transfer = await house.until(infohash, lambda transfer: transfer.done > SLOW)
        assert transfer.done < transfer.size


async def test_the_queue_moves(house: House) -> None:
    first = await house.add(house.torrent())
    second = await house.add(make_torrent(house.content("other")))
    await house.until(second, lambda transfer: transfer.queue_position == 1)

    house.engine.torrents.apply(second, EngineChange(queue=QueueMove.TOP))

    await house.until(second, lambda transfer: transfer.queue_position == 0)
    await house.until(first, lambda transfer: transfer.queue_position == 1)


async def test_a_file_is_renamed(house: House) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        await house.engine.torrents.rename_file(infohash, 0, "stuff/renamed.bin")
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)

    assert (house.downloads / "stuff" / "renamed.bin").stat().st_size == house.engine.inspection.files(infohash)[0].size
    assert house.engine.inspection.files(infohash)[0].path == "stuff/renamed.bin"
    assert house.ears.heard(FileRenamed) == [FileRenamed(infohash, 0, "stuff/renamed.bin")]


async def test_a_torrent_is_added_once_however_often_it_is_handed_over(house: House) -> None:
    torrent = house.torrent(version="hybrid")
    first = await house.add(torrent, user_stopped=True)
    again = await house.add(torrent, user_stopped=True)

    assert first == again
    assert house.engine.torrents.holds(first)


async def test_who_asks_for_a_torrent_that_is_not_there_is_told(house: House) -> None:
    nobody = InfoHash("0" * 40)

    assert not house.engine.torrents.holds(nobody)
    with pytest.raises(DownloadNotFound):
        house.engine.torrents.apply(nobody, EngineChange(paused=True))
    with pytest.raises(DownloadNotFound):
        await house.engine.inspection.peers(nobody)


async def test_what_libtorrent_takes_too_late_leaves_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    submit, remove = Adding._submit, lt.session.remove_torrent
    removed: list[lt.torrent_handle] = []

    def submit_and_give_up(adding: Adding, item: Prepared, session: Session) -> "asyncio.Future[Outcome]":
        future = submit(adding, item, session)
        future.set_result(EngineFailure("libtorrent did not answer"))
        return future

    def note_and_remove(session: lt.session, handle: lt.torrent_handle) -> None:
        removed.append(handle)
        remove(session, handle)

    monkeypatch.setattr(Adding, "_submit", submit_and_give_up)
    monkeypatch.setattr(lt.session, "remove_torrent", note_and_remove)
    with pytest.raises(EngineFailure, match="did not answer"):
        await house.add(house.torrent())

    await until(lambda: len(removed) == 1)
    session = (await house.engine.sessions.open(Hops(0))).lt
    await until(lambda: not session.get_torrents())
    assert not house.engine.torrents.holds(infohashes_of(house.torrent()).identity)


async def test_a_few_peers_that_were_named_are_saved_whatever_became_of_them(house: House) -> None:
    torrent, named = house.torrent(), [("127.0.0.1", port) for port in range(1, 6)]
    infohash = await house.add(torrent)
    house.engine.swarm.connect_peers(infohash, named)

    for _ in range(2):
        saved = (await house.engine.torrents.save_resume_data([infohash]))[infohash]
        assert set(lt.read_resume_data(saved).peers) == set(named)
        await house.engine.torrents.remove(infohash, with_data=False)
        await house.add(torrent, resume_data=saved)
