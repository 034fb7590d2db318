"""One way of speaking to the daemon, as the server needs to know it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from aiohttp import web
from marshmallow import Schema

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.people.principal import Principal
from tribler_core.foundation.units import Bytes, Seconds
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.security import KEY_SCHEMES, SecuritySchemes
from tribler_core.web.request.bodies import Body, decode

ErrorWording = Callable[[TriblerError, web.BaseRequest], web.Response]
"""Makes the whole answer; the server adds the headers that HTTP asks for (Allow, Retry-After, ...).

The request may be a BaseRequest without a route: the bytes were no HTTP, or the headers too long.
"""


ReadBody = Callable[[web.Request, Seconds], Awaitable[Body]]
"""Reads and decodes a body, which has to be here within that time. Raises: MalformedBody, PayloadTooLarge."""
Claims = Callable[[str], str | None]
"""A path, its slashes collapsed, as the dialect's routes know it; None: it belongs to somebody else."""


class Courtesy(Protocol):
    """What a dialect says to the pages of other sites, and in the headers of every answer."""

    def headers(self, request: web.BaseRequest) -> Mapping[str, str]:
        """To be added, as far as they are not there; a `Vary` is joined."""
        ...

    def preflight(self, request: web.BaseRequest) -> web.Response | None:
        """The answer to a browser that asks first; None for anything else."""
        ...


class Authenticator(Protocol):
    """How a dialect's clients prove who they are."""

    async def identify(self, request: web.Request) -> Principal | None:
        """The caller, or None when there is no proof or a wrong one.

        Raises: TooManyAttempts, NotAllowed.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """A face: a prefix, what is served below it, and in whose words."""

    name: str
    """Also names its document: `openapi/<name>.json`, and its entry in the selector of `/docs`."""
    title: str
    prefix: str = ""
    """A path without a trailing slash; the longest prefix of whole segments wins; "": what nobody else has."""
    endpoints: Sequence[Endpoint] = field(repr=False)
    authenticator: Authenticator
    word_error: ErrorWording
    error_schema: type[Schema] | None
    """The shape of an error answer, for the document; None: a plain text."""
    errors: Mapping[str, str] | None = None
    """What each status means that an error can have, for the document; None: as most dialects have it."""
    security: SecuritySchemes = field(default_factory=lambda: KEY_SCHEMES)
    """How the document says that proof is needed."""
    description: str = ""
    headers: Callable[[web.BaseRequest], Mapping[str, str]] = lambda _: {}
    """That its answer to a request carries, where the handler did not set them; they go before the server's own."""
    place: str = ""
    """Where a face before it is served once more with the same methods: its prefix is this path and that face's prefix.
    The document names the place, with this face's title, and does not tell the methods again."""
    alone: bool = False
    """It is served on listeners of this dialect, and nowhere else."""
    collapse_slashes: bool = False
    """`//v1//api` is `/v1/api`."""
    claims: Claims | None = None
    """Asked before any prefix: paths of other forms that are this dialect's all the same."""
    messages: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    """What is said over its sockets as an AsyncAPI document, made of its OpenAPI document; None: it has no sockets."""
    courtesy: Courtesy | None = None
    """In the place of the operator's list of origins."""
    read_body: ReadBody = decode
    max_body_size: Bytes | None = None
    """None: as the operator allows."""


def alone(face: Dialect, pages: Sequence[Endpoint]) -> Dialect:
    """What a dialect serves at all other paths on a listener of its own."""
    return replace(face, prefix="", endpoints=pages, alone=True, claims=None, messages=None)
