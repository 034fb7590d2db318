"""What the operator configured for downloads, in the words of the domain."""

from dataclasses import dataclass
from pathlib import Path, PurePath

from tribler_core.domain.download.settings import Hops, SeedingMode, SeedingRule
from tribler_core.foundation.units import Seconds

PLAIN = Hops(0)
FOREVER = SeedingRule(mode=SeedingMode.FOREVER, ratio=2.0, time=Seconds(3600.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadDefaults:
    """What a new download gets where its request says nothing."""

    destination: PurePath
    completed_dir: PurePath | None = None
    hops: Hops = PLAIN
    safe_seeding: bool = False
    auto_managed: bool = False
    seeding: SeedingRule = FOREVER
    """Complete: no None in it."""
    trackers_file: Path | None = None
    """Announce URLs, one a line, that every public torrent gets."""
    torrent_folder: Path | None = None
    """Where a copy of every .torrent is written."""
    reject_hidden: bool = False
    """Refuse hops while there is no anonymity network, rather than hold the download."""


def effective_rule(own: SeedingRule, defaults: DownloadDefaults) -> SeedingRule:
    """A download's rule with the gaps filled in."""
    configured = defaults.seeding
    return SeedingRule(
        mode=configured.mode if own.mode is None else own.mode,
        ratio=configured.ratio if own.ratio is None else own.ratio,
        time=configured.time if own.time is None else own.time,
    )
