"""The document of the dialect, and every route in it."""

from typing import Any

import pytest
from openapi_spec_validator import validate

from tests.builders import a_metainfo
from tests.dialects.tribler.house import VERSION, House
from tribler_core.web.serving.documents import build_document

METAINFO = a_metainfo(files={"a.bin": 1000})
VARIABLES = {
    "circuit_id": 1,
    "account": "1",
    "key": "1",
    "infohash": METAINFO.infohash,
    "fileindex": "0",
    "version": "1.0",
    "id": "none",
}
STREAMS = {"/events", "/api/events"}
SHUTS_DOWN = {"/shutdown", "/api/shutdown"}
ROOTS = {
    *("/downloads", "/torrentinfo", "/createtorrent", "/settings", "/events", "/state", "/shutdown"),
    *("/statistics/tribler", "/libtorrent/settings", "/logging", "/variables", "/debug/threads"),
}
CURRENT = {
    *("/downloads", "/downloads/{infohash}", "/downloads/{infohash}/torrent", "/downloads/{infohash}/trackers"),
    *("/downloads/{infohash}/tracker_force_announce", "/downloads/{infohash}/files"),
    *("/downloads/{infohash}/stream/{fileindex}", "/torrentinfo/uri", "/torrentinfo/file", "/createtorrent"),
    *("/createtorrent/dryrun", "/libtorrent/settings", "/libtorrent/session", "/settings", "/statistics/tribler"),
    *("/statistics/dirspace", "/events", "/events/info", "/shutdown", "/logging", "/files/browse", "/files/list"),
    *("/files/create", "/statistics/ipv8", "/versioning/versions", "/search/remote", "/rss"),
}


@pytest.fixture
def document(house: House) -> dict[str, Any]:
    """The dialect's document."""
    return build_document(house.faces, VERSION)


async def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)


async def test_every_root_of_either_generation_is_documented(document: dict[str, Any]) -> None:
    paths = document["paths"].keys()

    assert ROOTS - paths == set()
    assert {f"/api{path}" for path in CURRENT} - paths == set()


async def test_every_operation_says_what_it_is_for_and_what_it_answers(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            assert said["summary"], (method, path)
            assert said["tags"], (method, path)
            assert said["security"], (method, path)
            assert {"401", "404", "500"} <= said["responses"].keys(), (method, path)


async def test_every_parameter_is_explained(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            named = [parameter["name"] for parameter in said["parameters"]]
            assert len(named) == len(set(named)), (method, path)


async def test_no_route_is_there_twice(document: dict[str, Any]) -> None:
    assert not any(path.startswith(("/download/", "/api/download/")) for path in document["paths"])
    assert all("head" not in methods for methods in document["paths"].values())


async def test_the_page_and_its_document_need_no_key(house: House) -> None:
    page = await house.call("GET", "/docs", key="")
    swagger = await house.call("GET", "/docs/swagger.json", key="")

    assert page.status == 200
    assert swagger.status == 200
    assert swagger.json()["swagger"] == "2.0"
    assert "/downloads/{infohash}/files" in swagger.json()["paths"]


async def test_every_documented_route_answers_as_documented(house: House, document: dict[str, Any]) -> None:
    await house.has(METAINFO.data)
    house.engine.complete(METAINFO.infohash)  # a stream of what is not there waits for the swarm
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            if path in STREAMS | SHUTS_DOWN or (method, path.removeprefix("/api")) == (
                "delete",
                "/downloads/{infohash}",
            ):
                continue
            answer = await house.call(method.upper(), path.format(**VARIABLES))
            assert str(answer.status) in said["responses"], (method, path, answer.status, answer.body)
            assert answer.status != 405
            assert answer.status != 500, (method, path, answer.body)
    assert house.reported == []
