"""A damaged document is told of and left where it is."""

import pytest

from tribler_core.domain.errors import CatalogueError
from tribler_core.storage.catalogue import SqlCatalogue


async def test_a_damaged_document_is_an_error_that_names_its_key(catalogue: SqlCatalogue) -> None:
    await catalogue.key_values.put("key", [1])
    await catalogue._writer.run(
        lambda connection: connection.exec_driver_sql("UPDATE key_values SET value = '[1'").close()
    )

    with pytest.raises(CatalogueError, match="'key' is damaged"):
        await catalogue.key_values.get("key")

    await catalogue.key_values.put("key", [2])
    assert await catalogue.key_values.get("key") == [2]


async def test_what_json_cannot_hold_is_refused(catalogue: SqlCatalogue) -> None:
    with pytest.raises(CatalogueError):
        await catalogue.key_values.put("key", float("nan"))

    assert await catalogue.key_values.get("key") is None
