"""The one door to downloads."""

from tests.builders import an_add
from tests.unit.services.downloads.room import Room
from tribler_core.domain.download.state import DownloadState


async def test_an_added_download_is_stored_running_and_shown(room: Room) -> None:
    added = await room.downloads.add(an_add())

    assert added.infohash in room.catalogue.records
    assert room.engine.holds(added.infohash)
    assert room.downloads.get(added.infohash).state is DownloadState.DOWNLOADING
