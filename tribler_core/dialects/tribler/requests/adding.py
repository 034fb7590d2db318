"""Something to download: the forms of every generation, read into one request."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, NamedTuple

from marshmallow import pre_load

from tribler_core.dialects.tribler.requests.selecting import FileSelection, by_name, names_files
from tribler_core.dialects.tribler.vocabulary import Face, to_limit
from tribler_core.domain.download.settings import MAX_HOPS, Hops
from tribler_core.domain.errors import InvalidParameter, MissingParameter
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Source, TorrentSource
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.metainfo.service import MetainfoService
from tribler_core.services.paths import PathPolicy
from tribler_core.web.fields import Flag, RepeatedShape, Text, WholeNumber


class AddShape(RepeatedShape):
    """Something to download, and how."""

    uri = Text(
        metadata={
            "description": "magnet:, http(s): or file: URI, or a bare infohash. Required, unless the body is a torrent."
        }
    )
    anon_hops = WholeNumber(
        minimum=0, maximum=MAX_HOPS, metadata={"description": "Relays; more than 0 needs safe_seeding."}
    )
    safe_seeding = Flag(metadata={"description": "Seed hidden, or not at all."})
    destination = Text(metadata={"description": "The folder for the content; relative: below the download folder."})
    completed_dir = Text(metadata={"description": "Where it moves when complete; empty: it stays."})
    selected_files = FileSelection(metadata={"description": "Indices of the files wanted; empty: none; absent: all."})
    auto_managed = Flag(metadata={"description": "The queue decides when it runs."})
    only_metadata = Flag(load_default=False, metadata={"description": "Stop when the metadata has arrived."})
    stopped = Flag(load_default=False, metadata={"description": "Add it, but do not start it."})
    sequential = Flag(load_default=False, metadata={"description": "Fetch pieces in order."})
    upload_limit = WholeNumber(minimum=-1, load_default=-1, metadata={"description": "Bytes/s; -1: unlimited."})
    download_limit = WholeNumber(minimum=-1, load_default=-1, metadata={"description": "Bytes/s; -1: unlimited."})
    cli = Flag(
        load_default=False,
        metadata={"description": "From a command line: with ask_download_settings on, only an event is sent."},
    )

    @pre_load
    def name_it_uri(self, values: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        """The prose of the documentation calls it `torrent`."""
        return {"uri": values["torrent"], **values} if "torrent" in values else dict(values)


class LegacyAddShape(AddShape):
    """Something to download, and how, for clients before 8.0."""

    selected_files = FileSelection(metadata={"description": "Indices (or names) of the files wanted; empty: all."})


class Unsaid(NamedTuple):
    """What a request means that says nothing of hiding."""

    hops: Hops | Unchanged
    safe_seeding: bool | Unchanged


_UNSAID = {
    Face.LEGACY: Unsaid(Hops(0), safe_seeding=False),
    Face.CURRENT: Unsaid(UNSET, UNSET),  # as configured
}


class Adding:
    """Reads a body, and a torrent if one was sent, into a request."""

    def __init__(self, face: Face, paths: PathPolicy, metainfo: MetainfoService) -> None:
        self._face = face
        self._paths = paths
        self._metainfo = metainfo

    async def read(self, body: dict[str, Any], torrent: bytes | None = None) -> AddRequest:
        """Check everything that can be checked before anything is fetched.

        Raises: MissingParameter, InvalidParameter, UnsupportedUri, PathNotAllowed; and what reading the torrent
        raises, when files are selected by name.
        """
        if torrent is None and not body.get("uri"):
            raise MissingParameter("uri")
        unsaid = _UNSAID[self._face]
        source, selection = await self._content(body, torrent, Hops(body.get("anon_hops", 0)))
        return AddRequest(
            source=source,
            hops=body.get("anon_hops", unsaid.hops),
            safe_seeding=body.get("safe_seeding", unsaid.safe_seeding),
            destination=await self._paths.permit(body["destination"]) if body.get("destination") else UNSET,
            completed_dir=await self._completed_dir(body) if "completed_dir" in body else UNSET,
            selection=selection,
            auto_managed=body.get("auto_managed", UNSET),
            only_metadata=body["only_metadata"],
            stopped=body["stopped"],
            sequential=body["sequential"],
            upload_limit=to_limit(body["upload_limit"]),
            download_limit=to_limit(body["download_limit"]),
        )

    async def _content(
        self, body: dict[str, Any], torrent: bytes | None, hops: Hops
    ) -> tuple[Source, tuple[int, ...] | Unchanged | None]:
        """What to download, and which files of it."""
        source: Source = TorrentSource(torrent) if torrent is not None else self._metainfo.source_of(body["uri"])
        if "selected_files" not in body:
            return source, UNSET
        wanted = tuple(body["selected_files"])
        if not wanted and self._face is Face.LEGACY:
            return source, None
        if names_files(wanted):
            described = await self._described(body, torrent, hops)
            return TorrentSource(described.data), by_name(wanted, described.files, self._face)
        if any(index < 0 for index in wanted):
            raise InvalidParameter("index out of range")
        return source, wanted

    async def _described(self, body: dict[str, Any], torrent: bytes | None, hops: Hops) -> Metainfo:
        """What the torrent says of itself; looked up, if need be."""
        if torrent is not None:
            return await self._metainfo.from_bytes(torrent)
        described = await self._metainfo.from_uri(body["uri"], hops=hops)
        assert described.metainfo is not None  # noqa: S101 - only a skipped magnet has none
        return described.metainfo

    async def _completed_dir(self, body: dict[str, Any]) -> Any:
        return await self._paths.permit(body["completed_dir"]) if body["completed_dir"] else None


def decoded_torrent(text: str) -> bytes:
    """A torrent that a batch carries in base64. Raises: InvalidParameter."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise InvalidParameter("torrent_file: must be base64") from None
