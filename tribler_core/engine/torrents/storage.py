"""What torrents have on disk: moved, renamed, deleted."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import PurePath

import libtorrent as lt

from tribler_core.domain.errors import StorageError, StorageMoveFailed
from tribler_core.domain.events import FileRenamed, FilesMoved, FilesNotMoved
from tribler_core.domain.ports import Publish
from tribler_core.engine.answers import Answers
from tribler_core.engine.failures import failed, sentence
from tribler_core.engine.files.names import SUFFIX, bare, suffixed
from tribler_core.engine.torrents.held import Held, Torrents
from tribler_core.foundation.units import Seconds

_MOVE = "move"
_REMOVED = Seconds(120.0)
"""Large content on a slow disk takes its time to be deleted."""


class Storage:
    """Moves, renames and deletes what torrents have on disk."""

    def __init__(
        self, torrents: Torrents, answers: Answers, publish: Publish, leaving: Sequence[Callable[[Held], None]] = ()
    ) -> None:
        """`leaving` is told of each torrent on its way out."""
        self._torrents = torrents
        self._tell_leaving = leaving
        self._answers = answers
        self._publish = publish
        self._leaving: dict[lt.torrent_handle, asyncio.Future[None]] = {}
        self._undeleted: dict[lt.torrent_handle, str] = {}

    async def remove(self, held: Held, *, with_data: bool) -> None:
        """Forget the torrent now; return when libtorrent has, and when its files are deleted, if asked.

        The part file goes in any case: it holds pieces of files that nobody wanted.
        Raises: StorageError.
        """
        self._torrents.remove(held)
        self._answers.forget(held.infohash)
        for tell in self._tell_leaving:
            tell(held)
        handle = held.handle
        gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._leaving[handle] = gone
        options = lt.session.delete_partfile | (lt.session.delete_files if with_data else 0)
        held.session.lt.remove_torrent(handle, options)
        try:
            async with asyncio.timeout(_REMOVED):
                await gone
        except TimeoutError:
            raise StorageError(f"the torrent {held.infohash} is still being removed") from None
        finally:
            self._leaving.pop(handle, None)
            reason = self._undeleted.pop(handle, "")
        if with_data and reason:
            raise StorageError(f"could not delete the files: {reason}")

    def removed(self, alert: lt.torrent_removed_alert) -> None:
        """The last alert of a torrent; its files are deleted by then."""
        gone = self._leaving.get(alert.handle)
        if gone is not None and not gone.done():
            gone.set_result(None)

    def not_deleted(self, alert: lt.torrent_delete_failed_alert) -> None:
        """libtorrent also says this, with the error "Success", of a magnet that has no files."""
        if failed(alert.error) and alert.handle in self._leaving:
            self._undeleted[alert.handle] = alert.error.message()

    async def move(self, held: Held, destination: PurePath) -> None:
        """Move the content, overwriting nothing. Raises: StorageMoveFailed."""
        if self._answers.asked(held.infohash, _MOVE):
            raise StorageMoveFailed(str(destination), "it is being moved already")
        await self._answers.ask(
            held.infohash,
            _MOVE,
            lambda: held.handle.move_storage(str(destination), lt.move_flags_t.fail_if_exist),
            patience=None,
        )

    def moved(self, alert: lt.storage_moved_alert) -> None:
        held = self._torrents.of(alert.handle)
        if held is not None:
            self._answers.answer(held.infohash, _MOVE)
            self._publish(FilesMoved(held.infohash, alert.storage_path()))

    def not_moved(self, alert: lt.storage_moved_failed_alert) -> None:
        held = self._torrents.of(alert.handle)
        if held is not None:
            reason = sentence(alert.error, alert.file_path())
            self._answers.refuse(held.infohash, _MOVE, StorageMoveFailed("the new folder", reason))
            self._publish(FilesNotMoved(held.infohash, reason))

    async def rename(self, held: Held, index: int, path: str) -> None:
        """Give a file a new path. Raises: StorageError."""
        if index in suffixed(held.renamed):
            path += SUFFIX
        await self._answers.ask(held.infohash, (_MOVE, index), lambda: held.handle.rename_file(index, path))

    def renamed(self, alert: lt.file_renamed_alert) -> None:
        held = self._torrents.of(alert.handle)
        if held is not None:
            held.renamed = {**(held.renamed or {}), alert.index: alert.new_name()}
            held.described = None
            self._answers.answer(held.infohash, (_MOVE, alert.index))
            self._publish(FileRenamed(held.infohash, alert.index, bare(alert.new_name())))

    def not_renamed(self, alert: lt.file_rename_failed_alert) -> None:
        held = self._torrents.of(alert.handle)
        if held is not None:
            reason = alert.error.message()
            error = StorageError(f"could not rename the file: {reason}")
            self._answers.refuse(held.infohash, (_MOVE, alert.index), error)
            self._publish(FileRenamed(held.infohash, alert.index, "", reason))
