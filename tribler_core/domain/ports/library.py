"""What lasts of items, and of what is computed and handed out of them. Raises: CatalogueError."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tribler_core.domain.library.item import FileDigest, Item, LinkUse
from tribler_core.domain.people.account import Account
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.units import Timestamp


class ItemStore(Protocol):
    """Items, and the .torrent of those that are not started."""

    async def add(
        self, items: Sequence[Item], torrent: bytes | None = None, account: Account | None = None
    ) -> list[Item]:
        """All or none; the same with their numbers. `torrent` belongs to each of them; `account` is saved with them."""
        ...

    async def save(self, items: Sequence[Item]) -> None:
        """All or none; unknown ones are passed over. The torrent of one that is started is forgotten."""
        ...

    async def remove(self, numbers: Sequence[int], account: Account | None = None) -> None:
        """Unknown ones are passed over. `account` is saved in the same transaction."""
        ...

    async def all(self) -> list[Item]:
        """In order of number."""
        ...

    async def torrent(self, number: int) -> bytes | None:
        """None: added by magnet, or started."""
        ...


class LibraryShelf(Protocol):
    """Small facts that are worth keeping: uses of links, digests of files, metadata that was looked up."""

    async def link_use(self, link: str) -> LinkUse | None:
        """None: never used."""
        ...

    async def use_link(self, link: str, use: LinkUse) -> None:
        """The first use stays."""
        ...

    async def digests(self, infohash: InfoHash) -> Mapping[int, FileDigest]:
        """By index of the file in the torrent."""
        ...

    async def keep_digest(self, infohash: InfoHash, index: int, digest: FileDigest) -> None:
        """In the place of an older one."""
        ...

    async def forget_digests(self, infohash: InfoHash) -> None:
        """Of all files of a torrent."""
        ...

    async def metadata(self, infohash: InfoHash, since: Timestamp) -> bytes | None:
        """A .torrent that was looked up then or later."""
        ...

    async def keep_metadata(self, infohash: InfoHash, torrent: bytes, when: Timestamp) -> None:
        """In the place of an older one."""
        ...

    async def tidy(self, *, links_before: Timestamp, metadata_before: Timestamp) -> None:
        """Forget what is older."""
        ...
