"""Every error has words, and the words are those that clients match."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from tribler_core.dialects.tribler.errors import WORDS, ErrorShape, ErrorStyle, error_wording
from tribler_core.dialects.tribler.vocabulary import Face
from tribler_core.domain import errors
from tribler_core.domain.errors import (
    AnonymityUnavailable,
    ComponentMissing,
    DownloadNotFound,
    FetchError,
    FileNotInTorrent,
    InvalidParameter,
    MalformedBody,
    MetainfoTimeout,
    MissingParameter,
    NotAllowed,
    NotAuthenticated,
    NotFound,
    PathNotAllowed,
    PayloadTooLarge,
    StorageError,
    TorrentDecodeError,
    TriblerError,
    UnsupportedUri,
)
from tribler_core.web.errors import MethodNotAllowed, UnexpectedFailure

OTHER_DIALECTS = ("tribler_core.dialects.qbittorrent", "tribler_core.dialects.resttorrent")
"""Their own errors, loaded when both are tested in one process, are theirs to word."""


def leaves(kind: type[TriblerError]) -> Iterator[type[TriblerError]]:
    """The classes that nothing is derived from."""
    below = [each for each in kind.__subclasses__() if not each.__module__.startswith(OTHER_DIALECTS)]
    if not below:
        yield kind
    for each in below:
        yield from leaves(each)


def worded(
    error: TriblerError, face: Face = Face.CURRENT, path: str = "/downloads", style: ErrorStyle | None = None
) -> tuple[int, Any]:
    """The status and the document of an answer."""
    request = make_mocked_request("GET", face.prefix + path)
    response = error_wording(face, lambda: style or ErrorStyle())(error, request)
    assert isinstance(response.body, bytes)
    return response.status, json.loads(response.body)


@pytest.mark.parametrize("leaf", list(dict.fromkeys(leaves(TriblerError))))
def test_every_leaf_of_the_error_tree_has_words(leaf: type[TriblerError]) -> None:
    assert any(ancestor in WORDS for ancestor in leaf.__mro__), f"{leaf.__name__} has no words"


def test_the_tree_that_is_walked_is_the_domain_s() -> None:
    assert errors.DownloadNotFound in set(leaves(TriblerError))


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (MissingParameter("uri"), 400, "MissingParameter"),
        (InvalidParameter("index out of range"), 400, "InvalidParameter"),
        (MalformedBody("no"), 400, "MalformedBody"),
        (NotAuthenticated(), 401, "Unauthorized"),
        (NotAllowed("no"), 403, "Forbidden"),
        (PathNotAllowed("/etc"), 403, "PathNotAllowed"),
        (DownloadNotFound(), 404, "DownloadNotFound"),
        (FileNotInTorrent("no"), 404, "NotFound"),
        (NotFound("Could not find /api/x"), 404, "NotFound"),
        (ComponentMissing("no"), 404, "ComponentNotAvailable"),
        (MethodNotAllowed("PUT", frozenset({"GET"})), 405, "MethodNotAllowed"),
        (PayloadTooLarge("no"), 413, "PayloadTooLarge"),
        (TorrentDecodeError("no"), 500, "TorrentDecodeError"),
        (FetchError("no"), 500, "FetchError"),
        (MetainfoTimeout("no"), 500, "MetainfoTimeout"),
        (UnsupportedUri("no"), 500, "UnsupportedUri"),
        (StorageError("no"), 500, "StorageError"),
        (AnonymityUnavailable("no"), 500, "AnonymityUnavailable"),
    ],
)
@pytest.mark.parametrize("face", Face)
def test_an_error_has_its_status_and_its_code(error: TriblerError, status: int, code: str, face: Face) -> None:
    answered, document = worded(error, face)

    assert answered == status
    assert ErrorShape().validate(document) == {}
    assert (document["error"]["handled"], document["error"]["code"]) == (True, code)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (MissingParameter("uri"), "uri parameter missing"),
        (MissingParameter("remove_data"), "remove_data parameter missing"),
        (NotAuthenticated(), "Unauthorized access"),
        (DownloadNotFound(), "this download does not exist"),
        (TorrentDecodeError("corrupt torrent file (no info)"), "corrupt torrent file (no info)"),
    ],
)
def test_messages_that_clients_match_are_verbatim(error: TriblerError, message: str) -> None:
    assert worded(error)[1]["error"]["message"] == message


@pytest.mark.parametrize("error", [MetainfoTimeout("60 s"), TorrentDecodeError("no")])
@pytest.mark.parametrize("path", ["/torrentinfo/uri", "/torrentinfo/file"])
def test_a_torrent_that_cannot_be_read_is_a_metainfo_error(error: TriblerError, path: str) -> None:
    assert worded(error, path=path)[1]["error"]["message"] == "metainfo error"


def test_the_qt_client_retries_a_look_up_on_a_plain_text() -> None:
    assert worded(MetainfoTimeout("60 s"), Face.LEGACY, "/torrentinfo") == (500, {"error": "metainfo error"})
    assert isinstance(worded(MetainfoTimeout("60 s"), Face.CURRENT, "/torrentinfo")[1]["error"], dict)


def test_a_bug_shows_its_kind_and_no_traceback() -> None:
    status, document = worded(UnexpectedFailure("e7", ZeroDivisionError("division by zero")))

    assert status == 500
    assert (document["error"]["handled"], document["error"]["code"]) == (False, "ZeroDivisionError")
    assert "e7" in document["error"]["message"]
    assert "division" not in document["error"]["message"]


def test_a_developer_may_see_the_traceback() -> None:
    bug = UnexpectedFailure("e7", ZeroDivisionError("division by zero"))

    assert "division by zero" in worded(bug, style=ErrorStyle(tracebacks=True))[1]["error"]["message"]


def test_rejections_without_prefix_may_be_plain_texts_as_they_used_to_be() -> None:
    style = ErrorStyle(plain_rejections=True)

    assert worded(MissingParameter("uri"), Face.LEGACY, style=style)[1] == {"error": "uri parameter missing"}
    assert isinstance(worded(FetchError("no"), Face.LEGACY, style=style)[1]["error"], dict)
    assert isinstance(worded(MissingParameter("uri"), Face.CURRENT, style=style)[1]["error"], dict)
