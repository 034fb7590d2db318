"""What every part of the library works with."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from tribler_core.config.sections import TorBoxSection
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.library.item import Item, Stage
from tribler_core.domain.ports import DownloadCatalogue, LibraryShelf, MetainfoReader, TorrentInspection
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.turns import Turns
from tribler_core.services.accounts.accounts import Accounts
from tribler_core.services.accounts.notices import Notices
from tribler_core.services.downloads.manager import DownloadManager
from tribler_core.services.events import EventBus
from tribler_core.services.library.index import ItemIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the parts share."""

    index: ItemIndex
    accounts: Accounts
    notices: Notices
    downloads: DownloadManager
    inspection: TorrentInspection
    reader: MetainfoReader
    catalogue: DownloadCatalogue
    shelf: LibraryShelf
    events: EventBus
    clock: Clock
    section: Callable[[], TorBoxSection]
    space_left: Callable[[], Awaitable[int]]
    """Bytes, where downloads go. Raises: StorageError."""
    tasks: TaskOwner = field(default_factory=TaskOwner)
    turns: Turns = field(default_factory=Turns)
    """Whoever changes what an account has, or who holds a torrent, has their turn."""
    own: set[InfoHash] = field(default_factory=set)
    """Torrents that we bring in or send away ourselves at this moment."""

    def row(self, item: Item) -> Download | None:
        """Its download; None: there is none."""
        return self.downloads.table.get(item.infohash)

    def active(self, account: int) -> int:
        """Slots in use: items that are incomplete, run, and did not fail."""
        return sum(self._takes_a_slot(item) for item in self.index.unfinished(account))

    def has_free_slot(self, account: int) -> bool:
        """Another item may start."""
        slots = self.accounts.limits(account).slots
        return slots is None or self.active(account) < slots

    def owner(self) -> int | None:
        """Who holds what other APIs download; None: nobody, because there is no account, or none of that name."""
        wanted, accounts = self.section().default_account, self.accounts.all()
        fitting = [account.number for account in accounts if wanted in ("", account.name, str(account.number))]
        return fitting[0] if fitting else None

    def _takes_a_slot(self, item: Item) -> bool:
        if item.paused or item.failure or item.stage is not Stage.ACTIVE:
            return False
        row = self.row(item)
        return row is None or row.state not in (DownloadState.STOPPED, DownloadState.STOPPED_ON_ERROR)


def turns_of(account: int, *infohashes: InfoHash | None) -> Iterable[str]:
    """The keys of the turns of an account and of torrents."""
    return [f"account {account}", *(f"torrent {infohash}" for infohash in infohashes if infohash is not None)]
