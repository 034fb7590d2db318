"""The documents of the dialects: one for each name, whatever number of faces it has."""

import asyncio
from collections.abc import Sequence

from aiohttp import web

from tribler_core.web.dialect import Dialect
from tribler_core.web.json import dumps
from tribler_core.web.openapi.modern import modern
from tribler_core.web.openapi.swagger import About, Document, swagger
from tribler_core.web.serving.routes import add_routes


def build_swagger(faces: Sequence[Dialect], version: str) -> Document:
    """The Swagger 2 document of one dialect: all its faces together, but for those that say the same elsewhere."""
    app = web.Application()
    for face in (face for face in faces if not face.place):
        for endpoint in face.endpoints:
            add_routes(app, endpoint, face.prefix, documented=True)
    return swagger(app, _about(faces[0], version))


def build_document(faces: Sequence[Dialect], version: str) -> Document:
    """The OpenAPI 3 document of one dialect, as it is kept in `openapi/<name>.json`."""
    return modern(build_swagger(faces, version), faces[0].security, faces[0].errors or {}) | servers(faces)


def servers(faces: Sequence[Dialect], prefix: str = "") -> Document:
    """Every place of one dialect, for clients who see our paths behind `prefix`."""
    more = [{"url": prefix + face.place, "description": face.title} for face in faces if face.place]
    return {"servers": [{"url": prefix or "/"}, *more]}


def by_name(dialects: Sequence[Dialect]) -> dict[str, list[Dialect]]:
    """The faces of each dialect, in the order given; pages that a port of its own has are no part of an API."""
    grouped: dict[str, list[Dialect]] = {}
    for dialect in dialects:
        if dialect.alone:
            continue
        grouped.setdefault(dialect.name, []).append(dialect)
    return grouped


def _about(face: Dialect, version: str) -> About:
    return About(
        title=face.title,
        version=version,
        description=face.description,
        error=face.error_schema,
        errors=face.errors,
        security=face.security,
    )


class Documents:
    """Made when first asked for, in a thread, and kept as bytes."""

    def __init__(self, dialects: Sequence[Dialect], version: str) -> None:
        self._faces = by_name(dialects)
        self._version = version
        self._made: dict[tuple[str, bool], Document] = {}

    @property
    def titles(self) -> dict[str, str]:
        """The title of each dialect by name."""
        return {name: faces[0].title for name, faces in self._faces.items()}

    async def get(self, name: str, *, old: bool, prefix: str) -> bytes | None:
        """A document for clients who see our paths behind `prefix`; `old`: Swagger 2; None: no such dialect."""
        faces = self._faces.get(name)
        if faces is None:
            return None
        document = self._made.get((name, old))
        if document is None:
            build = build_swagger if old else build_document
            document = self._made[name, old] = await asyncio.to_thread(build, faces, self._version)
        place = {"basePath": prefix or "/"} if old else servers(faces, prefix)
        return dumps(document | place)


DOCUMENTS = web.AppKey("documents", Documents)
