"""Somebody else's web interface, served from a folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from yarl import URL

from tests.unit.web.conftest import Serve
from tests.unit.web.example import Served, a_dialect
from tribler_core.web.house.web_ui import WebUi, WebUiEndpoint

FRAMED: Mapping[str, str] = {"X-Frame-Options": "SAMEORIGIN"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As VueTorrent comes."""
    files = {
        "public/index.html": "<p>public</p>",
        "public/assets/app.js": "run()",
        "private/index.html": "<p>private</p>",
        "secret.txt": "outside of both",
    }
    for name, text in files.items():
        path = tmp_path / "ui" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "key").write_text("not yours")
    (tmp_path / "ui/public/link").symlink_to(tmp_path / "key")
    return tmp_path / "ui"


async def served(serve: Serve, folder: Path | None, *, enabled: bool = True) -> Served:
    endpoint = WebUiEndpoint(
        WebUi(
            folder=folder,
            enabled=lambda: enabled,
            signed_in=lambda request: "SID" in request.cookies,
            headers=lambda: FRAMED,
            name=lambda: "The <box>",
        )
    )
    return await serve(a_dialect(endpoint))


async def get(house: Served, path: str, **headers: str) -> tuple[ClientResponse, str]:
    async with house.client.get(URL(house.url + path, encoded=True), headers=headers) as answer:
        return answer, await answer.text()


async def test_the_first_page_is_that_of_the_folder_or_of_who_has_logged_in(serve: Serve, folder: Path) -> None:
    house = await served(serve, folder)

    assert (await get(house, "/"))[1] == "<p>public</p>"
    assert (await get(house, "/", Cookie="SID=1"))[1] == "<p>private</p>"


async def test_scripts_are_scripts_and_pages_may_load_nothing_from_elsewhere(serve: Serve, folder: Path) -> None:
    answer, text = await get(await served(serve, folder), "/assets/app.js", Cookie="SID=1")

    assert (text, answer.content_type) == ("run()", "text/javascript")
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    "path", ["/link", "/secret.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets", "/a%00b"]
)
async def test_nothing_outside_of_the_folder_is_served(serve: Serve, folder: Path, path: str) -> None:
    answer, text = await get(await served(serve, folder), path)

    assert answer.status == 404
    assert "yours" not in text


async def test_a_folder_without_parts_is_for_everybody(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("whole")

    assert (await get(await served(serve, tmp_path), "/"))[1] == "whole"


@pytest.mark.parametrize("options", [{"folder": None}, {"enabled": False}])
async def test_without_a_folder_the_first_page_says_where_things_are(
    serve: Serve, folder: Path, options: dict[str, Any]
) -> None:
    house = await served(serve, **{"folder": folder, **options})

    answer, text = await get(house, "/")

    assert answer.status == 200
    assert "The &lt;box&gt;" in text
    assert (await get(house, "/assets/app.js"))[0].status in (401, 404)
