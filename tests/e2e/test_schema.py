"""Every operation of the document, called with what the document allows and with what it does not."""

import asyncio
import json
from typing import Any

import pytest
from openapi_spec_validator import validate
from schemathesis import Case
from schemathesis.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from schemathesis.core.transport import Response

from tests.builders import a_metainfo
from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.schema import Caller, Operations, operations_of

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
    assert operations_of(document) - called == NOT_CALLED
    assert "Traceback" not in daemon.log


def call_all(document: dict[str, Any], url: str, key: str) -> Operations:
    """What was called; an answer that is not as documented is an error."""
    caller = Caller(url, examples=EXAMPLES, prepare=about_what_is_there, judge=judge)
    caller.session.headers["X-Api-Key"] = key
    with caller.session:
        return caller.call_all(document, but=NOT_CALLED)


def about_what_is_there(case: Case[Any]) -> None:
    if case.method.upper() in SAFE and "/stream/" not in case.path:  # what is not there is waited for
        case.path_parameters |= {name: KNOWN[name] for name in case.path_parameters if name in KNOWN}


def judge(case: Case[Any], response: Response) -> None:
    """500 is for a valid request that failed, and 503 for a daemon that is not ready."""
    case.validate_response(response, checks=CONFORMS)
    if response.status_code == 500:
        assert json.loads(response.content)["error"]["handled"] is True, response.content
    elif response.status_code >= 500:
        pytest.fail(f"{response.request.method} {response.request.url}: {response.status_code}")
