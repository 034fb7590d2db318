"""Pages that the operator named."""

import base64

import pytest
from aiohttp import web

from tests.unit.fetching.conftest import Site
from tribler_core.config.sections import Config, FetchingSection
from tribler_core.domain.errors import FetchError
from tribler_core.fetching.pages import GuardedPages


@pytest.fixture
def pages(tmp_path) -> GuardedPages:
    config = Config(state_dir=tmp_path, fetching=FetchingSection(allow_private=True))
    return GuardedPages(lambda: config)


async def test_a_page_is_fetched_as_it_is(site: Site, pages: GuardedPages) -> None:
    site.answers["/list"] = lambda _: web.Response(body=b"udp://a\n")

    assert await pages.fetch(site.url("/list")) == b"udp://a\n"


async def test_a_user_is_named_and_nobody_who_is_redirected_to_hears_of_it(site: Site, pages: GuardedPages) -> None:
    site.answers["/update"] = lambda _: web.Response(text=" good 1.2.3.4\n")
    site.answers["/moved"] = lambda _: web.Response(status=302, headers={"Location": "/update"})

    assert await pages.fetch_as(site.url("/update"), "user", "word") == "good 1.2.3.4"
    assert site.requests[0].headers["Authorization"] == "Basic " + base64.b64encode(b"user:word").decode()
    with pytest.raises(FetchError):
        await pages.fetch_as(site.url("/moved"), "user", "word")
    assert len(site.requests) == 2
