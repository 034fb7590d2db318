"""[libtorrent] [[download_defaults]]: what a download gets when whoever adds it does not say."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tribler_core.config.sections.checks import expand_path, require_range
from tribler_core.domain.download.settings import MAX_HOPS, SeedingMode
from tribler_core.foundation.units import Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadDefaultsSection:
    """What a download gets when whoever adds it does not say."""

    PATH: ClassVar = ("libtorrent", "download_defaults")

    anonymity_enabled: bool = False
    """Hide new downloads behind number_hops relays. Without [anonymity] enabled, they wait."""
    number_hops: int = 1
    """Relays between us and the swarm, 1 to 3, for downloads that are hidden by default."""
    safeseeding_enabled: bool = True
    """Seed hidden or not at all, for downloads that are hidden."""
    saveas: Path = Path("~/Downloads/triblerd")
    """The folder that downloads are written to; made when it is missing."""
    completed_dir: Path | None = None
    """Where complete downloads are moved to; empty: they stay."""
    seeding_mode: SeedingMode = SeedingMode.FOREVER
    """When seeding ends: forever, never, ratio (uploaded / size) or time (since complete)."""
    seeding_ratio: float = 2.0
    """For seeding_mode = ratio."""
    seeding_time: Seconds = Seconds(60.0)
    """For seeding_mode = time."""
    auto_managed: bool = True
    """New downloads wait in the queue (see active_downloads) instead of all running at once."""
    trackers_file: Path | None = None
    """Text file of announce URLs, one a line, that public downloads get in addition; empty: none."""
    torrent_folder: Path | None = None
    """Where a copy of each added .torrent is kept; empty: nowhere."""

    def __post_init__(self) -> None:
        place = "libtorrent.download_defaults"
        require_range(f"{place}.number_hops", self.number_hops, 1, MAX_HOPS)
        require_range(f"{place}.seeding_ratio", self.seeding_ratio, 0, 1_000_000)
        require_range(f"{place}.seeding_time", self.seeding_time, 0, 1e10)
        for name in ("saveas", "completed_dir", "trackers_file", "torrent_folder"):
            expand_path(self, f"{place}.{name}")
