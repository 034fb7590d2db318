"""Every error has words, in plain text; malformed input is never a failure of ours."""

from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from tests.dialects.qbittorrent.house import API, QbHouse
from tests.dialects.tribler.test_errors import leaves
from tribler_core.config.sections import QBittorrentProfile
from tribler_core.dialects.qbittorrent.errors import WORDS, Conflict, RuleViolated, error_wording
from tribler_core.dialects.qbittorrent.profiles import PROFILES
from tribler_core.domain.errors import (
    DownloadNotFound,
    InvalidParameter,
    MetainfoNotYetKnown,
    MissingParameter,
    NotAuthenticated,
    NotFound,
    TooManyAttempts,
    TriblerError,
)
from tribler_core.web.errors import MethodNotAllowed, UnexpectedFailure


@pytest.mark.parametrize("leaf", list(dict.fromkeys(leaves(TriblerError))))
def test_every_leaf_of_the_error_tree_has_words(leaf: type[TriblerError]) -> None:
    assert any(ancestor in WORDS for ancestor in leaf.__mro__), f"{leaf.__name__} has no words"


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (NotAuthenticated(), 403, "Forbidden"),
        (NotFound("Could not find /x"), 404, "Endpoint does not exist"),
        (DownloadNotFound("x"), 404, "Not Found"),
        (MethodNotAllowed("GET", frozenset({"POST"})), 405, "Method Not Allowed"),
        (MissingParameter("hashes"), 400, "Bad Request"),
        (InvalidParameter("said"), 400, "said"),
        (Conflict("said"), 409, "said"),
        (MetainfoNotYetKnown(), 409, "the metadata of this download has not arrived yet"),
        (RuleViolated("host"), 401, "Unauthorized"),
        (TooManyAttempts(5), 403, "Your IP address has been banned after too many failed authentication attempts."),
    ],
)
def test_errors_are_said_as_clients_match_them(error: TriblerError, status: int, text: str) -> None:
    word = error_wording(PROFILES[QBittorrentProfile.V5_1])
    answer = word(error, make_mocked_request("GET", API))

    assert (answer.status, answer.text, answer.content_type) == (status, text, "text/plain")


def test_a_bug_is_told_by_its_id_alone() -> None:
    word = error_wording(PROFILES[QBittorrentProfile.V5_1])
    answer = word(UnexpectedFailure("abcd", RuntimeError("a detail")), make_mocked_request("GET", API))

    assert answer.status == 500
    assert "abcd" in str(answer.text)
    assert "a detail" not in str(answer.text)


def methods(house: QbHouse) -> list[tuple[str, str]]:
    face = house.qbittorrent.faces()[0]
    found = [(route.method, route.path) for endpoint in face.endpoints for route in endpoint.routes()]
    return [(verb, path) for verb, path in found if not path.startswith("/auth/")]


NAMES = ("hash", "hashes", "rid", "urls", "path", "peers", "limit", "id")
NONSENSE: list[dict[str, Any]] = [
    {"data": b"\xff\xfe\x00", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    {"data": b"{", "headers": {"Content-Type": "application/json"}},
    {"data": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=y"}},
    {"data": dict.fromkeys(NAMES, "\x00\ud7ff%%|&=\n" * 50)},
    {"data": {"hash": "all", "hashes": "all|all", "rid": "99999999999999999999", "limit": "1e999", "offset": "-0x1"}},
    {"params": {"hash": "é" * 300, "rid": "NaN", "sort": "__class__", "offset": "9" * 30, "dirPath": "/\ud7ff"}},
]


@pytest.mark.parametrize("sent", NONSENSE)
async def test_malformed_input_is_never_a_failure_of_ours(house: QbHouse, sent: dict[str, Any]) -> None:
    for verb, path in methods(house):
        headers = {"Cookie": house.cookie, **sent.get("headers", {})}
        answer = await house.call(verb, API + path, key="", **{**sent, "headers": headers})
        assert answer.status < 500, (verb, path, answer.body)


async def test_every_read_answers_both_verbs_and_every_command_one(house: QbHouse) -> None:
    found = methods(house)
    reads = {path for verb, path in found if verb == "GET"} - {"/app/shutdown"}
    posts = {path for verb, path in found if verb == "POST"}

    assert reads <= posts
    for path in posts - reads - {"/app/shutdown"}:
        answer = await house.call("GET", API + path, key="", headers={"Cookie": house.cookie})
        assert (answer.status, answer.headers["Allow"]) == (405, "POST"), path


async def test_all_parameters_that_are_missing_are_named(house: QbHouse) -> None:
    answer = await house.post("torrents/renameFolder", prefix="/qb52", hash="a" * 40, expect=400)

    assert answer.body == b"Missing required parameters: oldPath, newPath"


async def test_the_document_of_the_api_is_where_its_clients_find_it(house: QbHouse) -> None:
    document = (await house.get("openapi.json")).json()

    assert document["openapi"].startswith("3.")
    assert "/api/v2/torrents/info" in document["paths"]
