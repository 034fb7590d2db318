"""Names by which we may be called, and pages that may call us. Source: section 1.7 of the specification."""

import logging
from collections.abc import Collection
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

from aiohttp import web

from tribler_core.config.sections import QBittorrentSection
from tribler_core.dialects.qbittorrent.access.client import Client
from tribler_core.dialects.qbittorrent.errors import RuleViolated
from tribler_core.web.access.hosts import name_of

log = logging.getLogger(__name__)

_DEFAULT_PORTS = {"http": 80, "https": 443}
_OWN_SITE = ("", "same-origin", "none")


def check_host(request: web.Request, client: Client, section: QBittorrentSection) -> None:
    """Raises: RuleViolated for a name that is not ours, or another port than the one that was connected to."""
    if not section.host_validation or "Host" not in request.headers:
        return
    name, port = name_of(client.host), _port_of(client.host)
    sockname = request.protocol.sockname
    local, listening = sockname[:2] if isinstance(sockname, tuple) else ("", None)
    direct = client.host == request.headers["Host"]
    right_port = port is None or not direct or listening is None or port == listening
    named = name == local or any(fnmatchcase(name, pattern.lower()) for pattern in section.domains)
    if not (right_port and named):
        log.warning("refused %s: it calls us %s, which is none of our names", client.address, client.host)
        raise RuleViolated("host")


def check_origin(request: web.Request, client: Client, section: QBittorrentSection, listed: Collection[str]) -> None:
    """`listed`: origins whose pages the operator let in. Raises: RuleViolated for another site's page."""
    if section.csrf_protection and is_foreign(request, client, listed):
        said = {
            name: request.headers[name] for name in ("Origin", "Referer", "Sec-Fetch-Site") if name in request.headers
        }
        log.warning("refused %s: a page of another site sent this to %s: %s", client.address, client.host, said)
        raise RuleViolated("origin")


def is_foreign(request: web.Request, client: Client, listed: Collection[str] = ()) -> bool:
    """Whether a browser says that a page of another site made the request; the scheme does not matter."""
    headers = request.headers
    origin = headers.get("Origin")
    if origin is not None and (origin in listed or "*" in listed):
        return False
    page = origin if origin is not None else headers.get("Referer")
    if page is None:
        return headers.get("Sec-Fetch-Site", "").lower() not in _OWN_SITE
    try:
        theirs = urlsplit(page)
        port = theirs.port or _DEFAULT_PORTS.get(theirs.scheme)
        ours = _port_of(client.host) or _DEFAULT_PORTS.get(theirs.scheme)
        return (theirs.hostname or "", port) != (name_of(client.host), ours)
    except ValueError:
        return True


def _port_of(host: str) -> int | None:
    try:
        return urlsplit(f"//{host}").port
    except ValueError:
        return 0
