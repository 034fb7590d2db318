"""Somebody else's web interface at `/`, from a folder of the host; without one, a page that says where things are."""

import asyncio
import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tribler_core.domain.errors import NotFound
from tribler_core.domain.people.principal import Scope
from tribler_core.web.access.proxies import PREFIX
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs

_PUBLIC, _PRIVATE, _INDEX = "public", "private", "index.html"
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob: https: http:; font-src 'self' data:; connect-src 'self' https:; "
    "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'"
)
"""Pages run their own scripts alone; they show pictures of feeds, and look for their own news, elsewhere."""
_OWN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}
"""Types that not every system knows; browsers refuse scripts of another one."""
_ALL_APIS = (
    "Programs reach it below <code>{prefix}/api</code> (Tribler) and <code>{prefix}/api/v2</code> (qBittorrent); "
    '<a href="{prefix}/docs">the documentation</a> lets you try every call.'
)
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{name}</title>
<style>body {{ font-family: sans-serif; margin: 4em auto; max-width: 40em; line-height: 1.5 }}</style></head>
<body><h1>{name}</h1>
<p>A torrent daemon without a window. {apis}</p>
<p>A web interface made for qBittorrent is served here when <code>[webui] alternative_path</code> in
<code>triblerd.conf</code> names its folder.</p>
</body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebUi:
    """What is served, and to whom."""

    folder: Path | None
    """As of the start of the daemon."""
    enabled: Callable[[], bool]
    signed_in: Callable[[web.Request], bool]
    """Whether the browser may see what is private."""
    headers: Callable[[], Mapping[str, str]]
    """That every answer carries."""
    told: Callable[[web.Request], web.Response | None] = lambda _: None
    """What a program that asks for the first page is answered; None: it gets the page."""
    name: Callable[[], str] = lambda: "triblerd"
    """Of this daemon, for people."""
    apis: str = _ALL_APIS
    """What the first page says of the APIs, in HTML; `{prefix}` is where they are."""


class WebUiEndpoint(Endpoint):
    """Pages for browsers."""

    reads = Scope.PUBLIC

    def __init__(self, web_ui: WebUi) -> None:
        self._web_ui = web_ui

    def routes(self) -> list[web.RouteDef]:
        """Other paths than `/` only where there is a folder: elsewhere they are nobody's."""
        pages = [web.get("/", self.page)]
        return pages if self._web_ui.folder is None else [*pages, web.get("/{path:.+}", self.file)]

    @docs(tags=["Web interface"], summary="The first page", produces=("text/html",), responses={200: {}})
    async def page(self, request: web.Request) -> web.StreamResponse:
        if (told := self._web_ui.told(request)) is not None:
            return told
        if self._web_ui.folder is not None and self._web_ui.enabled():
            return await self._send(request, _INDEX)
        apis = self._web_ui.apis.format(prefix=html.escape(request[PREFIX], quote=True))
        text = _PAGE.format(name=html.escape(self._web_ui.name()), apis=apis)
        headers = {"Content-Security-Policy": _OWN_POLICY, "Cache-Control": "no-cache"}
        return web.Response(text=text, content_type="text/html", headers=headers)

    @docs(tags=["Web interface"], summary="A file of it", produces=("application/octet-stream",), responses={200: {}})
    async def file(self, request: web.Request) -> web.StreamResponse:
        if not self._web_ui.enabled():
            raise NotFound(f"Could not find {request.path}")
        return await self._send(request, request.match_info["path"])

    async def _send(self, request: web.Request, path: str) -> web.FileResponse:
        assert self._web_ui.folder is not None  # noqa: S101 - its route is only there with a folder
        parts = (_PRIVATE, _PUBLIC) if self._web_ui.signed_in(request) else (_PUBLIC,)
        found = await asyncio.to_thread(_find, self._web_ui.folder, parts, path)
        if found is None:
            raise NotFound(f"Could not find {request.path}")
        headers = {**self._web_ui.headers(), "Content-Security-Policy": self._policy(), "Cache-Control": "no-cache"}
        kind = _TYPES.get(found.suffix.lower())
        return web.FileResponse(found, headers={**headers, "Content-Type": kind} if kind else headers)

    def _policy(self) -> str:
        framed = "X-Frame-Options" not in self._web_ui.headers()
        return _POLICY if framed else f"{_POLICY}; frame-ancestors 'self'"


def _find(folder: Path, parts: tuple[str, ...], path: str) -> Path | None:
    """A regular file inside of one of the parts, symbolic links followed; None: there is none. Touches the disk."""
    try:
        root = folder.resolve(strict=True)
        divided = (root / _PUBLIC).is_dir()
        for inside in [root / part for part in parts] if divided else [root]:
            found = (inside / path).resolve()
            if found.is_relative_to(inside.resolve()) and found.is_file():
                return found
    except (OSError, ValueError):
        return None
    return None
