"""A changed configuration takes effect."""

import logging
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from tribler_core.config.sections import Config
from tribler_core.daemon.core import Core, Process, file_rules
from tribler_core.daemon.hidden.hideout import obstacle
from tribler_core.domain.events import AddressChanged, SpeedSwitched

log = logging.getLogger(__name__)


class Following:
    """Tells every room what concerns it."""

    def __init__(self, process: Process, core: Core, ports: Callable[[], Iterable[int]]) -> None:
        """`ports`: where the API listens."""
        self._process = process
        self._core = core
        self._ports = ports

    def begin(self) -> None:
        """Hear of every change from now on."""
        self._process.store.subscribe(self._changed)
        self._core.events.subscribe(SpeedSwitched, lambda _: self._apply_to_engine())
        self._core.events.subscribe(AddressChanged, self._address_changed)

    def addresses_changed(self) -> None:
        """The API listens elsewhere."""
        self._apply_to_engine()

    def _changed(self, old: Config, new: Config) -> None:
        rules = file_rules(new.downloads) != file_rules(old.downloads)
        if rules or (new.libtorrent, new.tuning, new.api.upnp) != (old.libtorrent, old.tuning, old.api.upnp):
            self._apply_to_engine()
        if new.speed != old.speed:
            self._core.speed.settings_changed()
        if (new.download_defaults, new.downloads) != (old.download_defaults, old.downloads):
            self._core.downloads.defaults_changed()
            self._core.tracker_list.settings_changed()
            relocate = new.downloads.relocate_on_default_change
            self._spawn(self._core.labels.sorting.defaults_changed(relocate=relocate), "folders of managed downloads")
        if new.anonymity != old.anonymity or obstacle(new) != obstacle(old):
            self._spawn(self._core.hideout.follow(), "anonymity network")
        if new.dyndns != old.dyndns:
            self._core.dyndns.settings_changed()
        if new.watch_folder != old.watch_folder:
            self._core.watch_folder.settings_changed()

    def _apply_to_engine(self) -> None:
        self._spawn(self.apply_to_engine(), "settings of the engine")

    async def apply_to_engine(self) -> None:
        """As they are now."""
        config = self._process.store.current
        section = self._core.speed.in_force(config.libtorrent)
        try:
            await self._core.engine.apply(section, file_rules(config.downloads), config.tuning)
            await self._core.engine.sessions.map_ports(self._ports() if config.api.upnp else ())
        except OSError as error:
            log.error("the IP filter cannot be read: %s", error)  # noqa: TRY400 - foreseen, so one line

    def _address_changed(self, event: AddressChanged) -> None:
        self._core.dyndns.address_changed(event)
        if event.known and self._process.store.current.libtorrent.announce_on_address_change:
            self._spawn(self._core.downloads.announce_all(), "announces from another address")

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        _ = self._process.tasks.spawn(work, name)
