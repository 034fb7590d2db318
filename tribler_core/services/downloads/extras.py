"""What the operator wants done with every torrent: more trackers, and a copy of the .torrent."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Seconds
from tribler_core.services.downloads.desk import Desk

log = logging.getLogger(__name__)

READ_AGAIN_AFTER = Seconds(60.0)
_NAME_BYTES = 180
"""Of the torrent's name in that of its copy; with the infohash and the suffix it stays within 255."""

WriteCopy = Callable[[Path, bytes], None]
"""Write a whole file; runs in a thread. Raises: OSError."""


def write_copy(path: Path, data: bytes) -> None:
    """On the host's disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


class Extras:
    """Reads the list of trackers now and then, and writes copies in the background; both may fail without harm."""

    def __init__(self, desk: Desk, write: WriteCopy = write_copy) -> None:
        self._desk = desk
        self._write = write
        self._trackers: tuple[str, ...] = ()
        self._read_from: Path | None = None
        self._read_at = Seconds(0.0)

    async def trackers(self) -> tuple[str, ...]:
        """Announce URLs for public torrents, at most a minute old."""
        path, now = self._desk.defaults().trackers_file, self._desk.clock.monotonic()
        if path is None:
            return ()
        if path != self._read_from or now - self._read_at > READ_AGAIN_AFTER:
            self._read_from, self._read_at = path, now
            self._trackers = await asyncio.to_thread(_lines, path)
        return self._trackers

    def trackers_behind(self, tiers: int) -> list[tuple[str, int]]:
        """Announce URLs with their tiers, for a public torrent that has so many tiers of its own."""
        added = self._desk.defaults().trackers
        return [(url, tiers + number) for number, urls in enumerate(added) for url in urls]

    def keep_finished(self, infohash: InfoHash, name: str, data: bytes) -> None:
        """Write the .torrent of a finished download to the operator's folder for those, if there is one."""
        folder = self._desk.defaults().finished_folder
        if folder is not None:
            copy = (folder / copy_name(infohash, name), data)
            _ = self._desk.tasks.spawn(asyncio.to_thread(self._write_all, [copy]), "copy of a finished torrent")

    def keep_copies(self, torrents: Sequence[tuple[InfoHash, str, bytes]]) -> None:
        """Write each .torrent (given with its infohash and name) to the operator's folder, if there is one."""
        folder = self._desk.defaults().torrent_folder
        if folder is not None and torrents:
            copies = [(folder / copy_name(infohash, name), data) for infohash, name, data in torrents]
            _ = self._desk.tasks.spawn(asyncio.to_thread(self._write_all, copies), "copies of torrents")

    def forget_copies(self, infohash: InfoHash, name: str) -> None:
        """The download is gone, and so are the copies of its .torrent, where the operator wants that."""
        defaults = self._desk.defaults()
        folders = (defaults.torrent_folder, defaults.finished_folder)
        copies = [folder / copy_name(infohash, name) for folder in folders if folder is not None]
        if defaults.remove_copies and copies:
            _ = self._desk.tasks.spawn(asyncio.to_thread(_remove_all, copies), "removal of copies of a torrent")

    def _write_all(self, copies: Sequence[tuple[Path, bytes]]) -> None:
        for path, data in copies:
            try:
                self._write(path, data)
            except OSError as error:
                log.warning("no copy of the torrent at %s: %s", path, error)


def copy_name(infohash: InfoHash, name: str) -> str:
    """As Tribler names it, with what no file name can hold replaced."""
    kept = "".join("_" if character in "/\0" else character for character in name)
    shortened = kept.encode("utf-8", "replace")[:_NAME_BYTES].decode("utf-8", "ignore")
    return f"{shortened} [{infohash}].torrent"


def _remove_all(paths: Sequence[Path]) -> None:
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the copy of a torrent at %s could not be removed: %s", path, error)


def _lines(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        log.warning("no default trackers: %s", error)
        return ()
    return tuple(line for each in text.splitlines() if (line := each.strip()) and not line.startswith("#"))
