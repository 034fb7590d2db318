"""The access log: everything but the keys."""

import logging

import pytest
from yarl import URL

from tests.unit.web.conftest import Serve
from tests.unit.web.example import KEY
from tribler_core.web.observe.access_log import without_keys
from tribler_core.web.observe.trace import REQUEST_ID


@pytest.mark.parametrize(
    ("target", "logged"),
    [
        ("/a", "/a"),
        ("/a?b=1&c=%20x", "/a?b=1&c=%20x"),
        ("/a?key=secret&b=1", "/a?key=***&b=1"),
        ("/a?b=1&APIKEY=secret&key=x", "/a?b=1&APIKEY=***&key=***"),
        ("/a?%6bey=secret", "/a?key=***"),
        ("/a?monkey=1", "/a?monkey=1"),
        ("/a?key", "/a?key=***"),
    ],
)
def test_keys_are_struck_out(target: str, logged: str) -> None:
    assert without_keys(URL(target, encoded=True)) == logged


async def test_one_line_tells_of_a_request(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    served = await serve()

    with caplog.at_level(logging.INFO, logger="triblerd.access"):
        await served.ask("GET", f"/items?limit=1&key={KEY}", headers={})

    (line,) = [record.getMessage() for record in caplog.records if record.name == "triblerd.access"]
    assert line.startswith("127.0.0.1 GET /items?limit=1&key=*** 200 ")
    assert KEY not in caplog.text


async def test_the_request_id_is_there_for_every_log_record(serve: Serve) -> None:
    seen: list[str] = []

    class Listening(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            seen.append(REQUEST_ID.get())
            return True

    served = await serve()
    log = logging.getLogger("tribler_core.web.serving.wording")
    listening = Listening()
    log.addFilter(listening)
    await served.ask("GET", "/bug", headers={"X-Api-Key": KEY, "X-Request-Id": "mine-1"})
    log.removeFilter(listening)

    assert seen == ["mine-1"]
    assert REQUEST_ID.get() == ""
