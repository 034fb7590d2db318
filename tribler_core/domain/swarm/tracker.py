"""Trackers of a download, as last heard."""

import enum

from tribler_core.foundation.units import Timestamp
from tribler_core.foundation.value import value


class TrackerState(enum.Enum):
    """What the last contact came to."""

    NOT_CONTACTED = "not contacted"
    UPDATING = "updating"
    WORKING = "working"
    WARNING = "warning"
    TIMEOUT = "timeout"
    HTTP_ERROR = "http error"
    ERROR = "error"
    DISABLED = "disabled"


@value(frozen=True, slots=True, kw_only=True)
class TrackerEndpoint:
    """What one tracker said to one of our listen sockets about one of the torrent's infohashes."""

    name: str
    """The address and port of the socket."""
    version: int
    """1 or 2: of which infohash."""
    state: TrackerState
    """What the last contact came to, be it that another one is under way."""
    updating: bool
    message: str
    seeds: int | None
    leeches: int | None
    downloaded: int | None
    next_announce: Timestamp | None
    min_announce: Timestamp | None
    """Before this the tracker does not want to be asked again."""


@value(frozen=True, slots=True)
class Tracker:
    """One announce URL."""

    url: str
    tier: int = 0
    state: TrackerState = TrackerState.NOT_CONTACTED
    message: str = ""
    """The tracker's or the error's own words."""
    http_status: int | None = None
    peers: int | None = None
    """Peers in its last answer; None: never answered."""
    seeds: int | None = None
    """Complete peers by scrape; None: unknown."""
    leeches: int | None = None
    downloaded: int | None = None
    """Completed downloads by scrape; None: unknown."""
