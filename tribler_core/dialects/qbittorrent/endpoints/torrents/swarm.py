"""Trackers, web seeds and peers of torrents. Source: section 2.7 of the specification."""

import ipaddress
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import EMPTY, TEXT, asked, command, done_silently
from tribler_core.dialects.qbittorrent.errors import Conflict
from tribler_core.dialects.qbittorrent.naming.targets import Targets
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.torrents import (
    AddPeersBody,
    AddTrackersBody,
    EditTrackerBody,
    EditWebSeedBody,
    RemoveTrackersBody,
    WebSeedsBody,
)
from tribler_core.dialects.qbittorrent.shapes.tracker import PSEUDO
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import InvalidParameter, MissingParameter
from tribler_core.domain.swarm.tracker import Tracker
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.openapi.declare import docs

_WEB_SEED_SCHEMES = ("http", "https", "ftp")
_SCHEMES = ("http", "https", "udp", "ws", "wss")
_HIGHEST_TIER = 255


class TrackersEndpoint(Endpoint):
    """Whom torrents announce to."""

    def __init__(self, downloads: DownloadManager, targets: Targets, profile: Profile) -> None:
        self._downloads = downloads
        self._targets = targets
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/addTrackers", self.add, AddTrackersBody),
            command("/torrents/editTracker", self.edit, EditTrackerBody),
            command("/torrents/removeTrackers", self.remove, RemoveTrackersBody),
        ]

    @docs(tags=["torrents"], summary="Add trackers", responses={200: EMPTY}, produces=(TEXT,))
    async def add(self, request: web.Request) -> web.Response:
        given = asked(request)
        tiers = _tiers(given["urls"])
        for row in await self._named(given.get("hash", given.get("hashes", []))):
            known = {tracker.url for tracker in row.trackers}
            fresh = [[url for url in tier if url not in known] for tier in tiers]
            if any(fresh):
                await self._downloads.add_tracker_tiers(row.infohash, [tier for tier in fresh if tier])
        return done_silently(self._profile)

    @docs(tags=["torrents"], summary="Change a tracker", responses={200: EMPTY}, produces=(TEXT,))
    async def edit(self, request: web.Request) -> web.Response:
        given = asked(request)
        row = await self._targets.one(given["hash"])
        before, after = _edited(given)
        known = {tracker.url: tracker for tracker in row.trackers}
        if before not in known:
            raise Conflict("Tracker not found")
        if after != before and after in known:
            raise Conflict("New tracker URL already exists")
        tier = int(given["tier"]) if "tier" in given else known[before].tier
        if (after, tier) != (before, known[before].tier):
            await self._downloads.edit_tracker(row.infohash, before, Tracker(after, tier))
            await self._downloads.announce(row.infohash, after)
        return done_silently(self._profile)

    @docs(tags=["torrents"], summary="Remove trackers", responses={200: EMPTY}, produces=(TEXT,))
    async def remove(self, request: web.Request) -> web.Response:
        given = asked(request)
        for row in await self._named(["all"] if given["hash"] == ["*"] else given["hash"]):
            await self._downloads.remove_trackers(row.infohash, [url for url in given["urls"] if url not in PSEUDO])
        return done_silently(self._profile)

    async def _named(self, ids: Sequence[str]) -> list[Download]:
        """Raises: DownloadNotFound when one alone is named, and unknown."""
        if len(ids) == 1 and ids[0] != "all":
            return [await self._targets.one(ids[0])]
        return await self._targets.several(ids)


class WebSeedsEndpoint(Endpoint):
    """Servers that have the content."""

    def __init__(self, downloads: DownloadManager, targets: Targets, profile: Profile) -> None:
        self._downloads = downloads
        self._targets = targets
        self._profile = profile

    def routes(self) -> list[web.RouteDef]:
        return [
            command("/torrents/addWebSeeds", self.add, WebSeedsBody),
            command("/torrents/editWebSeed", self.edit, EditWebSeedBody),
            command("/torrents/removeWebSeeds", self.remove, WebSeedsBody),
        ]

    @docs(tags=["torrents"], summary="Add web seeds", responses={200: EMPTY}, produces=(TEXT,))
    async def add(self, request: web.Request) -> web.Response:
        row, urls = await self._named(request)
        await self._downloads.add_web_seeds(row.infohash, urls)
        return done_silently(self._profile)

    @docs(tags=["torrents"], summary="Change a web seed", responses={200: EMPTY}, produces=(TEXT,))
    async def edit(self, request: web.Request) -> web.Response:
        given = asked(request)
        row = await self._targets.one(given["hash"])
        before, after = given["orig_url"], given["new_url"]
        if not _has_scheme(after, _WEB_SEED_SCHEMES):
            raise InvalidParameter("New web seed URL is invalid")
        known = await self._downloads.web_seeds(row.infohash)
        if before not in known:
            raise Conflict(f'"{before}" is not an existing URL')
        if after in known and after != before:
            raise Conflict(f'"{after}" is already an existing URL')
        if after != before:
            await self._downloads.add_web_seeds(row.infohash, [after])
            await self._downloads.remove_web_seeds(row.infohash, [before])
        return done_silently(self._profile)

    @docs(tags=["torrents"], summary="Remove web seeds", responses={200: EMPTY}, produces=(TEXT,))
    async def remove(self, request: web.Request) -> web.Response:
        row, urls = await self._named(request)
        await self._downloads.remove_web_seeds(row.infohash, urls)
        return done_silently(self._profile)

    async def _named(self, request: web.Request) -> tuple[Download, list[str]]:
        """Raises: DownloadNotFound, InvalidParameter."""
        given = asked(request)
        row = await self._targets.one(given["hash"])
        for url in given["urls"]:
            if not _has_scheme(url, _WEB_SEED_SCHEMES):
                raise InvalidParameter(f'"{url}" is not a valid URL')
        return row, given["urls"]


class PeersEndpoint(Endpoint):
    """Whom torrents connect to."""

    def __init__(self, downloads: DownloadManager, targets: Targets) -> None:
        self._downloads = downloads
        self._targets = targets

    def routes(self) -> list[web.RouteDef]:
        return [command("/torrents/addPeers", self.add, AddPeersBody)]

    @docs(
        tags=["torrents"],
        summary="Connect to peers",
        responses={200: {"description": "By id, how many were `added` and how many `failed`."}},
    )
    async def add(self, request: web.Request) -> web.Response:
        given = asked(request)
        found = [address_of(text) for text in given["peers"]]
        peers = [peer for peer in found if peer is not None]
        if not peers:
            raise InvalidParameter("No valid peers were specified")
        answer: dict[str, object] = {}
        for row in await self._targets.several(given["hashes"]):
            await self._downloads.connect_peers(row.infohash, peers)
            answer[self._targets.id_of(row)] = {"added": len(peers), "failed": len(found) - len(peers)}
        return json_answer(answer)


def _tiers(lines: Sequence[str]) -> list[list[str]]:
    """An empty line begins the next tier; what is no tracker, and what was said before, is passed over."""
    tiers: list[list[str]] = [[]]
    said: set[str] = set()
    for line in lines:
        if not line:
            tiers.append([])
        elif is_announce_url(line) and line not in said:
            said.add(line)
            tiers[-1].append(line)
    return [tier for tier in tiers if tier]


def is_announce_url(url: str) -> bool:
    """Whether a tracker can have this URL."""
    return _has_scheme(url, _SCHEMES)


def _has_scheme(url: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in schemes and bool(parts.hostname)
    except ValueError:
        return False


def address_of(text: str) -> tuple[str, int] | None:
    """`ip:port` or `[ip]:port`; None: it is neither."""
    host, colon, port = text.rpartition(":")
    try:
        address = ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    bracketed = host.startswith("[") == (address.version == 6)
    if not (colon and bracketed and port.isdecimal() and 0 < int(port) < 65536):
        return None
    return str(address), int(port)


def _edited(given: dict[str, Any]) -> tuple[str, str]:
    """What the URL was and what it becomes. Raises: MissingParameter, InvalidParameter."""
    before = given.get("url") or given.get("orig_url")
    if before is None:
        raise MissingParameter("url")
    if "tier" in given:
        if not given["tier"].lstrip("-").isdecimal():
            raise InvalidParameter("tier must be an integer")
        if not 0 <= int(given["tier"]) <= _HIGHEST_TIER:
            raise InvalidParameter(f"tier must be between 0 and {_HIGHEST_TIER}")
    elif not given.get("new_url"):
        raise InvalidParameter("Must specify at least one of the parameters: newUrl, tier")
    after = given.get("new_url") or before
    if not is_announce_url(after):
        raise InvalidParameter("New tracker URL is invalid")
    return before, after
