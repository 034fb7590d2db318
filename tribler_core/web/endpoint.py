"""What every endpoint is, and the places where a handler finds what was asked, already checked."""

from typing import Any, ClassVar

from aiohttp import web

from tribler_core.domain.people.principal import Principal, Scope

PATH = web.RequestKey("path", dict[str, Any])
"""What `path_schema` loaded; without a schema nothing is stored."""
QUERY = web.RequestKey("query", dict[str, Any])
"""What `query_schema` loaded."""
BODY = web.RequestKey("body", dict[str, Any])
"""What `body_schema` loaded from the query with the body's values over it."""
TORRENT = web.RequestKey("torrent", bytes)
"""The raw torrent of the body; there only when the client sent one."""
TORRENTS = web.RequestKey("torrents", tuple[bytes, ...])
"""All torrents of a multipart body, the first included."""
PRINCIPAL = web.RequestKey("principal", Principal)
"""Who asks; there only when the operation is not public."""


class Endpoint:
    """One resource: its routes, and what it takes to read or to change it. Shut unless it says otherwise."""

    reads: ClassVar[Scope] = Scope.CONTROL
    """What GET and HEAD need."""
    changes: ClassVar[Scope] = Scope.CONTROL
    """What every other method needs."""

    def routes(self) -> list[web.RouteDef]:
        """At most five, with paths below the dialect's prefix: `web.get("/downloads", self.list)`.

        HEAD is added to every GET, and a trailing slash is ignored, by the mount.
        """
        raise NotImplementedError
