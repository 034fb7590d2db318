"""[downloads]: rules that every download obeys, whoever added it."""

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tribler_core.config.sections.checks import expand_path, require_range
from tribler_core.domain.download.settings import ContentLayout, EndAction, Match
from tribler_core.foundation.units import Seconds


class StopCondition(enum.Enum):
    """When a new download stops by itself."""

    NONE = "none"
    METADATA_RECEIVED = "metadata_received"
    FILES_CHECKED = "files_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadsSection:
    """Rules that every download obeys, whoever added it."""

    PATH: ClassVar = ("downloads",)

    managed: bool = False
    """Let the folders of new downloads follow their category, unless whoever adds them names a folder."""
    relocate_on_category_change: bool = True
    """A managed download that gets another category moves to its folder; false: it stays and is managed no more."""
    relocate_on_default_change: bool = False
    """Managed downloads move when saveas changes; false: they stay and are managed no more."""
    relocate_on_category_edit: bool = False
    """Managed downloads move when the folder of their category changes; false: they stay and are managed no more."""
    category_folders_when_manual: bool = False
    """Downloads that are not managed begin in the folder of their category too, when no other is named."""
    incomplete_enabled: bool = False
    """Let downloads lie in incomplete_dir until they are complete."""
    incomplete_dir: Path | None = None
    """The folder for what is not complete; empty: the folder temp below saveas."""
    incomplete_suffix: bool = False
    """Files that are not complete have .!qB behind their names on the disk."""
    preallocate: bool = False
    """Reserve the whole size of new downloads on the disk at once."""
    content_layout: ContentLayout = ContentLayout.ORIGINAL
    """Whether files get a folder of their own: `original` as the torrent says, `subfolder`, `no_subfolder`."""
    stopped: bool = False
    """Add downloads without starting them, where whoever adds them does not say."""
    stop_condition: StopCondition = StopCondition.NONE
    """When new downloads stop by themselves: `none`, `metadata_received`, `files_checked`."""
    top_of_queue: bool = False
    """New downloads go before all others in the queue."""
    merge_trackers: bool = True
    """Whoever adds a public torrent that is there already adds its trackers."""
    excluded_files_enabled: bool = False
    """Do not fetch what excluded_files says."""
    excluded_files: tuple[str, ...] = ()
    """Names of files that new downloads leave out; * and ? stand for anything."""
    add_trackers_enabled: bool = False
    """Add add_trackers to new public torrents."""
    add_trackers: tuple[str, ...] = ()
    """One item a tier, its announce URLs with spaces between them; they come behind the torrent's own."""
    finished_torrent_folder: Path | None = None
    """Where a copy of the .torrent of each finished download is kept; empty: nowhere."""
    remove_torrent_copies: bool = False
    """Remove the copies of the .torrent with the download."""
    trash: bool = False
    """Content that is deleted with its download goes to the trash of the daemon's user, or of its volume."""
    add_trackers_url_enabled: bool = False
    """Fetch announce URLs from add_trackers_url at the start and once a day, and add them to new public torrents."""
    add_trackers_url: str = ""
    """Where a list of announce URLs is, one a line."""
    save_interval: Seconds = Seconds(60.0)
    """How much progress a crash may leave to be found again by hashing; 0: all since the last important moment."""
    statistics_interval: Seconds = Seconds(60.0)
    """Time between two saves of what was transferred over all time."""
    limit_ratio: float = -1.0
    """A ratio that ends seeding, beside what seeding_mode says; -1: none."""
    limit_time: Seconds = Seconds(-1.0)
    """A time of seeding that ends it, beside what seeding_mode says; -1: none."""
    limit_idle_time: Seconds = Seconds(-1.0)
    """A time without any transfer that ends seeding; -1: none."""
    limit_match: Match = Match.ANY
    """Whether `any` of the limits ends seeding, or only `all` together."""
    limit_action: EndAction = EndAction.STOP
    """What is done when seeding ends: `stop`, `remove`, `remove_with_content`, `super_seed`."""

    def __post_init__(self) -> None:
        for name in ("incomplete_dir", "finished_torrent_folder"):
            expand_path(self, f"downloads.{name}")
        require_range("downloads.save_interval", self.save_interval, 0, 1e8)
        require_range("downloads.statistics_interval", self.statistics_interval, 1, 1e8)
        require_range("downloads.limit_ratio", self.limit_ratio, -1, 1_000_000)
        for name in ("limit_time", "limit_idle_time"):
            require_range(f"downloads.{name}", getattr(self, name), -1, 1e10)
