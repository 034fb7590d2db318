"""What the operator configured for downloads, in the words of the domain."""

from dataclasses import dataclass
from pathlib import Path, PurePath

from tribler_core.config.sections import Config, WhenUnavailable
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
    """Of hidden downloads; a plain one is seeded safely only when that is asked for by name (D-33)."""
    auto_managed: bool = False
    seeding: SeedingRule = FOREVER
    """Complete: no None in it."""
    trackers_file: Path | None = None
    """Announce URLs, one a line, that every public torrent gets."""
    torrent_folder: Path | None = None
    """Where a copy of every .torrent is written."""
    reject_hidden: bool = False
    """Refuse hops while there is no anonymity network, rather than hold the download."""
    check_when_complete: bool = False
    """Hash everything once more when a download is complete."""


def defaults_of(config: Config) -> DownloadDefaults:
    """What the sections of the configuration amount to."""
    section = config.download_defaults
    return DownloadDefaults(
        destination=section.saveas,
        completed_dir=section.completed_dir,
        hops=Hops(section.number_hops if section.anonymity_enabled else 0),
        safe_seeding=section.safeseeding_enabled,
        auto_managed=section.auto_managed,
        seeding=SeedingRule(mode=section.seeding_mode, ratio=section.seeding_ratio, time=section.seeding_time),
        trackers_file=section.trackers_file,
        torrent_folder=section.torrent_folder,
        reject_hidden=config.anonymity.when_unavailable is WhenUnavailable.REJECT,
        check_when_complete=config.libtorrent.check_after_complete,
    )


def effective_rule(own: SeedingRule, defaults: DownloadDefaults) -> SeedingRule:
    """A download's rule with the gaps filled in."""
    configured = defaults.seeding
    return SeedingRule(
        mode=configured.mode if own.mode is None else own.mode,
        ratio=configured.ratio if own.ratio is None else own.ratio,
        time=configured.time if own.time is None else own.time,
    )
