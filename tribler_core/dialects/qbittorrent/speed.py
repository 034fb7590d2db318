"""Global speed limits: those in force, and the alternative set."""

from collections.abc import Callable
from typing import Protocol

from tribler_core.config.sections import Config
from tribler_core.dialects.qbittorrent.errors import Conflict
from tribler_core.dialects.qbittorrent.vocabulary.numbers import from_limit, to_limit
from tribler_core.foundation.units import BytesPerSecond
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.services.settings import SettingsService

Limit = BytesPerSecond | None


class SpeedLimits(Protocol):
    """What all downloads together may use."""

    @property
    def alternative(self) -> bool:
        """The alternative set is in force."""
        ...

    def download(self, *, alternative: bool) -> Limit: ...

    def upload(self, *, alternative: bool) -> Limit: ...

    async def change(
        self, *, alternative: bool, download: Limit | Unchanged = UNSET, upload: Limit | Unchanged = UNSET
    ) -> None:
        """Of one of the sets. Durable when it returns."""
        ...

    async def switch(self, *, alternative: bool) -> None:
        """Put a set in force, until the schedule says otherwise."""
        ...


class ConfiguredLimits:
    """Implements SpeedLimits with one set: that of `[libtorrent]`."""

    alternative = False

    def __init__(self, config: Callable[[], Config], settings: SettingsService) -> None:
        self._config = config
        self._settings = settings

    def download(self, *, alternative: bool) -> Limit:
        return None if alternative else to_limit(self._config().libtorrent.max_download_rate)

    def upload(self, *, alternative: bool) -> Limit:
        return None if alternative else to_limit(self._config().libtorrent.max_upload_rate)

    async def change(
        self, *, alternative: bool, download: Limit | Unchanged = UNSET, upload: Limit | Unchanged = UNSET
    ) -> None:
        if alternative:
            raise Conflict("there are no alternative speed limits")
        limits = {"max_download_rate": download, "max_upload_rate": upload}
        changes = {name: from_limit(limit) for name, limit in limits.items() if limit is not UNSET}
        await self._settings.change({"libtorrent": changes})

    async def switch(self, *, alternative: bool) -> None:
        if alternative:
            raise Conflict("there are no alternative speed limits")
