"""What services need from the outer rooms, as protocols. The daemon introduces the adapters.

Every port has one contract test that the real adapter and the fake both pass. No method blocks: what needs
the engine, a disk or the database is awaited.
"""

from collections.abc import Callable

from tribler_core.domain.events import Event
from tribler_core.domain.ports.accounts import AccountStore, NoticeStore
from tribler_core.domain.ports.catalogue import (
    BrokenRecord,
    CatalogueChanges,
    DownloadCatalogue,
    DownloadRecord,
    History,
    HistoryEntry,
    KeyValueStore,
)
from tribler_core.domain.ports.content import MetainfoLookup, MetainfoReader, PieceReader, TorrentMaker, TorrentRecipe
from tribler_core.domain.ports.engine import (
    AddOrder,
    EngineChange,
    LastWords,
    SwarmControl,
    TorrentEngine,
    TorrentInspection,
)
from tribler_core.domain.ports.library import ItemStore, LibraryShelf
from tribler_core.domain.ports.network import (
    AnonymityNetwork,
    Connect,
    FeedFetcher,
    FeedMarks,
    Fetched,
    FetchedFeed,
    NetworkReadiness,
    TorrentFetcher,
)
from tribler_core.domain.ports.sessions import EngineSessions, Listening, SessionTotals
from tribler_core.domain.ports.tunnels import Introductions, SpeedTest, TunnelsInspection
from tribler_core.domain.ports.workspaces import NewWorkspaceEngine, WorkspaceEngine, WorkspaceStore

Publish = Callable[[Event], None]
"""Hand an event to whoever listens. Called on the event loop only; never blocks, never raises."""

__all__ = [
    "AccountStore",
    "AddOrder",
    "AnonymityNetwork",
    "BrokenRecord",
    "CatalogueChanges",
    "Connect",
    "DownloadCatalogue",
    "DownloadRecord",
    "EngineChange",
    "EngineSessions",
    "FeedFetcher",
    "FeedMarks",
    "Fetched",
    "FetchedFeed",
    "History",
    "HistoryEntry",
    "Introductions",
    "ItemStore",
    "KeyValueStore",
    "LastWords",
    "LibraryShelf",
    "Listening",
    "MetainfoLookup",
    "MetainfoReader",
    "NetworkReadiness",
    "NewWorkspaceEngine",
    "NoticeStore",
    "PieceReader",
    "Publish",
    "SessionTotals",
    "SpeedTest",
    "SwarmControl",
    "TorrentEngine",
    "TorrentFetcher",
    "TorrentInspection",
    "TorrentMaker",
    "TorrentRecipe",
    "TunnelsInspection",
    "WorkspaceEngine",
    "WorkspaceStore",
]
