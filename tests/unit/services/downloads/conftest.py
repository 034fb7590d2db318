"""What the tests of the downloads room share."""

from collections.abc import AsyncIterator

import pytest

from tests.unit.services.downloads.room import Room


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    """A downloads room between fakes that has started."""
    room = Room()
    yield await room.start()
    await room.parts.desk.tasks.close()
