"""What a patch makes of a download's settings, and what the engine has to be told of it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from tribler_core.domain.download.patch import Command, DownloadPatch
from tribler_core.domain.download.settings import MAX_HOPS, DownloadSettings
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import InvalidParameter, MetainfoNotYetKnown
from tribler_core.domain.ports import EngineChange
from tribler_core.domain.torrent.files import TorrentFile
from tribler_core.domain.torrent.selections import check_blind, check_indices, of_selection, with_priorities
from tribler_core.foundation.unset import UNSET, given
from tribler_core.services.downloads.commands.adding import UNSAFE, check_limits
from tribler_core.services.downloads.passage import is_halted

_PLAIN_FIELDS = (
    "hops",
    "safe_seeding",
    "upload_limit",
    "download_limit",
    "seeding",
    "auto_managed",
    "sequential",
    "name",
    "completed_dir",
    "comment",
    "category",
    "managed",
    "forced",
    "first_last_first",
    "super_seeding",
    "download_path",
    "certificate",
)
"""Fields of a patch that are fields of the settings."""


def check(patch: DownloadPatch, row: Download) -> None:
    """Raises: InvalidParameter for what makes no sense, whatever the files are."""
    check_limits(patch.upload_limit, patch.download_limit)
    if patch.hops is not UNSET:
        if patch != DownloadPatch(hops=patch.hops):
            raise InvalidParameter("anon_hops must be the only parameter in this request")
        if not 0 <= patch.hops <= MAX_HOPS:
            raise InvalidParameter(f"a download has 0 to {MAX_HOPS} hops")
    if patch.safe_seeding is False and row.settings.hops:
        raise InvalidParameter(UNSAFE)
    if patch.selection is not UNSET and patch.file_priorities is not UNSET:
        raise InvalidParameter("files are selected either by index or by priority")


def patched(row: Download, patch: DownloadPatch, files: Sequence[TorrentFile]) -> DownloadSettings:
    """The settings after the patch; a move is not in them until it is done.

    Raises: InvalidParameter, MetainfoNotYetKnown.
    """
    changes: dict[str, Any] = {name: value for name in _PLAIN_FIELDS if (value := getattr(patch, name)) is not UNSET}
    tags = set(given(patch.tags, row.settings.tags)).difference(patch.tags_removed).union(patch.tags_added)
    changes["tags"] = tuple(sorted(tags))
    if patch.command is Command.RESUME:
        changes |= {"user_stopped": False, "stopped_by_rule": False}
    elif patch.command is Command.STOP:
        changes |= {"user_stopped": True, "stop_after_check": False}
    return replace(row.settings, **changes, **_wanted(row, patch, files))


def _wanted(row: Download, patch: DownloadPatch, files: Sequence[TorrentFile]) -> dict[str, Any]:
    if patch.selection is not UNSET:
        if row.transfer.has_metadata:
            return {"file_priorities": of_selection(patch.selection, files), "selection": None}
        check_blind(patch.selection)
        return {"selection": patch.selection}
    if patch.file_priorities is not UNSET:
        if not row.transfer.has_metadata:
            raise MetainfoNotYetKnown
        return {"file_priorities": with_priorities(row.settings.file_priorities, patch.file_priorities, files)}
    return {}


def check_renames(patch: DownloadPatch, files: Sequence[TorrentFile]) -> None:
    """Raises: InvalidParameter for a file that is not there, or a path that leaves the destination."""
    renames = given(patch.renamed_files, {})
    check_indices(renames, files)
    for path in renames.values():
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\0" in path:
            raise InvalidParameter("a file is renamed to a path below the destination")


def engine_change(before: DownloadSettings, after: DownloadSettings, patch: DownloadPatch) -> EngineChange:
    """What the engine has to be told; nothing that it knows already."""
    return EngineChange(
        upload_limit=patch.upload_limit,
        download_limit=patch.download_limit,
        sequential=patch.sequential,
        super_seeding=patch.super_seeding,
        first_last_first=patch.first_last_first,
        file_priorities=UNSET if after.file_priorities == before.file_priorities else after.file_priorities or (),
        selection=UNSET if after.selection == before.selection else after.selection,
        queue=patch.queue,
        certificate=patch.certificate,
        **_running(after, patch),
    )


def _running(after: DownloadSettings, patch: DownloadPatch) -> dict[str, bool]:
    """Whether it runs, and who decides. A download that is stopped is not in the queue, whatever its settings say."""
    if patch.command is Command.STOP:
        return {"paused": True, "auto_managed": False}
    asked = patch.auto_managed is not UNSET or patch.forced is not UNSET
    if patch.command is Command.RESUME or (asked and not is_halted(after)):
        return {"paused": False, "auto_managed": after.queued}
    return {}
