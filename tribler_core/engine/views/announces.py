"""What trackers said to each of our listen sockets, asked of libtorrent when somebody wants to know it so exactly."""

from typing import Any

import libtorrent as lt

from tribler_core.domain.swarm.tracker import TrackerEndpoint, TrackerState
from tribler_core.engine.torrents.held import Held
from tribler_core.foundation.units import Timestamp

_UNKNOWN = 0xFFFFFF
"""libtorrent's 24 bits of not knowing."""
_CATEGORIES = {"libtorrent": lt.libtorrent_category, "http": lt.http_category}
_SKIPPED = "announce skipped"


def endpoints_of(held: Held) -> dict[str, tuple[TrackerEndpoint, ...]]:
    """By announce URL. Calls libtorrent and waits. Raises: RuntimeError when the torrent has left."""
    names = (held.infohashes.v1, held.infohashes.v2)
    versions = [version for version, name in enumerate(names) if name is not None]
    return {entry.get("url", ""): _endpoints(entry, versions) for entry in held.handle.trackers()}


def _endpoints(entry: Any, versions: list[int]) -> tuple[TrackerEndpoint, ...]:
    return tuple(
        _endpoint(endpoint["local_address"], version, endpoint["info_hashes"][version], entry)
        for endpoint in entry.get("endpoints", ())
        for version in versions
        if version < len(endpoint["info_hashes"])
    )


def _endpoint(address: tuple[str, int], version: int, said: Any, entry: Any) -> TrackerEndpoint:
    host, port = address
    error = said["last_error"]["value"]
    words = said["message"] or (_words(said["last_error"]) if error else "")
    return TrackerEndpoint(
        name=f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        version=version + 1,
        state=_state(said, verified=entry.get("verified", False)),
        updating=said["updating"],
        message=words,
        seeds=_known(said["scrape_complete"]),
        leeches=_known(said["scrape_incomplete"]),
        downloaded=_known(said["scrape_downloaded"]),
        next_announce=_moment(said["next_announce"]),
        min_announce=_moment(said["min_announce"]),
    )


def _state(said: Any, *, verified: bool) -> TrackerState:
    """Failures count until the next success."""
    if not said["fails"]:
        return TrackerState.WORKING if verified else TrackerState.NOT_CONTACTED
    if said["message"]:
        return TrackerState.ERROR
    return TrackerState.TIMEOUT if _SKIPPED in _words(said["last_error"]) else TrackerState.HTTP_ERROR


def _words(error: Any) -> str:
    category = _CATEGORIES.get(error["category"], lt.system_category)
    return lt.error_code(error["value"], category()).message() if error["value"] else ""


def _known(count: int) -> int | None:
    return count if 0 <= count < _UNKNOWN else None


def _moment(seconds: int | None) -> Timestamp | None:
    return Timestamp(seconds) if seconds is not None and seconds > 0 else None
