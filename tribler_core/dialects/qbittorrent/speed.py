"""Global speed limits: the usual set, and the alternative one."""

from collections.abc import Callable
from typing import Protocol

from tribler_core.config.sections import Config
from tribler_core.dialects.qbittorrent.vocabulary.numbers import from_limit, to_limit
from tribler_core.foundation.units import BytesPerSecond
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.services.settings import SettingsService
from tribler_core.services.speed.alternative import AlternativeSpeed

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
    """Implements SpeedLimits with the sets of `[libtorrent]` and `[speed]`."""

    def __init__(self, config: Callable[[], Config], settings: SettingsService, speed: AlternativeSpeed) -> None:
        self._config = config
        self._settings = settings
        self._speed = speed

    @property
    def alternative(self) -> bool:
        return self._speed.active

    def download(self, *, alternative: bool) -> Limit:
        config = self._config()
        return to_limit(config.speed.alternative_download_rate if alternative else config.libtorrent.max_download_rate)

    def upload(self, *, alternative: bool) -> Limit:
        config = self._config()
        return to_limit(config.speed.alternative_upload_rate if alternative else config.libtorrent.max_upload_rate)

    async def change(
        self, *, alternative: bool, download: Limit | Unchanged = UNSET, upload: Limit | Unchanged = UNSET
    ) -> None:
        section, word = ("speed", "alternative") if alternative else ("libtorrent", "max")
        limits = {f"{word}_download_rate": download, f"{word}_upload_rate": upload}
        changes = {name: from_limit(limit) for name, limit in limits.items() if limit is not UNSET}
        await self._settings.change({section: changes})

    async def switch(self, *, alternative: bool) -> None:
        await self._speed.switch(active=alternative)
