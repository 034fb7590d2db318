"""Swagger UI at `/docs`: from a package, without the internet, for all dialects."""

import html
from importlib.util import find_spec
from pathlib import Path

from aiohttp import web

from tribler_core.domain.errors import NotFound
from tribler_core.domain.people.principal import Scope
from tribler_core.web.access.proxies import PREFIX
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.json import JSON_TYPE, dumps
from tribler_core.web.openapi.declare import docs
from tribler_core.web.serving.documents import DOCUMENTS

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_ASSETS = (
    "swagger-ui.css",
    "swagger-ui-bundle.js",
    "swagger-ui-standalone-preset.js",
    "favicon-32x32.png",
)
_A_DAY = "public, max-age=86400"
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>triblerd</title>
<link rel="icon" type="image/png" href="{prefix}/static/swagger/favicon-32x32.png">
<link rel="stylesheet" href="{prefix}/static/swagger/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{prefix}/static/swagger/swagger-ui-bundle.js"></script>
<script src="{prefix}/static/swagger/swagger-ui-standalone-preset.js"></script>
<script src="{prefix}/docs/start.js"></script>
</body>
</html>
"""
_START = """window.ui = SwaggerUIBundle({
  urls: %s,
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayOperationId: false,
  persistAuthorization: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout"
});
"""


class DocsEndpoint(Endpoint):
    """The page, its script, and the documents."""

    reads = Scope.PUBLIC

    def __init__(self, first: str) -> None:
        """`first` names the dialect that `/docs/swagger.json` describes."""
        self._first = first

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/docs", self.page),
            web.get("/docs/start.js", self.start),
            web.get("/docs/swagger.json", self.swagger),
            web.get("/docs/openapi/{name}.json", self.openapi),
        ]

    @docs(tags=["Documentation"], summary="Swagger UI", produces=("text/html",), responses={200: {}})
    async def page(self, request: web.Request) -> web.Response:
        prefix = html.escape(request[PREFIX], quote=True)
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return web.Response(text=_PAGE.format(prefix=prefix), content_type="text/html", headers=headers)

    @docs(
        tags=["Documentation"], summary="Starts Swagger UI", produces=("application/javascript",), responses={200: {}}
    )
    async def start(self, request: web.Request) -> web.Response:
        urls = [
            {"name": title, "url": f"{request[PREFIX]}/docs/openapi/{name}.json"}
            for name, title in request.app[DOCUMENTS].titles.items()
        ]
        return web.Response(
            body=_START.encode() % dumps(urls),
            content_type="application/javascript",
            headers={"Cache-Control": "no-cache"},
        )

    @docs(tags=["Documentation"], summary="The Swagger 2 document", responses={200: {}})
    async def swagger(self, request: web.Request) -> web.Response:
        return await self._document(request, self._first, old=True)

    @docs(tags=["Documentation"], summary="A dialect's OpenAPI 3 document", responses={200: {}})
    async def openapi(self, request: web.Request) -> web.Response:
        return await self._document(request, request.match_info["name"], old=False)

    async def _document(self, request: web.Request, name: str, *, old: bool) -> web.Response:
        document = await request.app[DOCUMENTS].get(name, old=old, prefix=request[PREFIX])
        if document is None:
            raise NotFound(f"there is no document {name}")
        return web.Response(body=document, content_type=JSON_TYPE, headers={"Cache-Control": "no-cache"})


class SwaggerAssetsEndpoint(Endpoint):
    """Swagger UI's own files, as its package brings them."""

    reads = Scope.PUBLIC

    def __init__(self) -> None:
        # Found, not imported: the package would bring Flask along.
        package = find_spec("flask_swagger_ui")
        assert package is not None  # noqa: S101 - a dependency of ours
        assert package.submodule_search_locations is not None  # noqa: S101 - it is a package
        folder = Path(package.submodule_search_locations[0], "dist")
        self._files = {name: folder / name for name in _ASSETS}

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/static/swagger/{name}", self.file)]

    @docs(
        tags=["Documentation"],
        summary="A file of Swagger UI",
        produces=("application/octet-stream",),
        responses={200: {}},
    )
    async def file(self, request: web.Request) -> web.FileResponse:
        path = self._files.get(request.match_info["name"])
        if path is None:
            raise NotFound(f"Could not find {request.path}")
        return web.FileResponse(path, headers={"Cache-Control": _A_DAY})
