"""Every operation of the document, called with what the document allows and with what it does not."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import validate
from schemathesis import Case
from schemathesis.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode

from tests.builders import a_metainfo
from tests.e2e.daemon_process import DaemonProcess

EXAMPLES = 3
"""Of each operation in each mode: the whole takes half a minute."""
NOT_CALLED = {
    ("GET", "/events"),
    ("GET", "/api/events"),  # never end
    ("PUT", "/shutdown"),
    ("PUT", "/api/shutdown"),
}
CONFORMS = [status_code_conformance, content_type_conformance, response_schema_conformance]
METAINFO = a_metainfo(files={"a.bin": 1000})
KNOWN = {"infohash": METAINFO.infohash, "fileindex": 0, "name": "tribler"}
SAFE = frozenset({"GET", "HEAD", "PATCH"})


@pytest.mark.slow
async def test_whatever_is_asked_the_answer_is_as_documented(tmp_path: Any) -> None:
    options = {"paths.policy": "confined", "logging.level": "warning"}
    async with DaemonProcess(tmp_path, options) as daemon:
        async with daemon.client.put("/api/downloads?stopped=1", data=METAINFO.data) as added:
            assert added.status == 200
        async with daemon.client.get("/docs/openapi/tribler.json") as answer:
            document = await answer.json()
        validate(document)
        called = await asyncio.to_thread(call_all, document, daemon.url, daemon.key)
        assert await daemon.stop() == 0
    documented = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert documented - called == NOT_CALLED
    assert "Traceback" not in daemon.log


def call_all(document: dict[str, Any], url: str, key: str) -> set[tuple[str, str]]:
    """What was called; an answer that is not as documented is an error."""
    caller = Caller(url, key)
    with caller.session:
        for found in schemathesis.openapi.from_dict(document).get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            if (operation.method.upper(), operation.path) not in NOT_CALLED:
                for mode in GenerationMode:
                    caller.call_some(operation.as_strategy(generation_mode=mode))
    return caller.called


class Caller:
    """Sends what the strategies make up, and judges the answers."""

    def __init__(self, url: str, key: str) -> None:
        self.called: set[tuple[str, str]] = set()
        self.session = requests.Session()
        self.session.headers["X-Api-Key"] = key
        self._url = url

    def call_some(self, cases: st.SearchStrategy[Case[Any]]) -> None:
        """A few requests, some of them about the download that is there."""

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
            if known and case.method.upper() in SAFE and "/stream/" not in case.path:  # what is not there is waited for
                case.path_parameters |= {name: KNOWN[name] for name in case.path_parameters if name in KNOWN}
            response = case.call(base_url=self._url, session=self.session, timeout=120)
            self.called.add((case.method.upper(), case.path))
            case.validate_response(response, checks=CONFORMS)
            refuse_bugs(response)

        with suppress(Unsatisfiable):  # an operation without parameters has no wrong ones
            call()


def refuse_bugs(response: Response) -> None:
    """500 is for a valid request that failed, and 503 for a daemon that is not ready."""
    if response.status_code == 500:
        assert json.loads(response.content)["error"]["handled"] is True, response.content
    elif response.status_code >= 500:
        pytest.fail(f"{response.request.method} {response.request.url}: {response.status_code}")
