"""What happened, in our words. Engine events say what libtorrent did; the others what the house did."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from tribler_core.domain.download.settings import EndAction
from tribler_core.domain.download.snapshot import Transfer
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.swarm.tracker import Tracker
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.foundation.value import value


@value(frozen=True, slots=True)
class Event:
    """The root of all events."""


# The engine's.


@value(frozen=True, slots=True)
class TransfersChanged(Event):
    """What changed since the last time, at most once a second; nothing is said of what did not."""

    transfers: Sequence[tuple[InfoHash, Transfer]]


@value(frozen=True, slots=True)
class TorrentEvent(Event):
    """Something about one torrent in the engine."""

    infohash: InfoHash


@value(frozen=True, slots=True)
class MetadataArrived(TorrentEvent):
    """A magnet became a torrent; `infohashes` may have gained its second name."""

    infohashes: InfoHashes
    data: bytes
    """A clean .torrent."""


@value(frozen=True, slots=True)
class MetainfoCompleted(TorrentEvent):
    """The piece layers of a v2 magnet have come as well, some time after its metadata."""

    data: bytes
    """The whole .torrent, to be stored in the place of the one without layers."""


@value(frozen=True, slots=True)
class ContentCompleted(TorrentEvent):
    """Every selected file is there. Also raised when a check finds it so: see `transferred`."""

    transferred: bool
    """Payload was received since the torrent entered the engine, or was last checked."""


@value(frozen=True, slots=True)
class TrackersChanged(TorrentEvent):
    """The announce URLs or what they last said."""

    trackers: tuple[Tracker, ...]


@value(frozen=True, slots=True)
class PieceFinished(TorrentEvent):
    """A piece passed its hash check."""

    piece: int


@value(frozen=True, slots=True)
class FilesMoved(TorrentEvent):
    """The content is in `path` now."""

    path: str


@value(frozen=True, slots=True)
class FilesNotMoved(TorrentEvent):
    """The content stayed where it was."""

    reason: str


@value(frozen=True, slots=True)
class FileRenamed(TorrentEvent):
    """One file has a new path, or kept the old one when `error` is not empty."""

    index: int
    path: str
    error: str = ""


@value(frozen=True, slots=True)
class FileCompleted(TorrentEvent):
    """Every piece of one file is there."""

    index: int


@value(frozen=True, slots=True)
class TorrentFailed(TorrentEvent):
    """The engine stopped the torrent; `file` is where the disk refused, if it was that."""

    message: str
    file: str = ""


@value(frozen=True, slots=True)
class TorrentChecked(TorrentEvent):
    """Its data was verified, by hashing or by resume data."""


@value(frozen=True, slots=True)
class PeerConnected(TorrentEvent):
    """A connection was made, by us or by the other. Told only while somebody watches peers."""

    ip: str
    port: int


@value(frozen=True, slots=True)
class PeerDisconnected(TorrentEvent):
    """A connection ended. Told only while somebody watches peers."""

    ip: str
    port: int
    reason: str


@value(frozen=True, slots=True)
class ListenChanged(Event):
    """A listen socket opened, or failed to when `error` is not empty."""

    hops: int
    address: str
    port: int
    protocol: str
    """tcp, udp, utp-ssl, …"""
    error: str = ""


@value(frozen=True, slots=True)
class AddressChanged(Event):
    """Others see us at another address than before."""

    hops: int
    address: str
    known: bool
    """An address of the same family was known before."""


@value(frozen=True, slots=True)
class NetworkLost(Event):
    """The interface that the operator bound us to is gone; nothing is sent until it is back."""

    interface: str


@value(frozen=True, slots=True)
class NetworkBack(Event):
    """The bound interface is there again."""

    interface: str


# The house's.


@value(frozen=True, slots=True)
class DownloadAdded(TorrentEvent):
    """In the catalogue and in the live table."""


@value(frozen=True, slots=True)
class DownloadRemoved(TorrentEvent):
    """Gone from both."""

    with_data: bool


@value(frozen=True, slots=True)
class StateChanged(TorrentEvent):
    """A download went from one state to another."""

    state: DownloadState


@value(frozen=True, slots=True)
class DownloadFinished(TorrentEvent):
    """Complete through downloading, not through a check."""

    name: str
    hidden: bool
    """An internal download that lists do not show."""


@value(frozen=True, slots=True)
class SeedingEnded(TorrentEvent):
    """By its limits; what is to be done now."""

    action: EndAction


@value(frozen=True, slots=True)
class ContentInPlace(TorrentEvent):
    """After DownloadFinished, when the content lies where it shall stay."""


@value(frozen=True, slots=True)
class LabelsChanged(Event):
    """A category or a tag was made, changed or removed; what downloads have of them is in their rows."""


@value(frozen=True, slots=True)
class SpeedSwitched(Event):
    """Other limits of speed are in force."""


@value(frozen=True, slots=True)
class ListenersChanged(Event):
    """The API is to listen elsewhere: what is stored of these options, by full name, is to take effect."""

    options: frozenset[str]


@value(frozen=True, slots=True)
class DownloadFailed(TorrentEvent):
    """The daemon or the engine stopped it for a reason worth telling; `file` as in TorrentFailed."""

    message: str
    file: str = ""


@value(frozen=True, slots=True)
class RecordSetAside(Event):
    """A stored download could not be read; it was set aside in the database under `key`, the rest goes on."""

    key: str
    reason: str


@value(frozen=True, slots=True)
class AskAddDownload(Event):
    """A command line wants this added, and the operator wants to be asked."""

    uri: str


@value(frozen=True, slots=True)
class ShutdownProgress(Event):
    """How far the orderly stop is, for people."""

    state: str


@value(frozen=True, slots=True)
class UnexpectedError(Event):
    """A bug showed; the log has the traceback under `error_id`."""

    error_id: str
    kind: str
    text: str


@value(frozen=True, slots=True)
class LowSpace(Event):
    """A volume that we write to is nearly full. Sizes in bytes."""

    path: str
    total: int
    used: int
    free: int


@value(frozen=True, slots=True)
class WatchFolderRefused(Event):
    """A file in the watch folder is no torrent; it was renamed."""

    path: str
    reason: str


@value(frozen=True, slots=True)
class EngineStatistics(Event):
    """libtorrent's counters of one session, by dotted name."""

    hops: int
    counters: Mapping[str, int] = field(default_factory=dict)
