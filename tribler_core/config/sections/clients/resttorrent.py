"""[resttorrent]: sessions over REST and Socket.IO, and who may use them."""

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tribler_core.config.sections.checks import (
    AtRestart,
    expand_path,
    require,
    require_addresses,
    require_range,
)
from tribler_core.foundation.units import Seconds

_LARGEST_PORT = 65535


class HttpErrors(enum.Enum):
    """The status of what an application does wrong."""

    COMPAT = "compat"
    REAL = "real"


class RestTorrentAuth(enum.Enum):
    """Whether a key is needed."""

    AUTO = "auto"
    NONE = "none"
    REQUIRED = "required"


class Switch(enum.Enum):
    """On, off, or whatever is safe."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestTorrentSection:
    """RestTorrent: libtorrent sessions and their torrents below /v1/sessions, and the same at /socket.io."""

    PATH: ClassVar = ("resttorrent",)

    enabled: AtRestart[bool] = False
    """Serve this API; off unless asked for, because few need it."""
    port: AtRestart[int] = 0
    """A TCP port of its own, on which nothing but this API is served, beside the daemon's port; 0: none."""
    host: AtRestart[str] = "127.0.0.1"
    """Address or name to listen on with that port."""
    https: AtRestart[bool] = False
    """Speak HTTPS on that port, with the certificate of [api] https_certfile."""
    root_dir: Path | None = None
    """The folder that torrents of sessions may lie in. Empty: what the environment variable RESTTORRENT_ROOT_DIR says,
    else the download directory."""
    absolute_as_relative: bool = False
    """Take an absolute save_path for one below root_dir, for clients that were written for a root of `/`."""
    http_errors: HttpErrors = HttpErrors.COMPAT
    """`compat`: what an application does wrong is answered with the status 200, as RestTorrent did; `real`: with 404,
    400 and so on, which a client can also ask for."""
    max_sessions: int = 8
    """Sessions at one time."""
    expose_main_session: AtRestart[bool] = False
    """List the daemon's own downloads as the session `main`."""
    auth: RestTorrentAuth = RestTorrentAuth.AUTO
    """`auto`: no key is needed on this machine and in trusted_networks; `required`: always; `none`: never, which opens
    the sessions to whoever can reach a listener."""
    trusted_networks: tuple[str, ...] = ()
    """Addresses or networks that need no key."""
    cors_origins: tuple[str, ...] = ()
    """Origins, like https://example.org, whose web pages may use the API without a key where none is needed; `*`: every
    page that somebody on this machine visits."""
    jsonp: Switch = Switch.AUTO
    """Answer to `callback`. `auto`: on this machine, and to whoever has the key."""
    jsonp_any_method: bool = False
    """Also to what is no GET."""
    url_allow_private: bool = False
    """Fetch torrents from addresses of this machine and of private networks."""
    strict_duplicates: bool = False
    """A torrent that is in the session already is a failure."""
    engineio3: AtRestart[bool] = True
    """Speak with Socket.IO clients of the generations 1 and 2 as well."""
    ping_interval: AtRestart[Seconds] = Seconds(25.0)
    """How often a Socket.IO client and the daemon assure each other that they are there."""
    ping_timeout: AtRestart[Seconds] = Seconds(60.0)
    """How long beyond that a client may be silent until it is let go of."""
    push_min_interval: Seconds = Seconds(0.5)
    """The shortest interval at which a subscriber can have changes."""
    default_port_range: str = "6881-6891"
    """Where a session listens that names no ports."""

    def __post_init__(self) -> None:
        require_range("resttorrent.port", self.port, 0, 65535)
        expand_path(self, "resttorrent.root_dir")
        require_range("resttorrent.max_sessions", self.max_sessions, 0, 1000)
        require_range("resttorrent.ping_interval", self.ping_interval, 0.1, 3600)
        require_range("resttorrent.ping_timeout", self.ping_timeout, 0.1, 3600)
        require_range("resttorrent.push_min_interval", self.push_min_interval, 0.05, 3600)
        require_addresses("resttorrent.trusted_networks", self.trusted_networks)
        ends = [int(part) if part.strip().isdigit() else -1 for part in self.default_port_range.split("-")]
        fit = len(ends) in (1, 2) and all(0 <= end <= _LARGEST_PORT for end in ends)
        require(
            "resttorrent.default_port_range",
            fit,
            "must be a port, or two with a dash between",
        )
