"""[fetching]: the network beyond the swarm."""

from dataclasses import dataclass
from typing import ClassVar

from tribler_core.config.sections.checks import require_range
from tribler_core.foundation.units import Bytes, Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchingSection:
    """How torrents are fetched from URLs that clients name."""

    PATH: ClassVar = ("fetching",)

    timeout: Seconds = Seconds(30.0)
    """For one URL in all, redirects included."""
    max_size: Bytes = Bytes(64 * 1024 * 1024)
    """The largest answer that is read."""
    max_redirects: int = 10
    """Each redirect is checked like the URL itself."""
    allow_private: bool = False
    """Permit URLs of this machine and of private networks. Off, so that nobody can use the daemon to look around there;
    needed for an indexer on the same machine or network."""
    accept_invalid_certificates: bool = False
    """Try again without verification when a certificate is wrong; the answer of /torrentinfo tells that it was."""

    proxy_torrents: bool = True
    """Fetch torrents through the proxy of [libtorrent], when it names one."""
    proxy_feeds: bool = True
    """Fetch feeds through it."""

    def __post_init__(self) -> None:
        require_range("fetching.timeout", self.timeout, 1, 3600)
        require_range("fetching.max_size", self.max_size, 1024, 2**32)
        require_range("fetching.max_redirects", self.max_redirects, 0, 50)
