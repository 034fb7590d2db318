"""What we know of one download at one moment."""

from dataclasses import field

from tribler_core.domain.download.settings import DownloadSettings
from tribler_core.domain.download.state import Activity, DownloadState, Hold, StateFacts, state_of
from tribler_core.domain.swarm.tracker import Tracker
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.foundation.units import Bytes, BytesPerSecond, Seconds, Timestamp
from tribler_core.foundation.value import value


@value(frozen=True, slots=True)
class Content:
    """What the torrent itself says, as far as lists show it."""

    root: str = ""
    """The path, relative to the destination, that all files lie in or that the only file has; "": there is none."""
    several: bool = False
    """More than one file."""
    comment: str = ""
    creator: str = ""
    created: Timestamp | None = None


@value(frozen=True, slots=True, kw_only=True)
class Transfer:
    """What the engine last said of a torrent. Rates are payload; totals are over all sessions."""

    activity: Activity = Activity.CHECKING_RESUME_DATA
    paused: bool = True
    auto_managed: bool = False
    moving: bool = False
    error: str = ""
    name: str = ""
    """The torrent's or magnet's own name; empty: neither is known."""
    has_metadata: bool = False
    progress: float = 0.0
    """Of the current activity, 0 to 1."""
    size: Bytes = Bytes(0)
    """All files; 0: unknown."""
    wanted: Bytes = Bytes(0)
    """Selected files."""
    wanted_done: Bytes = Bytes(0)
    done: Bytes = Bytes(0)
    """Verified payload on disk, selected or not."""
    piece_count: int = 0
    piece_length: Bytes = Bytes(0)
    pieces_done: int = 0
    download_rate: BytesPerSecond = BytesPerSecond(0)
    upload_rate: BytesPerSecond = BytesPerSecond(0)
    downloaded: Bytes = Bytes(0)
    uploaded: Bytes = Bytes(0)
    session_downloaded: Bytes = Bytes(0)
    """Payload since the torrent entered the engine."""
    session_uploaded: Bytes = Bytes(0)
    peers_known: int = 0
    seeds_known: int = 0
    peers_connected: int = 0
    """All connected, seeds included."""
    seeds_connected: int = 0
    scrape_seeds: int | None = None
    scrape_leeches: int | None = None
    availability: float = 0.0
    """Distributed copies among the others; 0 for one that is complete."""
    queue_position: int | None = None
    added: Timestamp = Timestamp(0)
    completed: Timestamp | None = None
    last_download: Timestamp | None = None
    last_upload: Timestamp | None = None
    active_time: int = 0
    """Seconds."""
    finished_time: int = 0
    """Seconds with all selected files present, while running."""
    seeding_time: int = 0
    sequential: bool = False
    super_seeding: bool = False
    private: bool = False
    seen_complete: Timestamp | None = None
    """When the swarm last had a whole copy, to a minute; None: never."""
    next_announce: Timestamp | None = None
    """None: there is no tracker to announce to."""
    announce_wait: Seconds = Seconds(0.0)
    """How long it was until `next_announce` when that became known."""
    wasted: Bytes = Bytes(0)
    """Of this session: what failed its hash check, or came twice."""
    max_connections: int | None = None
    """None: no limit."""
    content: Content | None = None
    """None: the metadata has not arrived, or was not read yet."""
    missing_data: bool = False
    """Stopped because files that should hold data are gone; `error` has the words."""


@value(frozen=True, slots=True, kw_only=True)
class Download:
    """One row of the live table."""

    infohashes: InfoHashes
    settings: DownloadSettings
    transfer: Transfer
    hold: Hold = Hold.NONE
    failure: str = ""
    """Why the daemon itself stopped it; the engine's own error is in `transfer.error`."""
    trackers: tuple[Tracker, ...] = ()
    streamable: bool = False
    """Some file is a video that players can seek in."""
    stripped: tuple[str, ...] = ()
    """What a hidden download does without, because it would go around its circuits; a phrase for each kind."""
    infohash: InfoHash = field(init=False)
    state: DownloadState = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "infohash", self.infohashes.identity)
        transfer = self.transfer
        facts = StateFacts(
            activity=transfer.activity,
            hold=self.hold,
            failed=bool(self.error),
            moving=transfer.moving,
            paused=transfer.paused,
            auto_managed=transfer.auto_managed,
            user_stopped=self.settings.user_stopped,
        )
        object.__setattr__(self, "state", state_of(facts))

    def with_transfer(self, transfer: Transfer) -> "Download":
        """The same, as the engine says it is now: `dataclasses.replace` takes twice as long, for every status."""
        return Download(
            infohashes=self.infohashes,
            settings=self.settings,
            transfer=transfer,
            hold=self.hold,
            failure=self.failure,
            trackers=self.trackers,
            streamable=self.streamable,
            stripped=self.stripped,
        )

    @property
    def name(self) -> str:
        """The given name, the torrent's, the magnet's, or the infohash."""
        return self.settings.name or self.transfer.name or self.infohash

    @property
    def error(self) -> str:
        return self.failure or self.transfer.error

    @property
    def complete(self) -> bool:
        """All selected files are there and verified."""
        return self.transfer.activity in (Activity.FINISHED, Activity.SEEDING)
