"""Trackers of a torrent, and the other sources of peers that are shown as if they were. Source: section 3.3."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.vocabulary.numbers import from_count
from tribler_core.dialects.qbittorrent.vocabulary.trackers import DISABLED, WORKING, later_status_of, status_word
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Hold
from tribler_core.domain.swarm.peer import Peer, PeerFlag
from tribler_core.domain.swarm.tracker import Tracker, TrackerEndpoint, TrackerState

DHT, PEX, LSD = "** [DHT] **", "** [PeX] **", "** [LSD] **"
PSEUDO = frozenset({DHT, PEX, LSD})
_SOURCES = {DHT: PeerFlag.FROM_DHT, PEX: PeerFlag.FROM_PEX, LSD: PeerFlag.FROM_LSD}
_PRIVATE = "This torrent is private"
_WAITS = {Hold.NO_CIRCUIT: "waiting for a circuit", Hold.NO_EXIT: "waiting, because no exit is known"}


class EndpointShape(Schema):
    """What a tracker said to one of our listen sockets (5.2)."""

    name = fields.String(required=True, metadata={"description": "Address and port of the socket."})
    updating = fields.Boolean(required=True)
    status = fields.Integer(required=True)
    msg = fields.String(required=True)
    bt_version = fields.Integer(required=True, metadata={"description": "1 or 2: of which infohash."})
    num_peers = fields.Integer(required=True, metadata={"description": "-1: unknown."})
    num_seeds = fields.Integer(required=True, metadata={"description": "By scrape; -1: unknown."})
    num_leeches = fields.Integer(required=True, metadata={"description": "By scrape; -1: unknown."})
    num_downloaded = fields.Integer(required=True, metadata={"description": "By scrape; -1: unknown."})
    next_announce = fields.Integer(required=True, metadata={"description": "Unix seconds; 0: none."})
    min_announce = fields.Integer(required=True, metadata={"description": "Unix seconds; 0: at any time."})


class TrackerShape(Schema):
    """One tracker."""

    url = fields.String(required=True)
    tier = fields.Integer(required=True, metadata={"description": "-1: DHT, PeX or LSD."})
    status = fields.Raw(
        required=True, metadata={"type": "integer", "description": "0 to 6; a text in profile 2.0. Section 3.3."}
    )
    msg = fields.String(required=True)
    num_peers = fields.Integer(required=True, metadata={"description": "In its last answer; -1: unknown."})
    num_seeds = fields.Integer(required=True, metadata={"description": "By scrape; -1: unknown."})
    num_leeches = fields.Integer(required=True, metadata={"description": "By scrape; -1: unknown."})
    num_downloaded = fields.Integer(required=True, metadata={"description": "By scrape; -1: unknown."})
    updating = fields.Boolean(metadata={"description": "Profile 5.2, as all that follows."})
    next_announce = fields.Integer(metadata={"description": "Unix seconds; 0: none."})
    min_announce = fields.Integer(metadata={"description": "Unix seconds; 0: at any time."})
    endpoints = fields.List(fields.Nested(EndpointShape), metadata={"description": "One for each listen socket."})


@dataclass(frozen=True, slots=True)
class Mechanisms:
    """Which sources of peers are on."""

    dht: bool
    pex: bool
    lsd: bool


def present_tracker(tracker: Tracker, profile: Profile, endpoints: Sequence[TrackerEndpoint] = ()) -> dict[str, object]:
    """`endpoints` are shown by the releases that know of them."""
    shown: dict[str, object] = {
        "url": tracker.url,
        "tier": tracker.tier,
        "status": status_word(tracker, profile),
        "msg": tracker.message,
        "num_peers": from_count(tracker.peers),
        "num_seeds": from_count(tracker.seeds),
        "num_leeches": from_count(tracker.leeches),
        "num_downloaded": from_count(tracker.downloaded),
    }
    return shown | _in_detail(tracker, endpoints) if profile.speaks_status else shown


def _in_detail(tracker: Tracker, endpoints: Sequence[TrackerEndpoint]) -> dict[str, object]:
    """The tracker is asked next when the first of its endpoints is."""
    updating = tracker.state is TrackerState.UPDATING or any(each.updating for each in endpoints)
    coming = [each for each in endpoints if each.next_announce is not None]
    first = min(coming, key=lambda each: each.next_announce or 0, default=None)
    return {
        "updating": updating,
        "next_announce": (first and first.next_announce) or 0,
        "min_announce": (first and first.min_announce) or 0,
        "endpoints": [_present_endpoint(each, tracker) for each in endpoints],
    }


def _present_endpoint(endpoint: TrackerEndpoint, tracker: Tracker) -> dict[str, object]:
    """libtorrent does not tell an endpoint's own peers: they are the tracker's."""
    return {
        "name": endpoint.name,
        "updating": endpoint.updating,
        "status": later_status_of(Tracker(tracker.url, state=endpoint.state, message=endpoint.message)),
        "msg": endpoint.message,
        "bt_version": endpoint.version,
        "num_peers": from_count(tracker.peers),
        "num_seeds": from_count(endpoint.seeds),
        "num_leeches": from_count(endpoint.leeches),
        "num_downloaded": from_count(endpoint.downloaded),
        "next_announce": endpoint.next_announce or 0,
        "min_announce": endpoint.min_announce or 0,
    }


def present_pseudo_trackers(on: Mechanisms, peers: Iterable[Peer], download: Download) -> list[dict[str, object]]:
    """DHT, PeX and LSD with the connected peers that are known through each.

    What they say is where a user of these clients can be told that a download is hidden, and what it does without.
    """
    known, private = tuple(peers), download.transfer.private
    switched = {DHT: on.dht, PEX: on.pex, LSD: on.lsd and not download.settings.hops}
    message = ". ".join(said for said in (_PRIVATE if private else "", hidden_as(download)) if said)
    return [_pseudo(url, known, on=switched[url] and not private, message=message) for url in (DHT, PEX, LSD)]


def hidden_as(download: Download) -> str:
    """How it is hidden, what it waits for, and what of the torrent is left alone; empty: it is plain."""
    hops = download.settings.hops
    if not hops:
        return ""
    parts = [f"Hidden behind {hops} {'hop' if hops == 1 else 'hops'}"]
    parts += [_WAITS[download.hold]] if download.hold in _WAITS else []
    parts += [f"left out: {', '.join(download.stripped)}"] if download.stripped else []
    return "; ".join(parts)


def _pseudo(url: str, peers: tuple[Peer, ...], *, on: bool, message: str) -> dict[str, object]:
    found = [peer for peer in peers if _SOURCES[url] in peer.flags]
    seeds = sum(PeerFlag.SEED in peer.flags for peer in found)
    return {
        "url": url,
        "tier": -1,
        "status": WORKING if on else DISABLED,
        "msg": message,
        "num_peers": 0,
        "num_seeds": seeds,
        "num_leeches": len(found) - seeds,
        "num_downloaded": 0,
    }
