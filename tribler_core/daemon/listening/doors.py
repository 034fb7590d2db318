"""Where the API listens: the `[api]` section in the words of the web server, and its ports in words for people."""

from collections.abc import Mapping, Sequence

from tribler_core.config.sections import (
    ApiSection,
    Config,
    QBittorrentSection,
    RestTorrentSection,
    TorBoxSection,
)
from tribler_core.config.sections.checks import require
from tribler_core.web.serving.options import Listener, Manners, TcpListener, TlsFiles, UnixListener

Guest = QBittorrentSection | TorBoxSection | RestTorrentSection
"""A dialect that can have a port of its own; its section is called like the dialect."""

_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}  # noqa: S104 - told, not bound


class Doors:
    """The listeners of a section, and where they are once they are open."""

    def __init__(self, api: ApiSection, guests: Sequence[Guest] = ()) -> None:
        """Raises: ConfigError."""
        self._addresses: Mapping[Listener, Sequence[str]] = {}
        self.plan(api, guests)

    def plan(self, api: ApiSection, guests: Sequence[Guest] = ()) -> None:
        """Have the listeners of other sections. Raises: ConfigError; then they are as they were."""
        own = [_own_door(api, section) for section in guests if section.enabled and section.port]
        self._http = TcpListener((api.http_host,), api.http_port) if api.http_enabled else None
        self._https = None
        if api.https_enabled and api.https_certfile is not None:
            files = TlsFiles(api.https_certfile, api.https_keyfile)
            self._https = TcpListener((api.https_host,), api.https_port, files)
        self._unix = UnixListener(api.unix_socket) if api.unix_socket is not None else None
        self._own = own
        self._base_path = api.base_path

    @property
    def listeners(self) -> list[Listener]:
        """All of them."""
        return [*(door for door in (self._http, self._https, self._unix) if door is not None), *self._own]

    def opened(self, addresses: Mapping[Listener, Sequence[str]]) -> None:
        """Remember the URLs at which each listens."""
        self._addresses = addresses

    @property
    def http_port(self) -> int:
        """0: none."""
        return self._port(self._http)

    @property
    def https_port(self) -> int:
        """0: none."""
        return self._port(self._https)

    @property
    def unix_socket(self) -> str:
        """Empty: none."""
        return str(self._unix.path) if self._unix else ""

    @property
    def url(self) -> str:
        """Where a program on this machine finds the API, without a trailing slash; empty: only on the socket."""
        return next(iter(self._urls()), "")

    @property
    def also(self) -> list[str]:
        """Where it is found besides."""
        urls = self._urls()
        return [*urls[1:], self.unix_socket] if urls and self.unix_socket else urls[1:]

    @property
    def own_urls(self) -> dict[str, str]:
        """Where a dialect has a port of its own, by its name."""
        return {door.only: url for door in self._own for url in self._at(door)[:1]}

    def open_ports(self) -> list[int]:
        """All TCP ports, as they are."""
        doors = (self._http, self._https, *self._own)
        return sorted({port for door in doors if (port := self._port(door))})

    def ports(self) -> dict[str, int]:
        """By name, as clients are told."""
        return {"api": self.http_port, "api_https": self.https_port}

    def _urls(self) -> list[str]:
        urls = []
        for door in (self._http, self._https):
            if addresses := self._at(door):
                scheme, _, address = addresses[0].partition("://")
                host, _, port = address.rpartition(":")
                urls.append(f"{scheme}://{_EVERYWHERE.get(host, host)}:{port}{self._base_path}")
        return urls

    def _at(self, door: Listener | None) -> Sequence[str]:
        return self._addresses.get(door, ()) if door is not None else ()

    def _port(self, door: TcpListener | None) -> int:
        addresses = self._at(door)
        return int(addresses[0].rpartition(":")[2]) if addresses else 0


def guests_of(config: Config) -> tuple[Guest, ...]:
    """The sections of all dialects that can have a port of their own."""
    return config.qbittorrent, config.torbox, config.resttorrent


def _own_door(api: ApiSection, section: Guest) -> TcpListener:
    """The port on which a dialect's clients find nothing else. Raises: ConfigError."""
    (name,) = section.PATH
    files = None
    if section.https:
        require(f"{name}.https", api.https_certfile is not None, "needs [api] https_certfile")
        files = TlsFiles(api.https_certfile, api.https_keyfile) if api.https_certfile is not None else None
    return TcpListener((section.host,), section.port, files, only=name)


def manners_of(api: ApiSection) -> Manners:
    """What holds for every listener."""
    return Manners(
        base_path=api.base_path,
        trusted_proxies=api.trusted_proxies,
        cors_origins=api.cors_origins,
        allowed_hosts=api.allowed_hosts,
        max_body_size=api.max_body_size,
    )
