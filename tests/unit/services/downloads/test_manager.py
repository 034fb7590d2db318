"""The one door to downloads."""

from dataclasses import replace

import pytest

from tests.builders import a_magnet, a_metainfo, an_add, an_infohash
from tests.unit.services.downloads.conftest import Room
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.errors import DownloadNotFound


async def test_an_added_download_is_stored_running_and_shown(room: Room) -> None:
    added = await room.downloads.add(an_add())

    assert added.infohash in room.catalogue.records
    assert room.engine.holds(added.infohash)
    assert room.downloads.get(added.infohash).state is DownloadState.DOWNLOADING
