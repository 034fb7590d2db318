"""What can be asked of downloads, and what is answered."""

from pathlib import PurePath

from tribler_core.domain.download.patch import DownloadPatch
from tribler_core.domain.download.settings import Certificate, ContentLayout, Hops, SeedingRule
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.source import Source
from tribler_core.foundation.units import BytesPerSecond
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.foundation.value import value

AS_CONFIGURED = SeedingRule()


@value(frozen=True, slots=True, kw_only=True)
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
    only_metadata: bool | Unchanged = UNSET
    stopped: bool | Unchanged = UNSET
    sequential: bool = False
    upload_limit: BytesPerSecond | None = None
    download_limit: BytesPerSecond | None = None
    seeding: SeedingRule = AS_CONFIGURED
    name: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    managed: bool | Unchanged = UNSET
    """Its folders follow its category; UNSET: as configured, unless a folder is named here."""
    download_path: PurePath | Unchanged | None = UNSET
    """Where it lies until it is complete; None: at `destination` from the beginning."""
    incomplete: bool = False
    """Where `download_path` is UNSET: in the folder for what is not complete, though that is not used by default."""
    content_layout: ContentLayout | Unchanged = UNSET
    stop_after_check: bool | Unchanged = UNSET
    seed_mode: bool = False
    forced: bool = False
    first_last_first: bool = False
    certificate: Certificate | None = None
    preallocate: bool = False
    transient: bool = False
    top_of_queue: bool | Unchanged = UNSET
    file_priorities: tuple[int, ...] | None = None
    """Of the files in the torrent's order, 0 to 7; in place of `selection`. Only for what is no magnet."""


@value(frozen=True, slots=True)
class Added:
    """The download that was asked for is there."""

    infohash: InfoHash
    existed: bool
    """It was there before and kept its options; trackers it did not know were added."""


@value(frozen=True, slots=True)
class Change:
    """A patch on its way to its download."""

    infohash: InfoHash
    patch: DownloadPatch


@value(frozen=True, slots=True, kw_only=True)
class Removal:
    """A download that shall go."""

    infohash: InfoHash
    with_data: bool


@value(frozen=True, slots=True)
class Removed:
    """It is gone."""

    infohash: InfoHash


Request = AddRequest | Change | Removal
Answer = Added | Download | Removed | TriblerError
"""Of an AddRequest, a Change, a Removal; or why not."""


@value(frozen=True, slots=True)
class Checkpoints:
    """How far start-up is."""

    total: int
    """Downloads found in the catalogue."""
    loaded: int
    all_loaded: bool
