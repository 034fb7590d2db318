"""Which paths are ours: any version that a client names is taken for the one there is."""

import re
from collections.abc import Callable

API = "/v1/api"
LINKS = "/dl"
SERVICES = (
    "torrents",
    "usenet",
    "webdl",
    "queued",
    "user",
    "notifications",
    "stats",
    "changelogs",
    "speedtest",
    "integration",
    "rss",
    "stream",
    "intercom",
    "vendors",
)
_ANY_VERSION = re.compile(rf"/[A-Za-z0-9._-]{{1,16}}/api/({'|'.join(SERVICES)})(/.*)?", re.IGNORECASE)


def claims_of(strict: Callable[[], bool]) -> Callable[[str], str | None]:
    """For a `Dialect`; `strict`: v1 alone."""

    def claims(path: str) -> str | None:
        match = _ANY_VERSION.fullmatch(path)
        if match is None or (strict() and not path.lower().startswith(API)):
            return None
        service, rest = match[1].lower(), (match[2] or "").rstrip("/")
        method, slash, argument = rest[1:].partition("/")
        return f"{API}/{service}" + (f"/{method.lower()}{slash}{argument}" if method else "")

    return claims
