"""Trackers of a download, as last heard."""

import enum
from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
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
