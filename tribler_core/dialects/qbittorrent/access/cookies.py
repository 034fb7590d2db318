"""The session's cookie, as it comes and as it goes. Source: section 1.3 of the specification."""

from email.utils import formatdate

from aiohttp import web

from tribler_core.config.sections import QBittorrentSection
from tribler_core.dialects.qbittorrent.access.client import Client
from tribler_core.dialects.qbittorrent.profiles import Profile

NAME = "SID"


def tokens_of(request: web.Request) -> list[str]:
    """What the client sends as session, the name with our port first.

    Read leniently: some clients send the whole Set-Cookie line back, attributes and all.
    """
    found: dict[str, str] = {}
    for header in request.headers.getall("Cookie", []):
        for part in header.split(";"):
            name, equals, value = part.strip().partition("=")
            if equals:
                found.setdefault(name.strip(), value.strip().removeprefix('"').removesuffix('"'))
    return [found[name] for name in (ported_name(request), NAME) if name in found]


def set_cookie(
    request: web.Request, token: str | None, asked: tuple[Client, Profile, QBittorrentSection], *, end: float
) -> str:
    """The value of Set-Cookie; without a token the one that makes the client forget it. `end`: Unix seconds."""
    client, profile, section = asked
    name = ported_name(request) if profile.speaks_status else NAME
    secure = section.secure_cookie and client.scheme == "https"
    parts = [f"{name}={token or ''}", "HttpOnly"]
    if token is None or profile.speaks_status:
        parts.append(f"Expires={formatdate(end if token else 0, usegmt=True)}")
    if section.csrf_protection:
        parts += [f"SameSite={profile.same_site}"] if profile.same_site else []
    elif secure:
        parts.append("SameSite=None")
    parts += ["Secure"] if secure else []
    return "; ".join([*parts, f"Path={cookie_path(request)}"])


def cookie_path(request: web.Request) -> str:
    """`/`, or what stands before `/api/v2`, so that two profiles on one host do not share a cookie."""
    before = request.path.partition("/api/v2/")[0]
    return before or "/"


def ported_name(request: web.Request) -> str:
    """The name that two daemons on one host do not share."""
    sockname = request.protocol.sockname
    return f"QBT_SID_{sockname[1]}" if isinstance(sockname, tuple) else NAME
