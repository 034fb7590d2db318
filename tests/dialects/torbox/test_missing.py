"""Content that was complete and is not on the disk any more: told to all who hold it, and fetched again when asked."""

from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.builders import a_metainfo
from tests.dialects.torbox.house import TorBoxHouse
from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import StorageError
from tribler_core.services.streaming.content import Content

METAINFO = a_metainfo()
HASH: dict[str, Any] = {"params": {"hash": METAINFO.infohash}}


@pytest.fixture
async def house(house: TorBoxHouse, monkeypatch: pytest.MonkeyPatch) -> TorBoxHouse:
    """One in which ada and bob hold a complete torrent, and a reader of it has found nothing."""
    await house.add(METAINFO)
    await house.complete(METAINFO)
    await house.add(METAINFO, who="bob")
    url = await house.data("GET", "torrents/requestdl", params={"torrent_id": "1"})

    async def fail(*_: object) -> AsyncGenerator[bytes, None]:
        for error in [StorageError("no such file")]:
            raise error
        yield b""

    with monkeypatch.context() as patched:
        patched.setattr(Content, "read", fail)
        with pytest.raises(Exception, match=r"payload|disconnected"):
            await house.call("GET", urlsplit(url).path, key="")
    return house


async def states(house: TorBoxHouse) -> list[tuple[str, bool]]:
    """Of both items."""
    shown = [await house.item(number, who) for number, who in ((1, "ada"), (2, "bob"))]
    return [(item["download_state"], item["download_present"]) for item in shown]


async def test_all_who_hold_it_are_told(house: TorBoxHouse) -> None:
    assert await states(house) == [("missingFiles", False)] * 2
    assert (await house.data("GET", "torrents/mylist"))[0]["download_state"] == "missingFiles"
    for who in ("ada", "bob"):
        notices = await house.data("GET", "notifications/mynotifications", who=who)
        assert notices[0]["title"] == "Data missing"
    assert await house.data("GET", "torrents/checkcached", **HASH) == {}


@pytest.mark.parametrize("operation", ["resume", "reannounce", "recheck", "create"])
async def test_it_is_looked_for_again_and_fetched_when_somebody_asks(house: TorBoxHouse, operation: str) -> None:
    if operation == "create":
        await house.add(METAINFO)
    else:
        await house.data("POST", "torrents/controltorrent", json={"torrent_id": 1, "operation": operation})

    assert await states(house) == [("checkingDL", False)] * 2
    house.engine.change(METAINFO.infohash, activity=Activity.DOWNLOADING)
    assert house.library.desk.active(1) == 1
    await house.complete(METAINFO)
    assert await states(house) == [("uploading (no peers)", True)] * 2
    assert set(await house.data("GET", "torrents/checkcached", **HASH)) == {METAINFO.infohash}
    assert house.library.desk.active(1) == 0
