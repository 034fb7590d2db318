"""The parts of the downloads room, introduced to each other."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Revision
from tribler_core.services.downloads.asking.files import Files
from tribler_core.services.downloads.asking.swarms import Swarms
from tribler_core.services.downloads.commands.adding import Adding, KnownMetainfo, Permit, ReadSource
from tribler_core.services.downloads.commands.arriving import Arriving
from tribler_core.services.downloads.commands.batching import Batching, Commands
from tribler_core.services.downloads.commands.changing import Changing, Doers
from tribler_core.services.downloads.commands.removing import Removing
from tribler_core.services.downloads.defaults import DownloadDefaults
from tribler_core.services.downloads.desk import Adapters, Desk
from tribler_core.services.downloads.extras import Extras
from tribler_core.services.downloads.keeping import Keeping
from tribler_core.services.downloads.life.diary import Diary
from tribler_core.services.downloads.life.finishing import Finishing
from tribler_core.services.downloads.life.following import Following
from tribler_core.services.downloads.life.hiding import Hiding
from tribler_core.services.downloads.life.loading import Loading
from tribler_core.services.downloads.life.meeting import Meeting
from tribler_core.services.downloads.life.metadata import Metadata
from tribler_core.services.downloads.life.queueing import Queueing
from tribler_core.services.downloads.life.stopping import Stopping
from tribler_core.services.downloads.manager import DownloadManager, Parts
from tribler_core.services.downloads.moving import Moving
from tribler_core.services.downloads.passage import Passage
from tribler_core.services.downloads.placing.categories import CategoryRules
from tribler_core.services.downloads.placing.claims import Claims
from tribler_core.services.downloads.sharing.leaving import Leaving
from tribler_core.services.downloads.sharing.safely import Safely
from tribler_core.services.downloads.sharing.seeding import Seeding
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.events import EventBus


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """How what a client names becomes a torrent or a folder."""

    read: ReadSource
    """`SourceReader.read`."""
    permit: Permit
    """`PathPolicy.permit`."""
    known: KnownMetainfo
    """`MetainfoCache.get`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the house wants of downloads, at the moment it is asked."""

    defaults: Callable[[], DownloadDefaults]
    categories: CategoryRules
    claims: Claims = field(default_factory=Claims)
    """Shared by all managers of the daemon."""


def build_downloads(
    adapters: Adapters, events: EventBus, clock: Clock, rules: Rules, sources: Sources
) -> DownloadManager:
    """A manager that hears the events from now on; `start` makes it load."""
    table = LiveTable(Revision(clock.microseconds()), events.publish)
    defaults, categories, claims = rules.defaults, rules.categories, rules.claims
    desk = Desk(table=table, events=events, clock=clock, defaults=defaults, categories=categories, claims=claims)
    passage, extras, queueing = Passage(adapters, desk), Extras(desk), Queueing(adapters, desk)
    keeping = Keeping(adapters, desk)
    moving, seeding = Moving(adapters, desk, keeping), Seeding(adapters, desk, keeping)
    loading, files, diary = Loading(adapters, desk, passage, queueing), Files(adapters, desk), Diary(adapters, desk)
    hiding, doers = _hiding(adapters, desk, passage), Doers(passage, keeping, moving, seeding, queueing)
    commands = Commands(
        adding=Adding(desk, passage, sources.read, sources.permit, sources.known),
        arriving=Arriving(adapters, desk, passage, extras, queueing),
        changing=Changing(adapters, desk, doers, sources.permit),
        removing=Removing(adapters, desk, extras),
    )
    Following(desk, keeping, seeding).listen()
    Metadata(adapters, desk, keeping, extras).listen()
    Finishing(adapters, desk, keeping, moving, extras).listen()
    Stopping(adapters, desk, keeping).listen()
    for part in (loading, files, diary, hiding, commands.changing):
        part.listen()
    batching = Batching(desk, adapters.catalogue, commands, loading.look)
    Leaving(desk, batching.run).listen()
    Safely(desk, moving, batching.run).listen()
    return DownloadManager(
        Parts(
            desk=desk,
            batching=batching,
            loading=loading,
            files=files,
            swarms=Swarms(adapters, passage, keeping),
            seeding=seeding,
            keeping=keeping,
            moving=moving,
            diary=diary,
            hiding=hiding,
        )
    )


def _hiding(adapters: Adapters, desk: Desk, passage: Passage) -> Hiding:
    return Hiding(adapters, desk, passage, Meeting(adapters, desk))
