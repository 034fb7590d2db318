"""Answers over HTTP: JSON, or JSON inside a call of the client's own function."""

import re
from collections.abc import Callable

from aiohttp import web

from tribler_core.config.sections import HttpErrors, RestTorrentSection
from tribler_core.dialects.resttorrent.access.authenticator import RestTorrentAuthenticator
from tribler_core.dialects.resttorrent.errors import CallbackRefused, failure_body, status_of
from tribler_core.domain.errors import TriblerError
from tribler_core.web.endpoint import PRINCIPAL
from tribler_core.web.json import dumps, json_response

CALLBACK = "callback"
_NAME = re.compile(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*|\[\d+\])*", re.ASCII)
_LONGEST = 128
_LINE_ENDS = ((b"\xe2\x80\xa8", b"\\u2028"), (b"\xe2\x80\xa9", b"\\u2029"))


class Answers:
    """Makes the whole answer of a success or a failure."""

    def __init__(self, authenticator: RestTorrentAuthenticator, section: Callable[[], RestTorrentSection]) -> None:
        self._authenticator = authenticator
        self._section = section

    def check(self, request: web.BaseRequest) -> None:
        """Before anything is done. Raises: CallbackRefused."""
        name = self._callback(request)
        if name is None:
            return
        if len(name) > _LONGEST or not _NAME.fullmatch(name):
            raise CallbackRefused("callback must be the name of a function")
        if not self._authenticator.may_call_back(request.get(PRINCIPAL)):
            raise CallbackRefused("callback cannot be used here without a key; see resttorrent.jsonp")

    def success(self, request: web.BaseRequest, payload: dict[str, object]) -> web.Response:
        """Its status is 200."""
        return self._answer(request, {"status": "success", **payload}, 200)

    def failure(self, error: TriblerError, request: web.BaseRequest) -> web.Response:
        """As the operator and the client want it. For the server, this is the dialect's wording of errors."""
        real = self._section().http_errors is HttpErrors.REAL
        body, status = failure_body(error), status_of(error, request, real=real)
        if isinstance(error, CallbackRefused):
            return json_response(body, status=status)
        return self._answer(request, body, status)

    def _answer(self, request: web.BaseRequest, body: dict[str, object], status: int) -> web.Response:
        try:
            self.check(request)
        except CallbackRefused:
            return json_response(body, status=status)
        name = self._callback(request)
        if name is None:
            return json_response(body, status=status)
        data = dumps(body)
        for end, escaped in _LINE_ENDS:
            data = data.replace(end, escaped)
        script = b"/**/" + name.encode() + b"(" + data + b");"
        return web.Response(
            body=script,
            content_type="application/javascript",
            charset="utf-8",
            headers={"X-Content-Type-Options": "nosniff"},
        )

    def _callback(self, request: web.BaseRequest) -> str | None:
        """None: plain JSON."""
        if request.method != "GET" and not self._section().jsonp_any_method:
            return None
        return request.rel_url.query.get(CALLBACK)
