"""An SQLite catalogue in a folder of the test's own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tribler_core.config.sections import StorageSection
from tribler_core.storage.catalogue import FILE_NAME, SqlCatalogue


@pytest.fixture
async def catalogue(tmp_path: Path) -> AsyncIterator[SqlCatalogue]:
    catalogue = await SqlCatalogue.open(StorageSection(), tmp_path)
    yield catalogue
    await catalogue.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is, or will be."""
    return tmp_path / FILE_NAME
