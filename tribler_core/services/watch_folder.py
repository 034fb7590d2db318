"""Folders whose torrents and magnets are added by themselves."""

import asyncio
import hashlib
import logging
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tribler_core.config.sections import OnAdded, WatchFolderSection
from tribler_core.domain.errors import Rejected, TorrentDecodeError, TriblerError, UnsupportedUri
from tribler_core.domain.events import WatchFolderRefused
from tribler_core.domain.ports import KeyValueStore, Publish
from tribler_core.domain.torrent.source import Source, TorrentSource

log = logging.getLogger(__name__)

MOST_FILES = 20_000
"""Of one look; the rest waits until some of these are gone."""

LARGEST = 64 * 1024 * 1024
"""Bytes; a larger file is no torrent."""

_CORRUPT = (TorrentDecodeError, UnsupportedUri, Rejected)


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file looked like from outside: as long as it stays, so does the content."""

    size: int
    changed: int
    """Nanoseconds."""


class WatchFolder:
    """Looks into the folders on a timer; where none is watched it does nothing at all.

    A file is touched when two looks in a row found it the same, and called corrupt when a third one does too:
    somebody may still be writing it.
    """

    def __init__(
        self,
        section: Callable[[], WatchFolderSection],
        source_of: Callable[[str], Source],
        add: Callable[[Source, Path | None], Awaitable[object]],
        memory: KeyValueStore,
        publish: Publish,
    ) -> None:
        """`source_of` reads a magnet; `add` downloads into a folder (None: the configured one)."""
        self._section = section
        self._source_of = source_of
        self._add = add
        self._memory = memory
        self._publish = publish
        self._changed = asyncio.Event()
        self._seen: dict[Path, Stamp] = {}
        """What the last look found."""
        self._settled: dict[Path, Stamp] = {}
        """Files that need no further work while they look like this."""
        self._refused: dict[Path, tuple[Stamp, str]] = {}
        """Files that could not be added when they looked like this, and why."""

    def settings_changed(self) -> None:
        """Look again at once, by the settings of now."""
        self._changed.set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            self._changed.clear()
            section = self._section()
            await self.look()
            try:
                async with asyncio.timeout(section.check_interval if section.watched else None):
                    await self._changed.wait()
            except TimeoutError:
                continue

    async def look(self) -> None:
        """Go through the folders once."""
        targets: dict[Path, Path | None] = {}
        found: dict[Path, Stamp] = {}
        for directory, target in self._section().watched.items():
            inside = await asyncio.to_thread(_scan, directory)
            found |= inside
            targets |= dict.fromkeys(inside, target)
        steady = [path for path, stamp in found.items() if self._seen.get(path) == stamp]
        self._seen = found
        self._settled = {path: stamp for path, stamp in self._settled.items() if found.get(path) == stamp}
        self._refused = {path: reason for path, reason in self._refused.items() if found.get(path) == reason[0]}
        for path in steady:
            if path not in self._settled:
                await self._take(path, found[path], targets[path])

    async def _take(self, path: Path, stamp: Stamp, target: Path | None) -> None:
        try:
            data = await asyncio.to_thread(_content, path)
            digest = f"watch_folder/{hashlib.sha256(data).hexdigest()}"
            if await self._memory.get(digest) is None:
                await self._add(self._source(path, data), target)
                log.info("added %s from the watch folder", path)
                await self._put_away(path, digest)
            self._settled[path] = stamp
        except _CORRUPT as error:
            await self._suspect(path, stamp, str(error))
        except (TriblerError, OSError) as error:
            if self._refused.get(path) != (stamp, str(error)):
                log.warning("could not add %s, trying again: %s", path, error)
            self._refused[path] = (stamp, str(error))

    def _source(self, path: Path, data: bytes) -> Source:
        if path.suffix.lower() == ".torrent":
            return TorrentSource(data)
        return self._source_of(data.decode("utf-8", "replace").strip())

    async def _put_away(self, path: Path, digest: str) -> None:
        """What stays in the folder is remembered, so that removing its download does not bring it back."""
        try:
            match self._section().on_added:
                case OnAdded.RENAME:
                    await asyncio.to_thread(path.rename, path.with_name(f"{path.name}.added"))
                case OnAdded.DELETE | OnAdded.ALWAYS_DELETE:
                    await asyncio.to_thread(path.unlink)
                case OnAdded.KEEP:
                    await self._memory.put(digest, str(path))
        except OSError as error:
            log.warning("could not put %s away: %s", path, error)
            await self._memory.put(digest, str(path))

    async def _suspect(self, path: Path, stamp: Stamp, reason: str) -> None:
        if path not in self._refused:
            self._refused[path] = (stamp, reason)
            return
        log.warning("%s is not a torrent: %s", path, reason)
        self._settled[path] = stamp  # also when it cannot be renamed: once is enough to say so
        corrupt = path.with_name(f"{path.name}.corrupt")
        try:
            if self._section().on_added is OnAdded.ALWAYS_DELETE:
                await asyncio.to_thread(path.unlink)
            else:
                await asyncio.to_thread(path.rename, corrupt)
        except OSError as error:
            log.warning("could not rename %s: %s", path, error)
            corrupt = path
        self._publish(WatchFolderRefused(str(corrupt), reason))


def _scan(directory: Path) -> dict[Path, Stamp]:
    """Torrent and magnet files below the folder. Links that leave it are passed over, folders behind links too."""
    try:
        root = directory.resolve(strict=True)
    except (OSError, RuntimeError):
        return {}
    return dict(islice(_below(root), MOST_FILES))


def _below(root: Path) -> Iterator[tuple[Path, Stamp]]:
    waiting = [root]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as items:
                entries = sorted(items, key=lambda item: item.name)
        except OSError:
            continue
        waiting.extend(Path(item.path) for item in entries if item.is_dir(follow_symlinks=False))
        for item in entries:
            if item.name.lower().endswith((".torrent", ".magnet")) and (stamp := _stamp(item, root)) is not None:
                yield Path(item.path), stamp


def _stamp(item: os.DirEntry[str], root: Path) -> Stamp | None:
    """None: no file, or a link that leaves the folder."""
    try:
        if not item.is_file() or (item.is_symlink() and not Path(item.path).resolve().is_relative_to(root)):
            return None
        status = item.stat()
    except (OSError, RuntimeError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise TorrentDecodeError("it is too large")
    return data
