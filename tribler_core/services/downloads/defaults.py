"""What the operator configured for downloads, in the words of the domain."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from tribler_core.config.sections import Config, DownloadsSection, StopCondition, WhenUnavailable
from tribler_core.domain.download.limits import NO_LIMITS, limits_of, over, rule_of, value_of
from tribler_core.domain.download.settings import (
    ContentLayout,
    EndAction,
    Hops,
    Limit,
    Match,
    SeedingLimits,
    SeedingMode,
    SeedingRule,
)
from tribler_core.foundation.units import Seconds

PLAIN = Hops(0)
ONE_HOP = Hops(1)
INCOMPLETE = PurePath("temp")
"""The folder of what is not complete, below that of downloads, where none is configured."""
FOREVER = SeedingRule(mode=SeedingMode.FOREVER, ratio=2.0, time=Seconds(3600.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadDefaults:
    """What a new download gets where its request says nothing."""

    destination: PurePath
    completed_dir: PurePath | None = None
    hops: Hops = PLAIN
    hidden_hops: Hops = ONE_HOP
    """Of what is hidden without saying by how many."""
    label_hops: tuple[tuple[str, Hops], ...] = ()
    """Of categories and tags."""
    safe_seeding: bool = False
    """Of hidden downloads; a plain one is seeded safely only when that is asked for by name (D-33)."""
    auto_managed: bool = False
    seeding: SeedingRule = FOREVER
    """Complete: no None in it."""
    further: SeedingLimits = NO_LIMITS
    """Ends of seeding beside `seeding`. Complete, too."""
    managed: bool = False
    incomplete_enabled: bool = False
    incomplete_folder: PurePath = INCOMPLETE
    """Where content lies until it is complete, if that is enabled."""
    category_folders: bool = False
    """Downloads that are not managed begin in the folder of their category, too."""
    relocate_on_category_change: bool = True
    """A managed download moves when it gets another category; else it is managed no more."""
    content_layout: ContentLayout = ContentLayout.ORIGINAL
    stopped: bool = False
    only_metadata: bool = False
    stop_after_check: bool = False
    top_of_queue: bool = False
    merge_trackers: bool = True
    excluded: tuple[str, ...] = ()
    """Names of files that are left out, with * and ?."""
    trackers: tuple[tuple[str, ...], ...] = ()
    """Tiers of announce URLs that public torrents get behind their own."""
    save_interval: Seconds = Seconds(60.0)
    """Between two saves of progress; 0: only at important moments."""
    trash: bool = False
    """What is deleted goes to the trash."""
    remove_copies: bool = False
    """Copies of a .torrent go with the download."""
    finished_folder: Path | None = None
    """Where a copy of the .torrent of every finished download is written."""
    trackers_file: Path | None = None
    """Announce URLs, one a line, that every public torrent gets."""
    torrent_folder: Path | None = None
    """Where a copy of every .torrent is written."""
    reject_hidden: bool = False
    """Refuse hops while there is no anonymity network, rather than hold the download."""
    check_when_complete: bool = False
    """Hash everything once more when a download is complete."""

    def hops_for(self, category: str | None, tags: Iterable[str]) -> Hops:
        """Where nobody says: the most that a label asks for, or what every download gets."""
        labels = {category, *tags}
        return max((hops for name, hops in self.label_hops if name in labels), default=self.hops)

    @property
    def incomplete_dir(self) -> PurePath | None:
        """Where content lies until it is complete; None: where it lies then."""
        return self.incomplete_folder if self.incomplete_enabled else None

    @property
    def limits(self) -> SeedingLimits:
        """What ends seeding where nobody says otherwise; nothing in it is None."""
        told = limits_of(self.seeding)
        return replace(
            over(told, self.further),
            ratio=told.ratio if value_of(told.ratio) is not None else self.further.ratio,
            time=told.time if value_of(told.time) is not None else self.further.time,
            idle=self.further.idle,
        )


def defaults_of(config: Config) -> DownloadDefaults:
    """What the sections of the configuration amount to."""
    section, house = config.download_defaults, config.downloads
    return DownloadDefaults(
        destination=section.saveas,
        completed_dir=section.completed_dir,
        hops=Hops(section.number_hops if section.anonymity_enabled else 0),
        label_hops=tuple((name, Hops(hops)) for name, hops in config.anonymity.label_rules()),
        hidden_hops=Hops(section.number_hops),
        safe_seeding=section.safeseeding_enabled,
        auto_managed=section.auto_managed,
        seeding=SeedingRule(mode=section.seeding_mode, ratio=section.seeding_ratio, time=section.seeding_time),
        further=_further(house),
        managed=house.managed,
        incomplete_enabled=house.incomplete_enabled,
        incomplete_folder=house.incomplete_dir or section.saveas / INCOMPLETE,
        category_folders=house.category_folders_when_manual,
        relocate_on_category_change=house.relocate_on_category_change,
        content_layout=house.content_layout,
        stopped=house.stopped,
        only_metadata=house.stop_condition is StopCondition.METADATA_RECEIVED,
        stop_after_check=house.stop_condition is StopCondition.FILES_CHECKED,
        top_of_queue=house.top_of_queue,
        merge_trackers=house.merge_trackers,
        excluded=house.excluded_files if house.excluded_files_enabled else (),
        trackers=tuple(tuple(tier.split()) for tier in house.add_trackers) if house.add_trackers_enabled else (),
        save_interval=house.save_interval,
        trash=house.trash,
        remove_copies=house.remove_torrent_copies,
        finished_folder=house.finished_torrent_folder,
        trackers_file=section.trackers_file,
        torrent_folder=section.torrent_folder,
        reject_hidden=config.anonymity.when_unavailable is WhenUnavailable.REJECT,
        check_when_complete=config.libtorrent.check_after_complete,
    )


def _further(section: DownloadsSection) -> SeedingLimits:
    return SeedingLimits(
        ratio=_limit(section.limit_ratio),
        time=_limit(section.limit_time),
        idle=_limit(section.limit_idle_time),
        action=section.limit_action,
        match=section.limit_match,
    )


def _limit(number: float) -> Limit:
    return Limit(number if number >= 0 else None)


def effective_rule(own: SeedingRule, defaults: DownloadDefaults) -> SeedingRule:
    """A download's rule with the gaps filled in."""
    configured = defaults.seeding
    return SeedingRule(
        limits=own.limits,
        mode=configured.mode if own.mode is None else own.mode,
        ratio=configured.ratio if own.ratio is None else own.ratio,
        time=configured.time if own.time is None else own.time,
    )


def settings_of(limits: SeedingLimits) -> dict[str, Any]:
    """The configuration, nested as in the file, that makes these what ends seeding; none of them may be None.

    The rule takes what it has a word for, so that whoever knows rules alone sees the first of the limits.
    """
    rule = rule_of(limits)
    mode = rule.mode or SeedingMode.FOREVER
    numbers: dict[SeedingMode, dict[str, Any]] = {
        SeedingMode.RATIO: {"seeding_ratio": rule.ratio},
        SeedingMode.TIME: {"seeding_time": rule.time},
    }
    further = {
        "limit_ratio": None if mode is SeedingMode.RATIO else value_of(limits.ratio),
        "limit_time": None if mode is SeedingMode.TIME else value_of(limits.time),
        "limit_idle_time": value_of(limits.idle),
    }
    house: dict[str, Any] = {name: -1.0 if number is None else number for name, number in further.items()}
    house["limit_action"] = (limits.action or EndAction.STOP).value
    house["limit_match"] = (limits.match or Match.ANY).value
    defaults = {"seeding_mode": mode.value, **numbers.get(mode, {})}
    return {"libtorrent": {"download_defaults": defaults}, "downloads": house}
