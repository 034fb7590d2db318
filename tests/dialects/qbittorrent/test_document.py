"""The document of the dialect is valid OpenAPI and names every method."""

from openapi_spec_validator import validate

from tests.dialects.qbittorrent.house import API, QbHouse
from tribler_core.web.serving.documents import build_document


async def test_the_document_is_valid_and_whole(house: QbHouse) -> None:
    faces = house.qbittorrent.faces()
    document = build_document(faces[:1], "1.2.3")

    validate(document)
    paths = document["paths"]
    assert {"get", "post"} <= paths[f"{API}/torrents/info"].keys()
    assert paths[f"{API}/torrents/delete"].keys() == {"post"}
    assert paths[f"{API}/auth/login"].keys() == {"post"}
    shape = paths[f"{API}/torrents/info"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert shape["type"] == "array"


async def test_every_face_serves_the_same_methods(house: QbHouse) -> None:
    faces = house.qbittorrent.faces()
    served = [sorted(route.path for endpoint in face.endpoints for route in endpoint.routes()) for face in faces]

    assert all(each == served[0] for each in served)
    assert [face.prefix for face in faces] == [f"{prefix}{API}" for prefix in ("", "/qb20", "/qb46", "/qb51", "/qb52")]
