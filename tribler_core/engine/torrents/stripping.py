"""What a hidden torrent must not use, because it would go around the circuits: taken out, kept, and told."""

from collections.abc import Iterable
from urllib.parse import urlsplit

import libtorrent as lt

from tribler_core.foundation.value import value

_ASKED = ("http", "https", "udp")
"""How a tracker can be asked through circuits."""


@value(frozen=True, slots=True)
class Stripped:
    """Kept for the day when the torrent is in the open again."""

    web_seeds: tuple[str, ...] = ()
    trackers: tuple[tuple[str, int], ...] = ()
    """URL and tier."""
    nodes: int = 0
    """Of the DHT, named in the torrent: libtorrent would look their names up."""

    @property
    def phrases(self) -> tuple[str, ...]:
        """What to tell the user."""
        told = (
            (len(self.web_seeds), "web seeds: they are HTTP servers that would see this machine"),
            (len(self.trackers), "trackers that circuits cannot reach"),
            (self.nodes, "DHT nodes named in the torrent"),
        )
        return tuple(f"{count} {what}" for count, what in told if count)


NOTHING = Stripped()


def strip(params: lt.add_torrent_params) -> Stripped:
    """Take out what a hidden torrent must not have."""
    tiers = params.tracker_tiers or [0] * len(params.trackers)
    trackers = list(zip(params.trackers, tiers, strict=False))
    stripped = Stripped(
        tuple(params.url_seeds),
        tuple((url, tier) for url, tier in trackers if not is_reachable(url)),
        len(params.dht_nodes),
    )
    kept = [(url, tier) for url, tier in trackers if is_reachable(url)]
    params.trackers, params.tracker_tiers = [url for url, _ in kept], [tier for _, tier in kept]
    params.url_seeds, params.dht_nodes = [], []
    return stripped


def put_back(params: lt.add_torrent_params, stripped: Stripped) -> None:
    """What is stored of a hidden torrent has all that the user wants of it, and no peers.

    Some of their addresses mean something in its session alone, and a plain session would send them packets.
    """
    params.peers = []
    if stripped.web_seeds:
        params.url_seeds = [*params.url_seeds, *stripped.web_seeds]
    if stripped.trackers:
        tiers = params.tracker_tiers or [0] * len(params.trackers)
        params.trackers = [*params.trackers, *(url for url, _ in stripped.trackers)]
        params.tracker_tiers = [*tiers, *(tier for _, tier in stripped.trackers)]


def is_reachable(url: str) -> bool:
    """Circuits carry what is said to a tracker with this URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in _ASKED and not (parts.hostname or "").endswith(".i2p")


def reachable(trackers: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those of them."""
    return [(url, tier) for url, tier in trackers if is_reachable(url)]
