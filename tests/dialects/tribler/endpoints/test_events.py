"""Event streams over HTTP, read by parsers as strict as those of the clients."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.builders import a_metainfo
from tests.dialects.tribler.conftest import OpenHouse
from tests.dialects.tribler.house import KEY, House
from tribler_core.domain.events import (
    AskAddDownload,
    DownloadFinished,
    LowSpace,
    ShutdownProgress,
    UnexpectedError,
)
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import BytesPerSecond

METAINFO = a_metainfo()
FINISHED = DownloadFinished(InfoHash(METAINFO.infohash), "imagined\n\ndata:", hidden=False)
LOW_SPACE = LowSpace("/", 3, 2, 1)


class Stream:
    """One open stream, read piece by piece."""

    def __init__(self, content: asyncio.StreamReader, separator: bytes) -> None:
        self._content = content
        self._separator = separator

    async def piece(self) -> str:
        async with asyncio.timeout(60):
            return (await self._content.readuntil(self._separator)).decode().removesuffix(self._separator.decode())

    async def qt(self) -> Any:
        """The next event as 7.5 to 7.14 read it: `data:` goes, all that is left is JSON."""
        return json.loads((await self.piece()).removeprefix("data:"))

    async def web(self) -> tuple[str, Any, str]:
        """The topic, the facts and the id of the next event as browsers read it."""
        fields = dict(line.split(": ", 1) for line in (await self.piece()).split("\n"))
        return fields["event"], json.loads(fields["data"]), fields.get("id", "")


@asynccontextmanager
async def listening(house: House, path: str, *, separator: bytes = b"\n\n", **headers: str) -> AsyncIterator[Stream]:
    sent = {"X-Api-Key": KEY, **{name.replace("_", "-"): text for name, text in headers.items()}}
    async with house.client.get(house.url + path, headers=sent) as response:
        assert response.status == 200
        assert response.headers["Cache-Control"] == "no-cache"
        yield Stream(response.content, separator)  # type: ignore[arg-type]  # aiohttp's reader reads alike


async def test_a_current_stream_begins_with_three_texts(house: House) -> None:
    async with listening(house, "/api/events") as first, listening(house, "/api/events") as second:
        start = {"public_key": "", "version": "1.2.3"}
        assert await first.web() == ("events_start", {**start, "sessions": "0"}, "")
        assert await second.web() == ("events_start", {**start, "sessions": "1"}, "")
        assert await house.ask("GET", "/api/events/info") == {**start, "sessions": "2"}


async def test_a_current_stream_tells_what_happens(house: House) -> None:
    async with listening(house, "/api/events") as stream:
        await stream.web()
        await house.has(METAINFO.data)
        house.engine.complete(METAINFO.infohash)
        topics: dict[str, Any] = {}
        while "torrent_finished" not in topics:
            topic, topics[topic], _ = await stream.web()

    assert topics["torrent_added"] == {"infohash": METAINFO.infohash}
    assert topics["torrent_status_changed"] == {"infohash": METAINFO.infohash, "status": "SEEDING"}
    assert topics["torrent_finished"] == {"infohash": METAINFO.infohash, "name": METAINFO.name, "hidden": False}


async def test_a_reader_that_comes_back_hears_what_it_missed(house: House) -> None:
    async with listening(house, "/api/events") as stream:
        await stream.web()
        house.events.publish(ShutdownProgress("one"))
        _, _, last = await stream.web()
    house.events.publish(ShutdownProgress("two"))
    async with listening(house, "/api/events", Last_Event_ID=last) as stream:
        await stream.web()
        assert (await stream.web())[1] == {"state": "two"}


async def test_a_reader_that_was_away_too_long_is_told_so(house: House) -> None:
    async with listening(house, "/api/events", Last_Event_ID="1") as stream:
        await stream.web()
        assert (await stream.web())[0] == "events_missed"


@pytest.mark.parametrize("nonsense", ["x", "-1", "9" * 40, "\u00b2"])
async def test_an_id_that_we_never_sent_is_none(house: House, nonsense: str) -> None:
    async with listening(house, "/api/events", Last_Event_ID=nonsense) as stream:
        await stream.web()
        house.events.publish(ShutdownProgress("one"))
        assert (await stream.web())[0] == "tribler_shutdown_state"


async def test_a_stream_carries_the_changes_of_downloads_at_the_pace_asked_for(house: House) -> None:
    await house.has(METAINFO.data)
    async with listening(house, "/api/events?downloads=0.25") as stream:
        await stream.web()
        topic, everything, number = await stream.web()
        house.engine.change(METAINFO.infohash, download_rate=BytesPerSecond(1))
        house.engine.change(METAINFO.infohash, download_rate=BytesPerSecond(2))
        _, delta, _ = await stream.web()
        await house.downloads.remove(METAINFO.infohash, with_data=False)
        told = [await stream.web(), await stream.web()]

    assert (topic, everything["full"], number) == ("downloads_changed", True, "")
    assert (delta["full"], [row["speed_down"] for row in delta["downloads"]]) == (False, [2])
    assert delta["revision"] > everything["revision"]
    gone = next(facts for topic, facts, _ in told if topic == "downloads_changed")
    assert gone["removed"] == [METAINFO.infohash]


async def test_a_stream_goes_on_from_the_revision_of_a_list(house: House) -> None:
    await house.has(METAINFO.data)
    revision = (await house.ask("GET", "/api/downloads?since=0"))["revision"]
    async with listening(house, f"/api/events?downloads=1&since={revision}") as stream:
        await stream.web()
        house.engine.change(METAINFO.infohash, download_rate=BytesPerSecond(1))
        assert (await stream.web())[1]["full"] is False


@pytest.mark.parametrize("interval", ["0.1", "0", "-1", "nan", "often"])
async def test_a_pace_that_would_hurt_is_refused(house: House, interval: str) -> None:
    document = await house.ask("GET", f"/api/events?downloads={interval}", expect=400)

    assert document["error"]["code"] == "InvalidParameter"


async def test_the_qt_client_reads_the_legacy_stream(house: House) -> None:
    async with listening(house, "/events") as stream:
        start = await stream.qt()
        await house.has(METAINFO.data)  # torrent_added is unknown to it
        house.events.publish(AskAddDownload("magnet:"))
        house.events.publish(LOW_SPACE)
        house.events.publish(FINISHED)
        house.events.publish(UnexpectedError("e1", "ValueError", "boom"))
        finished, exception = await stream.qt(), await stream.qt()

    assert (start["topic"], start["args"]) == ("events_start", [])
    assert start["kwargs"] == {"public_key": "", "version": "1.2.3"}
    assert start["event"] == {"tribler_started": True, "version": "1.2.3"}
    assert finished["kwargs"] == {"infohash": METAINFO.infohash, "name": FINISHED.name, "hidden": False}
    assert finished["type"] == finished["topic"] == "torrent_finished"
    assert exception["kwargs"]["error"].keys() == {"type", "text", "event"}


async def test_low_space_is_told_to_the_qt_client_only_on_demand(open_house: OpenHouse) -> None:
    house = await open_house(api__legacy_low_space="true")
    async with listening(house, "/events") as stream:
        await stream.qt()
        house.events.publish(LOW_SPACE)
        assert (await stream.qt())["topic"] == "low_space"


@pytest.mark.parametrize(
    ("path", "headers"), [("/events?format=ndjson", {}), ("/events", {"Accept": "application/x-ndjson"})]
)
async def test_the_oldest_clients_read_lines(house: House, path: str, headers: dict[str, str]) -> None:
    async with listening(house, path, separator=b"\n", **headers) as stream:
        start = json.loads(await stream.piece())
        house.events.publish(FINISHED)
        finished = json.loads(await stream.piece())

    assert (start["type"], finished["type"]) == ("events_start", "torrent_finished")
    assert finished["event"]["name"] == FINISHED.name


async def test_streams_end_when_the_house_closes(house: House) -> None:
    async with listening(house, "/api/events?downloads=1") as current, listening(house, "/events") as legacy:
        await current.web()
        await current.web()
        await legacy.qt()
        house.services.event_stream.close()
        for stream in (current, legacy):
            assert await stream.piece() == ""
