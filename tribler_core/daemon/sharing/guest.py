"""Accounts, what they hold, and the TorBox dialect on it, introduced to the house."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from tribler_core.config.sections import TorBoxSection
from tribler_core.daemon.core import Core, Process
from tribler_core.dialects.torbox import dialect as torbox
from tribler_core.dialects.torbox.endpoints.stats import status
from tribler_core.engine.metainfo.reading import TorrentReader
from tribler_core.services.accounts.accounts import Accounts
from tribler_core.services.accounts.notices import Notices
from tribler_core.services.downloads.defaults import defaults_of
from tribler_core.services.host_files import HostFiles
from tribler_core.services.library.building import Outfit, outfit_of
from tribler_core.services.library.desk import Desk
from tribler_core.services.library.index import ItemIndex
from tribler_core.services.library.looking import Looking, Places
from tribler_core.services.statistics import Statistics
from tribler_core.web.dialect import Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class TorBoxGuest:
    """The dialect, and the library behind it."""

    accounts: Accounts
    outfit: Outfit
    faces: list[Dialect]
    told: Callable[..., Any] = status
    """What the root of the server answers to programs."""

    async def start(self) -> str | None:
        """Read what there is; the key of the account that was made at the first start, to be told once."""
        await self.outfit.load()
        return await self.accounts.ensure_first()

    def works(self) -> list[tuple[Callable[[], Coroutine[Any, Any, None]], str]]:
        """What runs for as long as the daemon lives, once the downloads begin to load."""
        outfit = self.outfit
        return [(outfit.library.run, "library"), (outfit.hash_in_background, "checksums of complete files")]


def build_torbox(process: Process, core: Core, accounts: Accounts, statistics: Statistics) -> TorBoxGuest:
    """Nothing runs yet when this returns."""

    def section() -> TorBoxSection:
        return process.store.current.torbox

    desk = _desk(process, core, accounts, section)
    outfit = outfit_of(desk, process.catalogue.key_values, core.streaming.open)
    places = Places(table=core.downloads.table, desk=desk, find=core.lookups.find)
    services = torbox.Services(
        outfit=outfit, looking=Looking(places, lambda: defaults_of(process.store.current).hops), statistics=statistics
    )
    around = torbox.Surroundings(section=section, clock=process.clock, tasks=process.tasks)
    return TorBoxGuest(accounts=accounts, outfit=outfit, faces=torbox.faces(services, around))


def _desk(process: Process, core: Core, accounts: Accounts, section: Callable[[], TorBoxSection]) -> Desk:
    catalogue, host_files = process.catalogue, HostFiles(core.paths)

    async def space_left() -> int:
        return (await host_files.space()).free

    return Desk(
        index=ItemIndex(catalogue.items),
        accounts=accounts,
        notices=Notices(catalogue.notices, process.clock),
        downloads=core.downloads,
        inspection=core.engine.inspection,
        reader=TorrentReader(),
        catalogue=catalogue.downloads,
        shelf=catalogue.shelf,
        events=core.events,
        clock=process.clock,
        section=section,
        space_left=space_left,
    )
