"""Trackers of a download, with the two sources of peers that are shown as if they were trackers."""

from marshmallow import Schema, fields

from tribler_core.dialects.tribler.vocabulary import from_count, tracker_status
from tribler_core.domain.swarm.tracker import Tracker, TrackerState

DHT = "[DHT]"
PEX = "[PeX]"


class TrackerShape(Schema):
    """One tracker."""

    url = fields.String(required=True, metadata={"description": "Announce URL, `[DHT]` or `[PeX]`."})
    status = fields.String(
        required=True,
        metadata={
            "description": "`Working`, `Not contacted yet`, `Timeout`, `Not working`, `HTTP status code <n>`, "
            "`Error: <text>`, `Warning: <text>` or `Disabled`."
        },
    )
    peers = fields.Integer(required=True, metadata={"description": "Peers in its last answer; -1: unknown."})
    seeds = fields.Integer(required=True, metadata={"description": "Complete peers by scrape; -1: unknown."})
    leeches = fields.Integer(required=True, metadata={"description": "Other peers by scrape; -1: unknown."})


def present_tracker(tracker: Tracker) -> dict[str, object]:
    return {
        "url": tracker.url,
        "status": tracker_status(tracker),
        "peers": from_count(tracker.peers),
        "seeds": from_count(tracker.seeds),
        "leeches": from_count(tracker.leeches),
    }


def present_trackers(trackers: tuple[Tracker, ...], *, dht: bool, pex: bool) -> list[dict[str, object]]:
    """All trackers; `[DHT]` and `[PeX]` close the list, disabled where the torrent or the settings forbid them."""
    rows = [present_tracker(tracker) for tracker in trackers]
    rows.append(_WORKING_DHT if dht else _DISABLED_DHT)
    rows.append(_WORKING_PEX if pex else _DISABLED_PEX)
    return rows


_WORKING_DHT = present_tracker(Tracker(DHT, state=TrackerState.WORKING))
_DISABLED_DHT = present_tracker(Tracker(DHT, state=TrackerState.DISABLED))
_WORKING_PEX = present_tracker(Tracker(PEX, state=TrackerState.WORKING))
_DISABLED_PEX = present_tracker(Tracker(PEX, state=TrackerState.DISABLED))
