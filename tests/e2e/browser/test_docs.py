"""`/docs`, as somebody sees it who has just started the daemon: the key goes in once, and every call can be tried."""

import json
from pathlib import Path

import pytest

from tests.e2e.api import Api
from tests.e2e.browser.driver import Browser, browser, missing
from tests.e2e.daemon_process import DaemonProcess

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}")

NAME = "ab" * 20
OPERATION = "#operations-Downloads-get_api_downloads"


async def tried(page: Browser, url: str) -> str:
    """The status that the page shows when the list is asked for, by the link to that call."""
    await page.open("about:blank")
    await page.open(f"{url}/docs#/Downloads/get_api_downloads")
    await page.click(f"{OPERATION} .try-out__btn")
    await page.click(f"{OPERATION} button.execute")
    return await page.text(f"{OPERATION} .live-responses-table tbody .response-col_status")


@pytest.mark.slow
async def test_a_call_is_refused_without_the_key_and_answered_with_it(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path) as daemon, browser(tmp_path / "browser") as page:
        await Api(daemon).add(NAME)
        assert (await tried(page, daemon.url)).startswith("401")

        await page.open("about:blank")
        await page.open(f"{daemon.url}/docs")
        await page.click(".auth-wrapper button.authorize")
        await page.type("#api_key_value", daemon.key)
        await page.click(".auth-container button.authorize")
        await page.click(".auth-container button.btn-done")

        assert (await tried(page, daemon.url)).startswith("200")
        shown = await page.text(f"{OPERATION} .live-responses-table .highlight-code code")
        assert [row["infohash"] for row in json.loads(shown)["downloads"]] == [NAME]
        assert not [line for line in await page.errors() if "Content Security Policy" in line]
        assert await daemon.stop() == 0
    assert daemon.key not in daemon.log
