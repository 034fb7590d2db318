"""What can be asked of downloads, and what is answered."""

from dataclasses import dataclass
from pathlib import PurePath

from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Hops, SeedingRule
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import Source
from tribler_core.foundation.units import BytesPerSecond
from tribler_core.foundation.unset import UNSET, Unchanged

AS_CONFIGURED = SeedingRule()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRequest:
    """Something to download; UNSET is replaced by the configured default of the moment."""

    source: Source
    destination: PurePath | Unchanged = UNSET
    completed_dir: PurePath | Unchanged | None = UNSET
    """None: stays where it was downloaded, whatever is configured."""
    hops: Hops | Unchanged = UNSET
    safe_seeding: bool | Unchanged = UNSET
    auto_managed: bool | Unchanged = UNSET
    selection: tuple[int, ...] | Unchanged | None = UNSET
    """File indices; None: all; UNSET: what the source says (`so=`, or a selection in the torrent), else all."""
    only_metadata: bool = False
    stopped: bool = False
    sequential: bool = False
    upload_limit: BytesPerSecond | None = None
    download_limit: BytesPerSecond | None = None
    seeding: SeedingRule = AS_CONFIGURED
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """The download that was asked for is there."""

    infohash: InfoHash
    existed: bool
    """It was there before and kept its options; trackers it did not know were added."""


@dataclass(frozen=True, slots=True)
class Change:
    """A patch on its way to its download."""

    infohash: InfoHash
    patch: DownloadPatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A download that shall go."""

    infohash: InfoHash
    with_data: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """It is gone."""

    infohash: InfoHash


Request = AddRequest | Change | Removal
Answer = Added | Download | Removed | TriblerError
"""Of an AddRequest, a Change, a Removal; or why not."""


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """How far start-up is."""

    total: int
    """Downloads found in the catalogue."""
    loaded: int
    all_loaded: bool
