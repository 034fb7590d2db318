"""[qbittorrent]: the API below /api/v2, and who may use it."""

import enum
import re
from dataclasses import dataclass
from typing import ClassVar

from tribler_core.config.sections.api import is_loopback
from tribler_core.config.sections.checks import AtRestart, require, require_addresses, require_range

_LEAST_NAME = 3
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \t]*[^\x00-\x1f\x7f]*")


class QBittorrentProfile(enum.Enum):
    """Which release of qBittorrent is claimed."""

    V2_0 = "2.0"
    V4_6 = "4.6"
    V5_1 = "5.1"
    V5_2 = "5.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class QBittorrentSection:
    """The API of qBittorrent below /api/v2, and who may use it. Its password is set by `triblerd set-password`."""

    PATH: ClassVar = ("qbittorrent",)

    enabled: AtRestart[bool] = True
    """Serve this API. The first start with it tells its generated password, once."""
    port: AtRestart[int] = 0
    """A TCP port of its own, on which nothing but this API and the web interface is served, beside the daemon's port;
    0: none."""
    host: AtRestart[str] = "127.0.0.1"
    """Address or name to listen on with that port."""
    https: AtRestart[bool] = False
    """Speak HTTPS on that port, with the certificate of [api] https_certfile."""
    profile: AtRestart[QBittorrentProfile] = QBittorrentProfile.V5_1
    """Which release is claimed where the path does not say: 2.0 (claims v4.1.0), 4.6, 5.1 or 5.2. Below /qb20, /qb46,
    /qb51 and /qb52 the others are served as well."""
    username: str = "admin"
    """Who logs in; at least three characters, no colon."""
    session_timeout: int = 3600
    """Seconds without a request after which a session ends; 0 or less: never."""
    session_limit: int = 100
    """Sessions at one time; the one that was idle longest makes room. 0: no limit."""
    max_failed_logins: int = 5
    """Wrong passwords after which an address is banned; 0: never."""
    ban_duration: int = 3600
    """Seconds a ban lasts, and after which wrong passwords are forgotten."""
    bypass_local: bool = False
    """No login for clients on this machine. Refused to requests that a proxy passed on, unless it is a trusted one."""
    bypass_networks: tuple[str, ...] = ()
    """Addresses or networks that need no login; used when bypass_networks_enabled is true."""
    bypass_networks_enabled: bool = False
    """Let bypass_networks in without a login."""
    csrf_protection: bool = True
    """Refuse requests that a page of another site made the browser send."""
    host_validation: bool = True
    """Refuse requests by a name that is not in domains, or by another port."""
    domains: tuple[str, ...] = ("*",)
    """Names by which we may be called; * and ? stand for anything."""
    secure_cookie: bool = True
    """Mark the session's cookie as one for HTTPS alone, when it was given out over HTTPS."""
    proxies_enabled: bool = False
    """Believe the X-Forwarded headers of the addresses in proxies."""
    proxies: tuple[str, ...] = ()
    """Addresses or networks of reverse proxies, beside those in [api] trusted_proxies."""
    allow_shutdown: bool = True
    """Let clients stop the daemon."""
    clickjacking_protection: bool = True
    """Forbid pages of other sites to show ours in a frame."""
    custom_headers_enabled: bool = False
    """Send custom_headers with every answer."""
    custom_headers: tuple[str, ...] = ()
    """Headers like `Name: value`."""
    resolve_peer_names: bool = False
    """Look up the names of peers in the DNS for who looks at them. Name servers learn who the peers are."""
    instance_name: str = ""
    """What this daemon is called on its page for browsers, beside its own name; empty: nothing."""
    refresh_interval: int = 1500
    """Milliseconds between two polls, as clients are advised; 30 to 30000."""

    @property
    def loopback_only(self) -> bool:
        """Nobody on another machine can reach the port."""
        return not (self.enabled and self.port) or is_loopback(self.host)

    def __post_init__(self) -> None:
        fit = len(self.username) >= _LEAST_NAME and ":" not in self.username
        require("qbittorrent.username", fit, "must have at least 3 characters and no colon")
        require_range("qbittorrent.port", self.port, 0, 65535)
        require("qbittorrent.host", bool(self.host), "must name an address to listen on")
        require_range("qbittorrent.max_failed_logins", self.max_failed_logins, 0, 2**31 - 1)
        require_range("qbittorrent.ban_duration", self.ban_duration, 1, 2**31 - 1)
        require_range("qbittorrent.session_limit", self.session_limit, 0, 1_000_000)
        require_range("qbittorrent.refresh_interval", self.refresh_interval, 30, 30_000)
        for header in self.custom_headers:
            require(
                "qbittorrent.custom_headers", bool(_HEADER.fullmatch(header)), f"must be `Name: value`, not {header!r}"
            )
        require_addresses("qbittorrent.bypass_networks", self.bypass_networks)
        require_addresses("qbittorrent.proxies", self.proxies)
