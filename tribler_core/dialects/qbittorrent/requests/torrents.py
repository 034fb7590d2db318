"""Parameters of the methods about torrents."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from marshmallow import pre_load

from tribler_core.dialects.qbittorrent.requests.fields import Parameters, Separated, torrent_ids
from tribler_core.web.fields import Flag, Text, WholeNumber


class OneTorrent(Parameters):
    """Which torrent."""

    hash = Text(load_default="", metadata={"description": "Any of its ids."})


class SomeTorrents(Parameters):
    """Which torrents."""

    hashes = torrent_ids(required=True)


class SwitchedTorrents(SomeTorrents):
    """Which torrents, and on or off."""

    value = Flag(load_default=False)

    @pre_load
    def read_misprint(self, values: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """Quirk(qbittorrent): its documentation shows `hashes=H?value=true`."""
        hashes = values.get("hashes")
        if not isinstance(hashes, str) or "?" not in hashes:
            return dict(values)
        ids, _mark, pairs = hashes.partition("?")
        return {**values, **dict(parse_qsl(pairs)), "hashes": ids}


class FilesQuery(OneTorrent):
    """Which files of which torrent."""

    indexes = Separated("|")


class DeleteBody(SomeTorrents):
    """Which torrents, and whether with their data."""

    delete_files = Flag(data_key="deleteFiles", load_default=False)


class ReannounceBody(SomeTorrents):
    """Which torrents, and to whom."""

    urls = Separated("|", percent=True, metadata={"description": "Percent-encoded announce URLs; left out: all."})


class LimitBody(SomeTorrents):
    """Which torrents, and how fast."""

    limit = WholeNumber(load_default=0, metadata={"description": "Bytes/s; 0 or less: none."})


class FilePriorityBody(OneTorrent):
    """Which files, and how much they are wanted. Texts, because what is no number has an answer of its own."""

    id = Separated("|", required=True, metadata={"description": "File indices with `|` between them."})
    priority = Text(required=True, metadata={"description": "0 skip, 1 normal, 6 high, 7 maximal."})


class LocationBody(SomeTorrents):
    """Which torrents, and where to."""

    location = Text(load_default="")


class PathBody(Parameters):
    """Which torrents, and where to. Quirk(qbittorrent): here the torrents are called `id`."""

    id = torrent_ids()
    hashes = torrent_ids()
    hash = torrent_ids()
    path = Text(load_default="")

    def ids(self, asked: Mapping[str, Any]) -> list[str]:
        """Whichever name the client used."""
        return next((asked[name] for name in ("id", "hashes", "hash") if name in asked), [])


class RenameBody(OneTorrent):
    """Which torrent, and what to call it."""

    name = Text(load_default="")


class RenameFileBody(OneTorrent):
    """Which file; up to 4.3.2 it was named by `id`, and got another `name`."""

    old_path = Text(data_key="oldPath")
    new_path = Text(data_key="newPath")
    id = WholeNumber()
    name = Text()


class RenameFolderBody(OneTorrent):
    """Which folder."""

    old_path = Text(data_key="oldPath", required=True)
    new_path = Text(data_key="newPath", required=True)


class AddTrackersBody(Parameters):
    """Which torrents, and whom to announce to."""

    hash = torrent_ids()
    hashes = torrent_ids()
    urls = Separated("\n", keep_empty=True, required=True, metadata={"description": "An empty line: the next tier."})


class EditTrackerBody(OneTorrent):
    """Which tracker, and what it becomes."""

    url = Text()
    orig_url = Text(data_key="origUrl", metadata={"description": "The name of `url` up to 2.12."})
    new_url = Text(data_key="newUrl")
    tier = Text(metadata={"description": "0 to 255."})


class RemoveTrackersBody(Parameters):
    """Which torrents, and whom to announce to no more."""

    hash = torrent_ids(required=True)
    urls = Separated("|", percent=True, required=True)


class AddPeersBody(SomeTorrents):
    """Which torrents, and whom to connect to."""

    peers = Separated("|", required=True, metadata={"description": "`ip:port` or `[ip]:port`."})


class WebSeedsBody(OneTorrent):
    """Of which torrent, and whose URLs."""

    urls = Separated("|", percent=True, required=True, metadata={"description": "Percent-encoded, with `|` between."})


class EditWebSeedBody(OneTorrent):
    """Which web seed, and what it becomes."""

    orig_url = Text(data_key="origUrl", required=True)
    new_url = Text(data_key="newUrl", required=True)
