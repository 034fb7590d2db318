"""What every part of the downloads room works with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import DownloadNotFound
from tribler_core.domain.ports import (
    AnonymityNetwork,
    DownloadCatalogue,
    History,
    KeyValueStore,
    MetainfoReader,
    SwarmControl,
    TorrentEngine,
    TorrentInspection,
)
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.turns import Turns
from tribler_core.services.downloads.defaults import DownloadDefaults
from tribler_core.services.downloads.placing.categories import CategoryRules
from tribler_core.services.downloads.placing.claims import Claims
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.events import EventBus


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """The outer rooms, as downloads see them."""

    engine: TorrentEngine
    inspection: TorrentInspection
    swarm: SwarmControl
    reader: MetainfoReader
    catalogue: DownloadCatalogue
    store: KeyValueStore
    history: History
    network: AnonymityNetwork


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the parts share among themselves."""

    table: LiveTable
    events: EventBus
    clock: Clock
    defaults: Callable[[], DownloadDefaults]
    categories: CategoryRules
    claims: Claims = field(default_factory=Claims)
    tasks: TaskOwner = field(default_factory=TaskOwner)
    turns: Turns = field(default_factory=Turns)
    """Whoever changes a download, or reads it to change it later, holds its identity's turn."""

    def __post_init__(self) -> None:
        self.claims.join(self.table)

    def row(self, infohash: InfoHash) -> Download:
        """Raises: DownloadNotFound."""
        row = self.table.get(infohash)
        if row is None:
            raise DownloadNotFound(infohash)
        return row
