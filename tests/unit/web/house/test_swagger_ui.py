"""Swagger UI: from our own disk, for every dialect, without a key and without the internet."""

import re

import pytest

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, ItemsEndpoint, Served, a_dialect, key_authenticator
from tribler_core.web.house.place import housed
from tribler_core.web.house.swagger_ui import DocsEndpoint, SwaggerAssetsEndpoint
from tribler_core.web.serving.options import Manners

HOUSE = [DocsEndpoint("example"), SwaggerAssetsEndpoint()]


async def documented(serve: Serve, manners: Manners | None = None) -> Served:
    dialects = [a_dialect(), a_dialect(ItemsEndpoint(), name="other", title="Other", prefix="/other")]
    return await serve(*housed(dialects, HOUSE, key_authenticator()), manners=manners)


async def get(served: Served, path: str, **headers: str) -> tuple[int, str, str]:
    async with served.client.get(served.url + path, headers=headers) as answer:
        return answer.status, await answer.text(), answer.headers.get("Content-Security-Policy", "")


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
async def test_the_page_loads_only_from_here_and_everything_it_loads_is_there(serve: Serve, path: str) -> None:
    served = await documented(serve)

    status, page, policy = await get(served, path)

    assert status == 200
    assert "script-src 'self'" in policy
    assert "unsafe-eval" not in policy
    links = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(links) == 5
    for link in links:
        assert link.startswith("/")
        async with served.client.get(served.url + link) as answer:
            assert answer.status == 200
            assert len(await answer.read()) > 100
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_the_page_offers_every_dialect(serve: Serve) -> None:
    served = await documented(serve)

    _, script, _ = await get(served, "/docs/start.js")

    assert '{"name":"Example","url":"/docs/openapi/example.json"}' in script
    assert '{"name":"Other","url":"/docs/openapi/other.json"}' in script
    assert "validatorUrl: null" in script


async def test_the_documents_are_served(serve: Serve) -> None:
    served = await documented(serve)

    old = (await served.ask("GET", "/docs/swagger.json", headers={}))[1]
    new = (await served.ask("GET", "/docs/openapi/other.json", headers={}))[1]

    assert (old["swagger"], old["info"]["version"], old["basePath"]) == ("2.0", "1.2.3", "/")
    assert "/docs/swagger.json" in old["paths"]
    assert (new["openapi"], new["servers"]) == ("3.0.3", [{"url": "/"}])
    assert set(new["paths"]) == {"/other/items", "/other/items/{infohash}", "/other/torrents"}
    assert (await served.ask("GET", "/docs/openapi/none.json", headers={}))[0] == 404


async def test_behind_a_proxy_everything_stands_below_its_prefix(serve: Serve) -> None:
    served = await documented(serve, Manners(base_path="/dl", trusted_proxies=["127.0.0.1"]))

    for path, prefix in (("/dl/docs", "/dl"), ("/docs", "/dl")):
        assert f'src="{prefix}/static/swagger/swagger-ui-bundle.js"' in (await get(served, path))[1]
    forwarded = await get(served, "/docs", **{"X-Forwarded-Prefix": "/told"})
    assert 'src="/told/docs/start.js"' in forwarded[1]
    assert (
        '"/told/docs/openapi/example.json"'
        in (await get(served, "/docs/start.js", **{"X-Forwarded-Prefix": "told/"}))[1]
    )
    document = (await served.ask("GET", "/dl/docs/openapi/example.json"))[1]
    assert document["servers"] == [{"url": "/dl"}]


async def test_a_prefix_cannot_break_out_of_the_page(serve: Serve) -> None:
    served = await documented(serve, Manners(trusted_proxies=["127.0.0.1"]))

    page = await get(served, "/docs", **{"X-Forwarded-Prefix": '/"><script>alert(1)</script>'})

    assert "<script>alert" not in page[1]


@pytest.mark.parametrize("name", ["..%2f__init__.py", "index.html", "swagger-ui.js.map", "%00", "swagger-ui.css%00"])
async def test_nothing_but_the_pages_files_is_served(serve: Serve, name: str) -> None:
    served = await documented(serve)

    assert (await served.ask("GET", f"/static/swagger/{name}", headers=HEADERS))[0] == 404


async def test_without_a_dialect_at_the_root_the_house_has_a_face_of_its_own(serve: Serve) -> None:
    served = await serve(*housed([a_dialect(prefix="/api")], HOUSE, key_authenticator()))

    assert (await get(served, "/docs"))[0] == 200
    assert (await served.ask("GET", "/nope", headers={}))[0] == 401
    assert (await served.ask("GET", "/nope"))[1]["error"]["code"] == "NotFound"
