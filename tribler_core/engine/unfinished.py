"""Files that are not complete carry a suffix on the disk, where the operator wants that."""

import asyncio
from collections.abc import Callable

import libtorrent as lt

from tribler_core.engine.files.names import SUFFIX, bare, real_files, suffixed
from tribler_core.engine.torrents.held import Held, Torrents


class Unfinished:
    """Takes the suffix off when a file is complete, and puts it on or off everywhere when the rule changes."""

    def __init__(self, torrents: Torrents, refresh: Callable[[Held], None]) -> None:
        """`refresh` asks for a status: who waits for the names of a complete torrent waits for one."""
        self._torrents = torrents
        self._refresh = refresh

    def file_completed(self, held: Held, index: int) -> None:
        """Every piece of it is there."""
        if index in _marked(held) and index not in held.unsuffixing:
            held.unsuffixing |= {index}
            held.handle.rename_file(index, bare(_name(held, index)))

    def completed(self, held: Held) -> None:
        """Every wanted file is there, which a check may have found without a word on each."""
        if held.info is not None:
            priorities = held.wanted.priorities(held.info.num_files())
            for index in _marked(held):
                if priorities[index]:
                    self.file_completed(held, index)

    def renamed(self, alert: lt.file_renamed_alert | lt.file_rename_failed_alert) -> None:
        """Also when it was refused: then the name stays, and nobody waits for it."""
        held = self._torrents.of(alert.handle)
        if held is None:
            return
        if alert.index in held.suffixing:
            held.suffixing -= {alert.index}
        elif alert.index in held.unsuffixing:
            held.unsuffixing -= {alert.index}
            self._refresh(held)

    async def follow(self, *, suffix: bool) -> None:
        """The rule has changed."""
        for held in self._torrents:
            if suffix:
                await self.begin(held)
            else:
                for index in _marked(held):
                    self.file_completed(held, index)

    async def begin(self, held: Held) -> None:
        """Put the suffix on whatever is not complete."""
        info = held.info
        if info is None or _is_complete(held):
            return
        try:
            done = await asyncio.to_thread(held.handle.file_progress)
        except RuntimeError:
            return  # it has left
        marked = _marked(held) - held.unsuffixing
        for index in real_files(info):
            if done[index] < info.layout().file_size(index) and index not in marked:
                held.suffixing |= {index}
                held.handle.rename_file(index, bare(_name(held, index)) + SUFFIX)


def _marked(held: Held) -> frozenset[int]:
    """Files that have the suffix, or will in a moment: libtorrent renames in the order that it was asked."""
    return held.suffixing.union(suffixed(held.renamed))


def _name(held: Held, index: int) -> str:
    """On the disk, as far as we have heard."""
    renamed = (held.renamed or {}).get(index)
    if renamed is not None or held.info is None:
        return renamed or ""
    return held.info.layout().file_path(index)


def _is_complete(held: Held) -> bool:
    transfer = held.transfer
    return transfer is not None and transfer.has_metadata and transfer.done == transfer.size
