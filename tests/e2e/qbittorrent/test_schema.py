"""Every operation of this dialect's document, called with what it allows and with what it does not."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import Case
from schemathesis.checks import content_type_conformance, response_schema_conformance
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from tests.builders import a_metainfo
from tests.e2e.qbittorrent.room import USER, a_daemon

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
LOOSE = {f"{PREFIX}torrents/add", f"{PREFIX}torrents/info"}
"""The first answers in words before 5.2, the second with more when it is asked for more."""
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
        own = {path: methods for path, methods in document["paths"].items() if path.startswith(PREFIX)}
        called = await asyncio.to_thread(call_all, {**document, "paths": own}, daemon.url, password)
    documented = {(method.upper(), path) for path, methods in own.items() for method in methods}
    assert documented - called == NOT_CALLED


def call_all(document: dict[str, Any], url: str, password: str) -> set[tuple[str, str]]:
    """What was called; an answer that is not as documented, or a bug, is an error."""
    caller = Caller(url)
    with caller.session as session:
        session.post(f"{url}{PREFIX}auth/login", data={"username": USER, "password": password}).raise_for_status()
        added = session.post(f"{url}{PREFIX}torrents/add", files={"torrents": ("a.torrent", METAINFO.data)})
        assert added.text == "Ok."
        for found in schemathesis.openapi.from_dict(document).get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            if (operation.method.upper(), operation.path) not in NOT_CALLED:
                for mode in GenerationMode:
                    caller.call_some(operation.as_strategy(generation_mode=mode))
    return caller.called


class Caller:
    """Sends what the strategies make up, and judges the answers."""

    def __init__(self, url: str) -> None:
        self.called: set[tuple[str, str]] = set()
        self.session = requests.Session()
        self._url = url

    def call_some(self, cases: st.SearchStrategy[Case[Any]]) -> None:
        """A few requests, some of them about the torrent that is there."""

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],  # the first wrong answer will do
            suppress_health_check=list(HealthCheck),
        )
        @given(cases, st.booleans())
        def call(case: Case[Any], known: bool) -> None:
            if known and not case.path.endswith("/delete"):
                for given_values in (case.query, case.body):
                    if isinstance(given_values, dict):
                        given_values |= {name: text for name, text in KNOWN.items() if name in given_values}
            response = case.call(base_url=self._url, session=self.session, timeout=30)
            self.called.add((case.method.upper(), case.path))
            if response.status_code < 400 and case.path not in LOOSE:
                case.validate_response(response, checks=CONFORMS)
            else:
                assert response.status_code in (200, *REFUSALS), response.content

        with suppress(Unsatisfiable):  # an operation without parameters has no wrong ones
            call()
