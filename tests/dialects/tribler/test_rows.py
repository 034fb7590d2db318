"""Encoded rows: made once for each change and form, and let go of."""

from pathlib import Path

from tests.builders import a_download, a_metainfo
from tests.dialects.tribler.house import House
from tribler_core.config.sections import Config
from tribler_core.dialects.tribler.rows import KEPT_FORMS, Form, Rows
from tribler_core.dialects.tribler.vocabulary import Face, StatusVocabulary

METAINFO = a_metainfo()
CURRENT = Form(StatusVocabulary.CURRENT)


def some_rows(house: House) -> Rows:
    return Rows(Face.CURRENT, house.downloads, lambda: Config(state_dir=Path("/state")))


async def test_a_row_is_encoded_once(house: House) -> None:
    rows = some_rows(house)
    download = a_download(1)

    assert rows.of(CURRENT).rows([download])[0] is rows.of(CURRENT).rows([download])[0]


async def test_forms_that_nobody_asks_for_any_more_are_let_go_of(house: House) -> None:
    rows = some_rows(house)
    first = rows.of(CURRENT)
    names = [f"name{number}" for number in range(KEPT_FORMS)]
    for name in names:
        rows.of(Form(StatusVocabulary.CURRENT, fields=frozenset({name})))

    assert rows.of(CURRENT) is not first


async def test_a_row_goes_with_its_download(house: House) -> None:
    rows = some_rows(house)
    infohash = await house.has(METAINFO.data)
    rows.of(CURRENT).rows(house.downloads.table.rows())
    rows.forget(house.downloads.table.rows()[0].infohash)

    assert len(rows.of(CURRENT)) == 0
    assert infohash == METAINFO.infohash


async def test_lists_keep_nothing_of_what_is_removed(house: House) -> None:
    await house.has(METAINFO.data)
    before = await house.ask("GET", "/api/downloads")
    await house.downloads.remove(METAINFO.infohash, with_data=False)

    assert len(before["downloads"]) == 1
    assert (await house.ask("GET", "/api/downloads"))["downloads"] == []
