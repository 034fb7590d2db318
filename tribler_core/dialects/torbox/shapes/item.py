"""Items, as `mylist` shows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from marshmallow import Schema, fields

from tribler_core.dialects.torbox.shapes.file import FileShape, present_file
from tribler_core.dialects.torbox.states import ItemState, Moment, state_of
from tribler_core.dialects.torbox.vocabulary import LONGEST_ETA, date, date_or_never
from tribler_core.domain.download.snapshot import Download, Transfer
from tribler_core.domain.library.item import FileDigest, Item
from tribler_core.domain.people.account import Account, SeedWish
from tribler_core.domain.swarm.tracker import Tracker, TrackerState
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Timestamp
from tribler_core.services.library.library import Holding

_NOTHING = Transfer()
_V1_DIGITS = 40
_ALMOST = 0.9999


class ItemShape(Schema):
    """An item."""

    id = fields.Integer(required=True)
    auth_id = fields.String(required=True, metadata={"description": "Of the account."})
    server = fields.Integer(required=True)
    hash = fields.String(required=True, metadata={"description": "Infohash."})
    name = fields.String(required=True)
    magnet = fields.String(required=True, metadata={"description": "As received, or made of what is known."})
    size = fields.Integer(required=True, metadata={"description": "Bytes; 0 before the metadata."})
    active = fields.Boolean(required=True)
    created_at = fields.String(required=True)
    updated_at = fields.String(required=True)
    download_state = fields.String(required=True)
    seeds = fields.Integer(required=True, metadata={"description": "Connected."})
    peers = fields.Integer(required=True, metadata={"description": "Connected, seeds included."})
    ratio = fields.Float(required=True)
    progress = fields.Float(required=True, metadata={"description": "0 to 1."})
    download_speed = fields.Integer(required=True, metadata={"description": "bytes/s"})
    upload_speed = fields.Integer(required=True, metadata={"description": "bytes/s"})
    eta = fields.Integer(required=True, metadata={"description": "Seconds; 0: complete, or unknown."})
    torrent_file = fields.Boolean(required=True, metadata={"description": "The metadata is known."})
    expires_at = fields.String(required=True)
    download_present = fields.Boolean(required=True)
    download_finished = fields.Boolean(required=True)
    files = fields.List(fields.Nested(FileShape), required=True)
    inactive_check = fields.Integer(required=True, metadata={"description": "Seconds since the last byte."})
    availability = fields.Float(required=True)
    download_path = fields.String(required=True, metadata={"description": "A name, not a path of the host."})
    tracker = fields.String(required=True, allow_none=True)
    tracker_message = fields.String(required=True, allow_none=True)
    total_uploaded = fields.Integer(required=True)
    total_downloaded = fields.Integer(required=True)
    cached = fields.Boolean(required=True)
    cached_at = fields.String(required=True, allow_none=True)
    owner = fields.String(required=True)
    seed_torrent = fields.Boolean(required=True)
    allow_zipped = fields.Boolean(required=True)
    long_term_seeding = fields.Boolean(required=True)
    private = fields.Boolean(required=True)
    alternative_hashes = fields.List(fields.String(), required=True)
    tags = fields.List(fields.String(), required=True)


@dataclass(frozen=True, slots=True)
class Scene:
    """What an item is shown with."""

    account: Account
    moment: Moment
    retention: int | None
    """Seconds."""
    digests: Mapping[int, FileDigest] = field(default_factory=dict)


def present_item(holding: Holding, scene: Scene) -> dict[str, Any]:
    """As ItemShape."""
    item, row = holding.item, holding.row
    transfer = row.transfer if row is not None else _NOTHING
    state = state_of(item, row, scene.moment)
    infohash = row.infohash if row is not None else item.infohash
    return {
        "id": item.number,
        "auth_id": scene.account.auth_id,
        "server": 1,
        "hash": infohash,
        "name": name_of(item, row),
        "magnet": magnet_of(item, row),
        "size": transfer.size or item.size,
        "torrent_file": transfer.has_metadata,
        "files": [present_file(file, infohash, scene.digests) for file in holding.files],
        "download_path": name_of(item, row),
        "private": transfer.private,
        "owner": scene.account.auth_id,
        "alternative_hashes": _other_names(item, row),
        "tags": list(item.tags),
        **_wishes(item),
        **_times(item, row, scene, state),
        **_state(state),
        **_figures(transfer, state, scene.moment.now),
        **_tracker(row),
    }


def _wishes(item: Item) -> dict[str, Any]:
    return {
        "seed_torrent": item.seed is not SeedWish.STOP,
        "allow_zipped": item.allow_zip,
        "long_term_seeding": item.seed is SeedWish.SEED,
    }


def _times(item: Item, row: Download | None, scene: Scene, state: ItemState) -> dict[str, Any]:
    expires = None if scene.retention is None else Timestamp(item.created + scene.retention)
    since = (row.transfer.completed if row is not None else None) or item.finished
    return {
        "created_at": date(item.created),
        "updated_at": date(item.updated),
        "expires_at": date_or_never(expires),
        "cached_at": date(since) if state.complete and since is not None else None,
    }


def _state(state: ItemState) -> dict[str, Any]:
    return {
        "download_state": state.name,
        "active": state.active,
        "download_present": state.complete,
        "download_finished": state.complete,
        "cached": state.complete,
    }


def _figures(transfer: Transfer, state: ItemState, now: Timestamp) -> dict[str, Any]:
    busy = bool(transfer.download_rate or transfer.upload_rate)
    last = max(transfer.last_download or 0, transfer.last_upload or 0)
    done = transfer.wanted_done / transfer.wanted if transfer.wanted else 0.0
    return {
        "seeds": transfer.seeds_connected,
        "peers": transfer.peers_connected,
        "ratio": transfer.uploaded / max(transfer.downloaded, transfer.done, 1),
        "progress": 1.0 if state.complete else min(done, _ALMOST),
        "download_speed": transfer.download_rate,
        "upload_speed": transfer.upload_rate,
        "eta": _eta(transfer, state),
        "inactive_check": 0 if busy or not last else max(0, now - last),
        "availability": max(transfer.availability, 1.0) if state.complete else transfer.availability,
        "total_uploaded": transfer.uploaded,
        "total_downloaded": transfer.downloaded,
    }


def _eta(transfer: Transfer, state: ItemState) -> int:
    if state.complete or not transfer.download_rate:
        return 0
    return min(LONGEST_ETA, (transfer.wanted - transfer.wanted_done) // transfer.download_rate)


def _tracker(row: Download | None) -> dict[str, Any]:
    trackers = row.trackers if row is not None else ()
    working = next((tracker for tracker in trackers if tracker.state is TrackerState.WORKING), None)
    messages = [tracker.message for tracker in trackers if tracker.message]
    return {"tracker": working.url if working else None, "tracker_message": messages[-1] if messages else None}


def _other_names(item: Item, row: Download | None) -> list[str]:
    v2 = row.infohashes.v2 if row is not None else None
    own = [] if v2 is None or row is None or v2 == row.infohash else [str(v2)]
    return [*own, *(name for name in item.alternative_hashes if name not in own)]


def name_of(item: Item, row: Download | None) -> str:
    """Given by the account, the torrent's, the magnet's, or the infohash."""
    own = row.transfer.name if row is not None else ""
    return item.name or own or item.known_name or item.infohash


def magnet_of(item: Item, row: Download | None) -> str:
    """The one received, because a client compares it; else one made of what is known."""
    if item.magnet.lower().startswith("magnet:"):
        return item.magnet
    infohash = row.infohash if row is not None else item.infohash
    return make_magnet(infohash, name_of(item, row), row.trackers if row is not None else ())


def make_magnet(infohash: InfoHash, name: str, trackers: tuple[Tracker, ...]) -> str:
    """Source: BEP 9, BEP 52."""
    topic = f"urn:btih:{infohash}" if len(infohash) == _V1_DIGITS else f"urn:btmh:1220{infohash}"
    announced = "".join(f"&tr={quote(tracker.url, safe='')}" for tracker in trackers)
    return f"magnet:?xt={topic}&dn={quote(name, safe='')}{announced}"
