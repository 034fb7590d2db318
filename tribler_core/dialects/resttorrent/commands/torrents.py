"""Torrents in a session: listed, shown, changed, removed. Source: sections 6.3, 6.4 and 7 of the specification."""

from collections.abc import Mapping
from typing import Any

from tribler_core.dialects.resttorrent.commands.sessions import Payload
from tribler_core.dialects.resttorrent.errors import FieldRefused, NothingToDo
from tribler_core.dialects.resttorrent.jail import Jail
from tribler_core.dialects.resttorrent.requests.given import Given, whole_number
from tribler_core.dialects.resttorrent.shapes.columns import present
from tribler_core.dialects.resttorrent.shapes.peer import PEER, Seen
from tribler_core.dialects.resttorrent.shapes.torrent import ALL, present_torrent, wanted_of
from tribler_core.dialects.resttorrent.vocabulary import state_name, to_limit
from tribler_core.domain.download.patch import Command, DownloadPatch, Move
from tribler_core.domain.download.snapshot import Download
from tribler_core.services.workspaces.workspace import Workspace
from tribler_core.services.workspaces.workspaces import Workspaces

_PRIORITIES = range(8)
_LIMITS = ("download_limit", "upload_limit")
_CHANGES = ("pause", "sequential", "recheck", "reannounce", "file_priorities", "save_path", *_LIMITS)


class TorrentCommands:
    """What can be asked of torrents."""

    def __init__(self, workspaces: Workspaces, jail: Jail) -> None:
        self._workspaces = workspaces
        self._jail = jail

    async def get_torrent_list(self, given: Given) -> Payload:
        """In order of adding; `state`, `offset` and `limit` narrow it. Raises: WorkspaceNotFound, FieldRefused."""
        wanted = wanted_of(given.names("fields"), None)
        states = given.names("state")
        offset = given.whole("offset") if "offset" in given else 0
        limit = given.whole("limit") if "limit" in given else None
        async with self._workspaces.using(given.text("session_id")) as workspace:
            rows = workspace.downloads.table.rows()
            if states is not None:
                rows = [row for row in rows if state_name(row.transfer.activity) in states]
            page = rows[offset : None if limit is None else offset + limit]
            return {"torrents": [await present_torrent(workspace, row, wanted) for row in page]}

    async def get_torrent(self, given: Given) -> Payload:
        """Raises: WorkspaceNotFound, DownloadNotFound."""
        wanted = wanted_of(given.names("fields"), ALL)
        async with self._workspaces.using(given.text("session_id")) as workspace:
            row = await workspace.downloads.find(given.infohash())
            shown = await present_torrent(workspace, row, wanted)
        return {**shown, "torrent": shown}

    async def command_torrent(self, given: Given) -> Payload:
        """All of it or nothing.

        Raises: WorkspaceNotFound, DownloadNotFound, NothingToDo, FieldRefused, InvalidParameter, PathNotAllowed,
        PathInUse, StorageError.
        """
        if not any(name in given for name in _CHANGES):
            raise NothingToDo
        async with self._workspaces.using(given.text("session_id")) as workspace:
            row = await workspace.downloads.find(given.infohash())
            row = await self._change(given, workspace, row)
            shown = await present_torrent(workspace, row, ALL)
        return {**shown, "torrent": shown}

    async def pause_torrent(self, given: Given) -> Payload:
        """As `command_torrent` with pause=1."""
        return await self.command_torrent(given.having(pause=True))

    async def resume_torrent(self, given: Given) -> Payload:
        """As `command_torrent` with pause=0."""
        return await self.command_torrent(given.having(pause=False))

    async def delete_torrent(self, given: Given) -> Payload:
        """Raises: WorkspaceNotFound, DownloadNotFound, StorageError."""
        with_data = given.flag("delete_files", default=False)
        async with self._workspaces.using(given.text("session_id")) as workspace:
            await workspace.downloads.remove(given.infohash(), with_data=with_data)
        return {}

    async def get_peers(self, given: Given) -> Payload:
        """Raises: WorkspaceNotFound, DownloadNotFound."""
        names, pieces = given.names("fields"), given.flag("include_pieces", default=False)
        usual = {column.name for column in PEER if column.usual} | ({"pieces"} if pieces else set())
        known = {column.name for column in PEER}
        wanted = usual if names is None else known if "*" in names else known.intersection(names)
        async with self._workspaces.using(given.text("session_id")) as workspace:
            row = await workspace.downloads.find(given.infohash())
            peers = await workspace.downloads.peers(row.infohash)
            maps = await workspace.downloads.peer_pieces(row.infohash) if "pieces" in wanted else {}
        seen = (Seen(peer, maps.get((peer.ip, peer.port), ())) for peer in peers)
        return {"infohash": row.infohash, "peers": [present(each, PEER, wanted) for each in seen]}

    async def _change(self, given: Given, workspace: Workspace, row: Download) -> Download:
        """What can fail comes first."""
        recheck = given.flag("recheck", default=False)
        reannounce = given.flag("reannounce", default=False)
        patch = await self._patch(given, row)
        if patch != DownloadPatch():
            row = await workspace.downloads.update(row.infohash, patch)
        if recheck:
            row = await workspace.downloads.update(row.infohash, DownloadPatch(command=Command.RECHECK))
        if reannounce:
            await workspace.downloads.announce(row.infohash)
        return row

    async def _patch(self, given: Given, row: Download) -> DownloadPatch:
        wanted: dict[str, Any] = {
            name: to_limit(given.whole(name, most=2**31 - 1)) for name in _LIMITS if name in given
        }
        if "sequential" in given:
            wanted["sequential"] = given.flag("sequential", default=False)
        if "pause" in given:
            wanted["command"] = Command.STOP if given.flag("pause", default=False) else Command.RESUME
        if "file_priorities" in given:
            wanted["file_priorities"] = _priorities(given)
        if "save_path" in given:
            wanted["move"] = Move(destination=await self._jail.make(given.text("save_path")))
        return DownloadPatch(**wanted)


def _priorities(given: Given) -> dict[int, int]:
    """By index of the file. Raises: FieldRefused."""
    raw = given.raw("file_priorities")
    pairs = raw.items() if isinstance(raw, Mapping) else enumerate(given.items("file_priorities") or ())
    read = {whole_number(index): whole_number(priority) for index, priority in pairs}
    wanted = {index: priority for index, priority in read.items() if index is not None and priority in _PRIORITIES}
    if len(wanted) < len(read) or not read:
        raise FieldRefused("file_priorities", "must be a number from 0 to 7 for each file")
    return {index: int(priority or 0) for index, priority in wanted.items()}
