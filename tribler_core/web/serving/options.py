"""How the server behaves and where it listens; the daemon translates its `[api]` section into these."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tribler_core.foundation.units import Bytes, Seconds
from tribler_core.web.request.bodies import PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What holds for every listener."""

    base_path: str = ""
    """What a reverse proxy puts before our paths, `/torrents`; a request may come with it or without."""
    trusted_proxies: Sequence[str] = ()
    """Networks, addresses, or `unix`, whose X-Forwarded headers are believed."""
    cors_origins: Sequence[str] = ()
    allowed_hosts: Sequence[str] = ()
    """Names by which a loopback address may be called, beside localhost."""
    max_body_size: Bytes = Bytes(16 * 1024 * 1024)
    body_patience: Seconds = PATIENCE
    """How long a body may take to come."""
    keepalive: Seconds = Seconds(75.0)
    """How long an idle connection stays open, and how long a request may take to send its headers."""
    grace: Seconds = Seconds(3.0)
    """How long running requests may take to finish when the server stops."""


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files; without a key file the certificate file holds both."""

    certificate: Path
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class TcpListener:
    """HTTP, or HTTPS with TLS files, on one port of several hosts; port 0: the system chooses one for all."""

    hosts: Sequence[str]
    port: int
    tls: TlsFiles | None = None
    only: str = ""
    """The name of the one dialect that is served there; "": all are."""


@dataclass(frozen=True, slots=True)
class UnixListener:
    """A socket in the file system, for the owner and the group."""

    path: Path


Listener = TcpListener | UnixListener
