"""[api]: who may talk to the daemon, and where it listens."""

import enum
import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import urlsplit

from tribler_core.config.sections.checks import AtRestart, expand_path, require, require_addresses, require_range
from tribler_core.foundation.units import Bytes

LEAST_KEY = 16
"""Characters. Guessing is slowed, but not for ever, and not for a whole botnet."""


class LegacyErrors(enum.Enum):
    """The form of an error on paths without a prefix."""

    OBJECT = "object"
    STRING = "string"


class StatusVocabulary(enum.Enum):
    """Whose names of states are spoken below /api."""

    CURRENT = "current"
    V8_0 = "8.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSection:
    """Who may talk to the daemon, and where it listens."""

    PATH: ClassVar = ("api",)

    key: str = ""
    """What clients prove themselves with, at least 16 characters; made at random at the first start. Empty opens the
    API to everybody who can reach it, which is refused while that may be people on other machines, unless
    allow_open_access says so too."""
    http_enabled: AtRestart[bool] = True
    """Listen for plain HTTP."""
    http_host: AtRestart[str] = "127.0.0.1"
    """Address or name to listen on; the default is reachable from this machine alone. 0.0.0.0 is every IPv4 address,
    :: every IPv6 address."""
    http_port: AtRestart[int] = 8085
    """TCP port; 0: the system chooses one at each start, and `running.json` in the state directory tells which."""
    https_enabled: AtRestart[bool] = False
    """Listen for HTTPS, beside HTTP or alone."""
    https_host: AtRestart[str] = "127.0.0.1"
    """Address or name to listen on."""
    https_port: AtRestart[int] = 0
    """TCP port; 0: the system chooses one at each start."""
    https_certfile: AtRestart[Path | None] = None
    """PEM file with the certificate and its chain; read again on SIGHUP."""
    https_keyfile: AtRestart[Path | None] = None
    """PEM file with the private key; empty: it is in the certificate's file."""
    upnp: bool = False
    """Ask the router to forward the ports of this API, so that the whole internet can reach it. Needs
    [libtorrent] upnp or natpmp."""
    unix_socket: AtRestart[Path | None] = None
    """Listen on this Unix socket as well, for a proxy on the same machine; empty: none."""
    base_path: AtRestart[str] = ""
    """The path that a reverse proxy puts before ours, like /torrents; empty: none."""
    trusted_proxies: AtRestart[tuple[str, ...]] = ()
    """Addresses or networks, or `unix` for the Unix socket, whose X-Forwarded-For, -Proto, -Host and -Prefix are
    believed."""
    allowed_hosts: AtRestart[tuple[str, ...]] = ()
    """Further names that clients on this machine may call us by; `*` is any. A request to a loopback address by any
    other name is refused, so that a web page cannot reach us through a name of its own (DNS rebinding)."""
    cors_origins: AtRestart[tuple[str, ...]] = ()
    """Origins, like https://example.org, whose web pages may read our answers; empty: none."""
    allow_open_access: bool = False
    """Permit an empty key although other machines can reach us."""
    expose_secrets: bool = False
    """Show the key and the proxy's password in the answer of /settings, as Tribler does."""
    debug: bool = False
    """Put the traceback of an unexpected error into its answer; for developers."""
    max_body_size: AtRestart[Bytes] = Bytes(16 * 1024 * 1024)
    """The largest request body; a torrent of a million files needs more."""
    legacy_errors: LegacyErrors = LegacyErrors.OBJECT
    """`string`: errors on paths without a prefix are plain strings, as Tribler 7 sent them."""
    legacy_low_space: bool = False
    """Send `low_space` on the event stream without a prefix. Tribler 7's window answers it by stopping the daemon."""
    status_vocabulary: StatusVocabulary = StatusVocabulary.CURRENT
    """`8.0`: below /api only the states that Tribler 8.0 knew. Sonarr and Radarr always get those."""
    metrics_public: AtRestart[bool] = False
    """Answer /metrics without a key."""
    metrics_per_download: bool = False
    """Series of their own for each download in /metrics; costly for whoever stores them."""

    def __post_init__(self) -> None:
        require_range("api.http_port", self.http_port, 0, 65535)
        require_range("api.https_port", self.https_port, 0, 65535)
        require_range("api.max_body_size", self.max_body_size, 1024, 2**40)
        for name in ("https_certfile", "https_keyfile", "unix_socket"):
            expand_path(self, f"api.{name}")
        require_addresses("api.trusted_proxies", tuple(name for name in self.trusted_proxies if name != "unix"))
        require(
            "api.key", self.key.isascii() and self.key.isprintable(), "must be printable ASCII: it is sent in a header"
        )
        require(
            "api.key", not self.key or len(self.key) >= LEAST_KEY, f"must have at least {LEAST_KEY} characters, or none"
        )
        require(
            "api.base_path", _is_base_path(self.base_path), "must be empty, or begin and not end with /, like /torrents"
        )
        for origin in self.cors_origins:
            require("api.cors_origins", _is_origin(origin), f"must be origins like https://example.org, not {origin!r}")
        self._require_listeners()

    def _require_listeners(self) -> None:
        listens = self.http_enabled or self.https_enabled or self.unix_socket is not None
        require("api.http_enabled", listens, "must be true when neither https_enabled nor unix_socket is set")
        require("api.http_host", bool(self.http_host), "must name an address to listen on")
        require("api.https_host", bool(self.https_host), "must name an address to listen on")
        certified = not self.https_enabled or self.https_certfile is not None
        require("api.https_certfile", certified, "must name a PEM file when https_enabled is true")
        same_port = self.http_enabled and self.https_enabled and self.http_port == self.https_port != 0
        require("api.https_port", not same_port, f"must not be {self.https_port}, which is http_port")
        closed = bool(self.key) or self.loopback_only or self.allow_open_access
        require(
            "api.key", closed, "must not be empty while other machines can reach a listener (see allow_open_access)"
        )

    @property
    def loopback_only(self) -> bool:
        """Nobody on another machine can reach any listener; a reverse proxy that we are told of lets them."""
        if self.base_path or self.trusted_proxies:
            return False
        hosts = [self.http_host] * self.http_enabled + [self.https_host] * self.https_enabled
        return all(is_loopback(host) for host in hosts)


def is_loopback(host: str) -> bool:
    """Only this machine can reach who listens there."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_base_path(path: str) -> bool:
    return not path or (path.startswith("/") and not path.endswith("/") and "//" not in path)


def _is_origin(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return bool(parts.scheme and parts.hostname) and text == f"{parts.scheme}://{parts.netloc}"
    except ValueError:
        return False
