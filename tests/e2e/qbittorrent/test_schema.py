"""Every operation of this dialect's document, called with what it allows and with what it does not."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate
from schemathesis import Case
from schemathesis.checks import content_type_conformance, response_schema_conformance
from schemathesis.core.transport import Response

from tests.builders import a_metainfo
from tests.e2e.qbittorrent.room import USER, a_daemon
from tests.e2e.schema import Caller, Operations, operations_of

EXAMPLES = 1
"""Of each operation in each mode; 5.1 alone, because every release is served by the same code."""
PREFIX = "/api/v2/"
NOT_CALLED = {
    ("GET", f"{PREFIX}app/shutdown"),
    ("POST", f"{PREFIX}app/shutdown"),
    ("POST", f"{PREFIX}auth/logout"),  # nobody would be logged in any more
}
CONFORMS = [content_type_conformance, response_schema_conformance]
REFUSALS = (400, 401, 403, 404, 409, 413, 415)
"""What is wrong with a request is told so, and never by a 5xx."""
METAINFO = a_metainfo(files={"a.bin": 1000})
KNOWN = {"hash": METAINFO.infohash, "hashes": METAINFO.infohash}


@pytest.mark.slow
@pytest.mark.timeout(400)
async def test_whatever_is_asked_the_answer_is_as_documented(tmp_path: Path) -> None:
    options = {"paths.policy": "confined", "fetching.allow_private": "false"}
    async with a_daemon(tmp_path, options) as (daemon, password):
        async with daemon.client.get("/docs/openapi/qbittorrent.json") as answer:
            document = await answer.json()
        validate(document)
        called = await asyncio.to_thread(call_all, document, daemon.url, password)
    assert operations_of(document) - called == NOT_CALLED


def call_all(document: dict[str, Any], url: str, password: str) -> Operations:
    """What was called; an answer that is not as documented, or a bug, is an error."""
    caller = Caller(url, examples=EXAMPLES, prepare=about_what_is_there, judge=judge)
    with caller.session as session:
        session.post(f"{url}{PREFIX}auth/login", data={"username": USER, "password": password}).raise_for_status()
        added = session.post(f"{url}{PREFIX}torrents/add", files={"torrents": ("a.torrent", METAINFO.data)})
        assert added.text == "Ok."
        return caller.call_all(document, but=NOT_CALLED)


def about_what_is_there(case: Case[Any]) -> None:
    if not case.path.endswith("/delete"):
        for given_values in (case.query, case.body):
            if isinstance(given_values, dict):
                given_values |= {name: text for name, text in KNOWN.items() if name in given_values}


def judge(case: Case[Any], response: Response) -> None:
    if response.status_code < 400:
        case.validate_response(response, checks=CONFORMS)
    else:
        assert response.status_code in REFUSALS, response.content
