"""Every failure has a code of its own, and a sentence."""

from collections.abc import Iterator

from aiohttp.test_utils import make_mocked_request

from tribler_core.dialects.resttorrent.errors import WORDS, FailureShape, failure_body, status_of
from tribler_core.domain.errors import DownloadNotFound, FetchError, NotAllowed, NotFound, PathNotAllowed, TriblerError
from tribler_core.services.workspaces.errors import BindFailed
from tribler_core.web.errors import UnexpectedFailure, words_for

OTHER_DIALECTS = ("tribler_core.dialects.qbittorrent", "tribler_core.dialects.torbox")


def leaves(kind: type[TriblerError]) -> Iterator[type[TriblerError]]:
    """The classes that nothing is derived from."""
    derived = [each for each in kind.__subclasses__() if not each.__module__.startswith(OTHER_DIALECTS)]
    yield from (leaf for each in derived for leaf in leaves(each))
    if not derived:
        yield kind


def test_every_error_has_a_code() -> None:
    for leaf in leaves(TriblerError):
        ancestor = next(each for each in leaf.__mro__ if each in WORDS)
        assert WORDS[ancestor].name, leaf


def test_a_failure_has_all_four_keys() -> None:
    body = failure_body(BindFailed("Address already in use"))

    assert FailureShape().validate(body) == {}
    assert body == {
        "status": "fail",
        "message": "bind failed address already in use",
        "error": {"code": "session.bind.failed", "message": "bind failed address already in use"},
    }
    assert failure_body(TriblerError(""))["message"] != ""
    assert failure_body(FetchError("it is gone"))["error"] == {
        "code": "upload.url.failed",
        "message": "it is gone",
        "detail": "it is gone",
    }


def test_what_an_application_does_wrong_is_answered_with_200_unless_asked() -> None:
    plain, preferring = make_mocked_request("GET", "/x"), make_mocked_request("GET", "/x?http_status=1")
    quiet: dict[TriblerError, int] = {DownloadNotFound("x"): 404, PathNotAllowed("x"): 403, BindFailed("x"): 409}
    for error, real in quiet.items():
        assert status_of(error, plain, real=False) == 200
        assert status_of(error, plain, real=True) == real
        assert status_of(error, preferring, real=False) == real
    loud: dict[TriblerError, int] = {NotFound("x"): 404, NotAllowed("x"): 403, UnexpectedFailure("id", KeyError()): 500}
    for error, real in loud.items():
        assert status_of(error, plain, real=False) == real
        assert words_for(error, WORDS).status == real
