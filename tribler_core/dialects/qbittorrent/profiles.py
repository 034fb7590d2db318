"""Releases that can be claimed, and everything that depends on which one is.

Source: section 0.2 of the specification. Nothing else may ask for the release.
"""

from dataclasses import dataclass, replace

from tribler_core.config.sections import QBittorrentProfile

API = "/api/v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a claimed release changes in the answers."""

    name: str
    version: str
    api_version: str
    prefix: str
    """Where this release is served whatever is configured, before `/api/v2`."""
    early: bool = False
    """Only keys that the first release had; maps as arrays and numbers as it showed them."""
    says_paused: bool = False
    """`pausedDL`, not `stoppedDL`."""
    pseudo_trackers: bool = True
    """DHT, PeX and LSD are listed as trackers."""
    makes_categories: bool = False
    """A category that torrents are put into is made, and making one that is there is no error."""
    largest_ratio: float | None = None
    """Ratios are capped, and infinite ones shown so; None: not capped, infinite is -1."""
    log_milliseconds: bool = False
    same_site: str = "Strict"
    """"": the session's cookie does not say."""
    speaks_status: bool = False
    """From 5.2: failures of a login or an add are statuses, adds answer JSON, empty answers are 204."""


_V5_1 = Profile(name="5.1", version="v5.1.4", api_version="2.11.4", prefix="/qb51")

PROFILES = {
    QBittorrentProfile.V2_0: replace(
        _V5_1,
        name="2.0",
        version="v4.1.0",
        api_version="2.0",
        prefix="/qb20",
        early=True,
        says_paused=True,
        pseudo_trackers=False,
        makes_categories=True,
        largest_ratio=9999.0,
        log_milliseconds=True,
        same_site="",
    ),
    QBittorrentProfile.V4_6: replace(
        _V5_1,
        name="4.6",
        version="v4.6.7",
        api_version="2.9.3",
        prefix="/qb46",
        says_paused=True,
        largest_ratio=9999.0,
    ),
    QBittorrentProfile.V5_1: _V5_1,
    QBittorrentProfile.V5_2: replace(
        _V5_1,
        name="5.2",
        version="v5.2.3",
        api_version="2.15.1",
        prefix="/qb52",
        same_site="Lax",
        speaks_status=True,
    ),
}
