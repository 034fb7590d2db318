"""A change of one download: the keys of every generation, read into one patch that happens wholly or not at all."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from marshmallow import ValidationError, fields

from tribler_core.dialects.tribler.requests.selecting import FileSelection, to_indices
from tribler_core.dialects.tribler.vocabulary import QUEUE_MOVES, Face, to_limit
from tribler_core.domain.download.patch import Command, DownloadPatch, Move
from tribler_core.domain.download.settings import MAX_HOPS, Hops, SeedingMode, SeedingRule
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import InvalidParameter, MissingParameter
from tribler_core.domain.torrent.files import DownloadFile
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.paths import PathPolicy, is_folder
from tribler_core.web.fields import FiniteNumber, Flag, RequestShape, Text, WholeNumber

COMMANDS = {"resume": Command.RESUME, "stop": Command.STOP, "recheck": Command.RECHECK}
MOVE = "move_storage"
_NEED_FILES = {"selected_files", "file_priorities", "rename_files"}


class PatchShape(RequestShape):
    """What can be changed of a download; what is absent stays."""

    anon_hops = WholeNumber(minimum=0, maximum=MAX_HOPS, metadata={"description": "Must come alone."})
    safe_seeding = Flag(metadata={"description": "Seed hidden, or not at all."})
    selected_files = FileSelection(metadata={"description": "Indices of the files to keep; empty: none."})
    file_priorities = fields.Dict(
        keys=WholeNumber(minimum=0),
        values=WholeNumber(minimum=0, maximum=7),
        metadata={"description": "Priority by file index: 0 (not wanted) to 7; 4 is normal."},
    )
    rename_files = fields.Dict(
        keys=WholeNumber(minimum=0),
        values=Text(),
        metadata={"description": "New path by file index, relative to the destination."},
    )
    name = Text(metadata={"description": "A display name; empty: the torrent's own."})
    upload_limit = WholeNumber(minimum=-1, metadata={"description": "Bytes/s; -1 or 0: unlimited."})
    download_limit = WholeNumber(minimum=-1, metadata={"description": "Bytes/s; -1 or 0: unlimited."})
    seeding_ratio = FiniteNumber(minimum=0, metadata={"description": "An own target."})
    seeding_ratio_default = Flag(metadata={"description": "True: back to the default target."})
    seeding_mode = Text(
        metadata={"enum": [mode.value for mode in SeedingMode], "description": "An own rule for when seeding ends."}
    )
    seeding_time = FiniteNumber(minimum=0, metadata={"description": "Seconds since complete."})
    queue_position = Text(metadata={"enum": list(QUEUE_MOVES)})
    auto_managed = fields.Raw(metadata={"type": "boolean", "description": "The queue decides when it runs."})
    sequential = Flag(metadata={"description": "Fetch pieces in order."})
    state = Text(metadata={"enum": [*COMMANDS, MOVE]})
    dest_dir = Text(metadata={"description": "With move_storage: the new folder."})
    completed_dir = Text(metadata={"description": "Where it moves when complete; empty: it stays."})


class LegacyPatchShape(PatchShape):
    """What could be changed before 8.0, beside what can be now."""

    selected_files = FileSelection(metadata={"description": "Indices (or names) of the files to keep; empty: all."})
    max_upload_speed = WholeNumber(minimum=-1, metadata={"description": "Bytes/s; 0: unlimited."})
    max_download_speed = WholeNumber(minimum=-1, metadata={"description": "Bytes/s; 0: unlimited."})
    vod_mode = Flag(metadata={"description": "Accepted: any file can be streamed at any time."})
    fileindex = WholeNumber(minimum=0, metadata={"description": "With vod_mode: the file to stream."})


class Patching:
    """Reads a body into a patch of one download."""

    def __init__(self, face: Face, downloads: DownloadManager, paths: PathPolicy) -> None:
        self._face = face
        self._downloads = downloads
        self._paths = paths

    async def read(self, infohash: InfoHash, body: dict[str, Any]) -> DownloadPatch:
        """Check everything that can be checked before anything changes.

        Raises: DownloadNotFound, InvalidParameter, MissingParameter, PathNotAllowed.
        """
        download = await self._downloads.find(infohash)
        files = await self._downloads.files(infohash) if body.keys() & _NEED_FILES else ()
        command, move = await self._state(body, download)
        return DownloadPatch(
            hops=Hops(body["anon_hops"]) if "anon_hops" in body else UNSET,
            safe_seeding=body.get("safe_seeding", UNSET),
            selection=to_indices(body, files, self._face),
            file_priorities=_of_files(body, "file_priorities", files),
            renamed_files=_of_files(body, "rename_files", files),
            name=(body["name"] or None) if "name" in body else UNSET,
            upload_limit=_limit(body, "upload"),
            download_limit=_limit(body, "download"),
            seeding=_seeding(body, download.settings.seeding),
            auto_managed=_auto_managed(body),
            sequential=body.get("sequential", UNSET),
            queue=_queue(body),
            command=command,
            move=move,
            completed_dir=await self._completed_dir(body) if move is UNSET else UNSET,
        )

    async def _state(self, body: dict[str, Any], download: Download) -> tuple[Command | Unchanged, Move | Unchanged]:
        state = body.get("state")
        if state is None:
            return UNSET, UNSET
        if state == MOVE:
            return UNSET, await self._move(body, download)
        if state not in COMMANDS:
            raise InvalidParameter("unknown state parameter")
        return COMMANDS[state], UNSET

    async def _move(self, body: dict[str, Any], download: Download) -> Move:
        if "dest_dir" not in body:
            raise MissingParameter("dest_dir")
        destination = await self._existing(body["dest_dir"], "Target")
        completed = await self._existing(body.get("completed_dir") or body["dest_dir"], "Completed")
        return Move(destination=destination, completed_dir=destination if download.complete else completed)

    async def _existing(self, text: str, kind: str) -> Path:
        path = await self._paths.permit(text)
        if not await asyncio.to_thread(is_folder, path):
            raise InvalidParameter(f"{kind} directory ({text}) does not exist")
        return path

    async def _completed_dir(self, body: dict[str, Any]) -> Path | Unchanged | None:
        if "completed_dir" not in body:
            return UNSET
        return await self._paths.permit(body["completed_dir"]) if body["completed_dir"] else None


def _limit(body: dict[str, Any], way: str) -> Any:
    """The current name wins over the one that 7.x had."""
    for name in (f"{way}_limit", f"max_{way}_speed"):
        if name in body:
            return to_limit(body[name])
    return UNSET


def _seeding(body: dict[str, Any], present: SeedingRule) -> SeedingRule | Unchanged:
    rule = present
    if "seeding_mode" in body:
        rule = replace(rule, mode=_seeding_mode(body["seeding_mode"]))
    if "seeding_time" in body:
        rule = replace(rule, time=Seconds(body["seeding_time"]))
    if "seeding_ratio" in body:
        rule = replace(rule, ratio=body["seeding_ratio"])
    if body.get("seeding_ratio_default"):
        rule = replace(rule, ratio=None)
    return UNSET if rule == present else replace(rule, limits=None)


def _seeding_mode(text: str) -> SeedingMode:
    try:
        return SeedingMode(text)
    except ValueError:
        raise InvalidParameter("invalid value for seeding_mode") from None


def _auto_managed(body: dict[str, Any]) -> bool | Unchanged:
    if "auto_managed" not in body:
        return UNSET
    try:
        return bool(Flag().deserialize(body["auto_managed"]))
    except ValidationError:
        raise InvalidParameter("invalid value for auto_managed") from None


def _queue(body: dict[str, Any]) -> Any:
    if "queue_position" not in body:
        return UNSET
    if (move := QUEUE_MOVES.get(body["queue_position"])) is None:
        raise InvalidParameter("invalid value for queue_position")
    return move


def _of_files(body: dict[str, Any], key: str, files: tuple[DownloadFile, ...]) -> Any:
    """A value for each file index, if the request has any."""
    if key not in body:
        return UNSET
    if body[key].keys() - {kept.file.index for kept in files}:
        raise InvalidParameter("index out of range")
    return body[key]
