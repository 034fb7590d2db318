"""What an engine says at its end, and what it does not come to."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.engine.house import House
from tribler_core.config.sections.libtorrent import LibtorrentSection
from tribler_core.engine.torrents.held import Held
from tribler_core.foundation.units import Seconds


@pytest.fixture
async def ending(section: LibtorrentSection, tmp_path: Path) -> AsyncIterator[House]:
    """One whose engine is stopped by the test."""
    house = House(section, tmp_path)
    await house.start()
    yield house
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

    last_words = await house.engine.stop(Seconds(0))

    assert last_words.whole is (silent == "resting")
    assert asked == (["running", "resting"] if silent == "resting" else ["running"])
