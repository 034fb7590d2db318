"""Torrents on their way into a session. Source: sections 6.1 and 6.2 of the specification."""

from collections.abc import Awaitable, Callable

from tribler_core.config.sections import RestTorrentSection
from tribler_core.dialects.resttorrent.commands.sessions import Payload
from tribler_core.dialects.resttorrent.commands.sources import SourceOf, source_of
from tribler_core.dialects.resttorrent.errors import DuplicateTorrent, FieldRefused, SavePathMissing
from tribler_core.dialects.resttorrent.jail import Jail
from tribler_core.dialects.resttorrent.requests.given import Given
from tribler_core.dialects.resttorrent.shapes.torrent import present_row
from tribler_core.dialects.resttorrent.vocabulary import preallocates
from tribler_core.domain.download.settings import MAX_HOPS, Hops
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.domain.torrent.source import Magnet, Source, TorrentSource, UrlSource
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.workspaces.workspace import Workspace
from tribler_core.services.workspaces.workspaces import Workspaces

ReadSource = Callable[[Source], Awaitable[Metainfo | Magnet]]


class Uploading:
    """Takes in torrents."""

    def __init__(
        self,
        workspaces: Workspaces,
        jail: Jail,
        meaning: SourceOf,
        read: ReadSource,
        section: Callable[[], RestTorrentSection],
    ) -> None:
        self._workspaces = workspaces
        self._jail = jail
        self._meaning = meaning
        self._read = read
        self._section = section

    async def upload_torrent(self, given: Given) -> Payload:
        """A magnet is answered at once; its files come when they come.

        Raises: WorkspaceNotFound, NotOneSource, FieldRefused, PathNotAllowed, PathInUse, FetchError, UnsupportedUri,
        TorrentDecodeError, StorageError, DuplicateTorrent.
        """
        async with self._workspaces.using(given.text("session_id")) as workspace:
            source = source_of(given, self._meaning)
            request = await self._request(given, workspace, source)
            added = await workspace.downloads.add(request)
            if added.existed and self._section().strict_duplicates:
                raise DuplicateTorrent
            shown = present_row(workspace.downloads.get(added.infohash))
        duplicate = {"duplicate": 1} if added.existed else {}
        return {**shown, **duplicate, "torrent": shown}

    async def _request(self, given: Given, workspace: Workspace, source: Source) -> AddRequest:
        """Everything is checked before anything is fetched, and the folder is made when all else is right."""
        wanted = given.text("save_path")
        if not wanted:
            raise SavePathMissing
        memory_only = given.flag("memory_only", default=not workspace.record.durable)
        if not memory_only and not workspace.record.durable:
            raise FieldRefused("memory_only", "must be 1: the session itself does not last")
        preallocate = preallocates(given.text("storage_mode") or "sparse")
        autostart = given.flag("autostart", default=True)
        hops = Hops(given.whole("hops", most=MAX_HOPS)) if "hops" in given else Hops(0)
        if hops and isinstance(source, UrlSource):
            raise FieldRefused("hops", "cannot hide a url, which is fetched in the open: send the file or a magnet")
        folder = await self._jail.permit_text(wanted)
        found = await self._read(source)
        if isinstance(found, Metainfo):
            await self._jail.check_tree(folder, (file.path for file in found.files))
        return AddRequest(
            source=found if isinstance(found, Magnet) else TorrentSource(found.data),
            destination=await self._jail.make(wanted),
            completed_dir=None,
            download_path=None,
            managed=False,
            hops=hops,
            safe_seeding=hops > 0,
            auto_managed=False,
            stopped=not autostart,
            preallocate=preallocate,
            transient=memory_only,
        )
