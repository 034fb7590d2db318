"""Messages to web servers, by Apprise."""

import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tribler_core.config.sections import WebhooksSection
from tribler_core.fetching.webhooks import Webhooks

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
"""Apprise asks for it when it sends."""


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.told.append(self.rfile.read(length).decode())  # type: ignore[attr-defined]  # put there below
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    server.told = []  # type: ignore[attr-defined]  # what the handler hears
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def test_a_message_goes_to_every_place(server: HTTPServer) -> None:
    url = f"json://127.0.0.1:{server.server_port}/hook"
    await Webhooks(lambda: WebhooksSection(urls=(url, url))).send("A film has finished", "12 bytes")

    told: list[str] = server.told  # type: ignore[attr-defined]
    assert len(told) == 2
    assert '"title": "A film has finished"' in told[0]


@pytest.mark.parametrize("url", ["json://127.0.0.1:1/hook", "nonsense"])
async def test_a_place_that_takes_nothing_is_logged_and_no_more(url: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        await Webhooks(lambda: WebhooksSection(urls=(url,))).send("A film", "text")

    assert "not every webhook" in caplog.text
