"""What an engine says at its end, and what it does not come to."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import libtorrent as lt
import pytest

from tests.engine.house import House
from tests.swarm import Seeder, until
from tribler_core.config.sections.libtorrent import LibtorrentSection
from tribler_core.engine.torrents.held import Held
from tribler_core.foundation.units import Seconds


@pytest.fixture
async def ending(section: LibtorrentSection, tmp_path: Path) -> AsyncIterator[House]:
    """One whose engine is at its end in the test."""
    house = House(section, tmp_path)
    await house.start()
    yield house
    await house.engine.close()
    await house.tasks.close()


@pytest.mark.parametrize("silent", ["resting", "running"])
async def test_what_runs_is_asked_first_and_tells_whether_that_was_all(
    ending: House, monkeypatch: pytest.MonkeyPatch, silent: str
) -> None:
    house, asked = ending, []
    for name in ("resting", "running"):
        house.content(name, {"a": 20_000})
        infohash = await house.add(house.torrent_of(name), user_stopped=name == "resting")
        await house.until(infohash, lambda transfer, rests=name == "resting": transfer.paused is rests)

    async def one(held: Held, _: int) -> None:
        asked.append("resting" if held.rests else "running")
        if asked[-1] == silent:
            await asyncio.Event().wait()

    monkeypatch.setattr(house.engine._saving, "_one", one)

    last_words = await house.engine.last_words(Seconds(0.5))

    assert last_words.whole is (silent == "resting")
    assert asked == (["running", "resting"] if silent == "resting" else ["running"])


async def test_after_the_last_words_nothing_changes_any_more(ending: House) -> None:
    house, torrent = ending, ending.torrent()
    with Seeder(enable_outgoing_utp=False) as seeder:
        seeder.share(torrent, house.source, upload_limit=60_000)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until(infohash, lambda transfer: transfer.pieces_done > 1)

        last_words = await house.engine.last_words(Seconds(60))

        (said,), held = last_words.resume_data.values(), house.engine._torrents.find(infohash)
        assert held is not None
        await until(lambda: not held.handle.get_peer_info())
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        again = await house.engine.torrents.save_resume_data([infohash], flush=True)
        assert last_words.whole
        assert kept_by(again[infohash]) == kept_by(said)
        assert (await house.engine.last_words(Seconds(60))).resume_data == {}
        assert (await house.engine.inspection.peers(infohash)) == ()


async def test_torrents_leave_before_their_session_ends_the_last_one_first(
    ending: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    added, left, remove = [], [], lt.session.remove_torrent
    for name in ("first", "second", "third"):
        ending.content(name, {"a": 20_000})
        added.append(await ending.add(ending.torrent_of(name), user_stopped=True))

    def note(session: lt.session, handle: lt.torrent_handle) -> None:
        left.append(str(handle.info_hashes().v1))
        remove(session, handle)

    monkeypatch.setattr(lt.session, "remove_torrent", note)

    await ending.engine.close()

    assert left == [str(infohash) for infohash in reversed(added)]


def kept_by(resume_data: bytes) -> tuple[object, ...]:
    """What a start would go by."""
    params = lt.read_resume_data(resume_data)
    return params.have_pieces, params.total_downloaded, params.total_uploaded, params.unfinished_pieces
