"""The front: every request passes here first, and the longest prefix picks its dialect."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from tribler_core.domain.errors import TriblerError
from tribler_core.web.access.proxies import PREFIX, TrustedProxies
from tribler_core.web.dialect import Dialect
from tribler_core.web.observe.access_log import write_line
from tribler_core.web.observe.metrics import HttpMetrics
from tribler_core.web.observe.trace import TRACE, begin
from tribler_core.web.serving.headers import Dress
from tribler_core.web.serving.options import Manners
from tribler_core.web.serving.wording import Report, answer, foreseen

_FIRST_ERROR_STATUS = 400


@dataclass(frozen=True, slots=True)
class Face:
    """A mounted dialect."""

    dialect: Dialect
    handle: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
    dress: Dress


class Front:
    """Finds the client behind a proxy, tidies the path, picks the dialect; afterwards logs and counts."""

    def __init__(self, faces: Sequence[Face], manners: Manners, *, metrics: HttpMetrics, report: Report) -> None:
        """One of the faces has no prefix."""
        self._faces = sorted(faces, key=lambda face: -len(face.dialect.prefix))
        self._claims = [(face.dialect.claims, face) for face in self._faces if face.dialect.claims is not None]
        self._prefixes = [(face.dialect.prefix, f"{face.dialect.prefix}/", face) for face in self._faces]
        self._base_path = manners.base_path
        self._proxies = TrustedProxies(manners.trusted_proxies)
        self._report = report
        self._metrics = metrics

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request; lost connections and cancellation pass through.

        Raises: ConnectionError when the answer had begun and cannot be finished.
        """
        begin(request, asyncio.get_running_loop().time())
        face, path = self._find(request.rel_url.raw_path)
        seen = self._seen(request, path)
        try:
            response = await face.handle(seen)
        except ConnectionError:
            raise
        except Exception as error:
            if isinstance(error, web.HTTPException) and error.status < _FIRST_ERROR_STATUS:
                raise
            failure = foreseen(error, seen, self._report)
            if request.writer.output_size > 0:
                raise ConnectionResetError("the answer broke off") from failure
            response = answer(failure, seen, face.dialect.word_error)
        if not response.prepared:
            face.dress.put_on(seen, response, face.dialect.headers)
        return response

    def _seen(self, request: web.BaseRequest, path: str) -> web.BaseRequest:
        """The request as the client made it, for the path as our routes know it; the query stays, byte for byte."""
        told = self._proxies.told(request)
        request[PREFIX] = self._base_path if told.prefix is None else told.prefix
        url = request.rel_url
        if path == url.raw_path:
            return request.clone(**told.changes) if told.changes else request  # type: ignore[arg-type]  # all texts
        moved = URL.build(path=path, query_string=url.raw_query_string, encoded=True)
        return request.clone(rel_url=moved, **told.changes)  # type: ignore[arg-type]  # all texts

    def refuse(self, request: web.BaseRequest, path: str, error: TriblerError) -> web.Response:
        """Word an error that came up before there was a request, for whoever owns the path."""
        face, _ = self._find(path or "/")
        response = answer(error, request, face.dialect.word_error)
        face.dress.put_on(request, response, face.dialect.headers)
        return response

    def done(self, request: web.BaseRequest, response: web.StreamResponse) -> None:
        """Log and count an answer that has been written."""
        trace = request[TRACE]
        seconds = asyncio.get_running_loop().time() - trace.started
        self._metrics.observe(trace.route, request.method, response.status, seconds)
        write_line(request, response, seconds)

    def _find(self, path: str) -> tuple[Face, str]:
        """The owner of a path, and the path as its routes know it: without base path and trailing slash."""
        base = self._base_path
        if base and (path == base or path.startswith(base + "/")):
            path = path[len(base) :] or "/"
        collapsed = collapse(path)
        for claims, face in self._claims:
            if (claimed := claims(collapsed)) is not None:
                return face, claimed
        for prefix, below, face in self._prefixes:
            if path == prefix or path.startswith(below):
                return face, path.rstrip("/") or "/"
            if face.dialect.collapse_slashes and (collapsed == prefix or collapsed.startswith(below)):
                return face, collapsed.rstrip("/") or "/"
        return self._faces[-1], path


def collapse(path: str) -> str:
    """One slash for each run of slashes."""
    while "//" in path:
        path = path.replace("//", "/")
    return path
