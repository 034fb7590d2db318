"""Events of the house and of each session, as subscribers are told them. Source: section 9 of the specification."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tribler_core.dialects.resttorrent.push.happenings import Happening
from tribler_core.dialects.resttorrent.shapes.torrent import present_row
from tribler_core.dialects.resttorrent.vocabulary import state_name
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity
from tribler_core.domain.events import (
    DownloadAdded,
    DownloadFailed,
    DownloadFinished,
    DownloadRemoved,
    Event,
    FilesMoved,
    ListenChanged,
    MetadataArrived,
    PeerConnected,
    PeerDisconnected,
    StateChanged,
    TorrentChecked,
    TorrentEvent,
    TrackersChanged,
)
from tribler_core.domain.swarm.tracker import Tracker, TrackerState
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.domain.torrent.metainfo import Metainfo
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.workspaces.workspace import Workspace

Tell = Callable[[Happening], None]
ReadTorrent = Callable[[bytes], Awaitable[Metainfo]]
_FAILED = (TrackerState.ERROR, TrackerState.TIMEOUT, TrackerState.HTTP_ERROR)
_CHECKING = (Activity.CHECKING_FILES, Activity.QUEUED_FOR_CHECKING, Activity.CHECKING_RESUME_DATA)
_ANSWERED = (TrackerState.WORKING, TrackerState.WARNING)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was last told of a torrent's state."""

    state: str
    paused: bool
    error: str


class Newsroom:
    """Of one session."""

    def __init__(self, workspace: Workspace, tell: Tell, read: ReadTorrent, tasks: TaskOwner) -> None:
        self._workspace = workspace
        self._tell = tell
        self._read = read
        self._tasks = tasks
        self._known: dict[InfoHash, _Known] = {}
        self._trackers: dict[InfoHash, tuple[Tracker, ...]] = {}
        self._checked: set[InfoHash] = set()
        """Those whose check is over, while their row does not show yet what was found."""
        self._warned: dict[InfoHash, str] = {}
        """Errors that were told when they happened, and that rows do not show yet."""
        self._writers: dict[type[Event], Callable[..., None]] = {
            ListenChanged: self._listening,
            DownloadAdded: self._added,
            DownloadRemoved: self._removed,
            MetadataArrived: self._described,
            StateChanged: lambda event: self.look(event.infohash),
            DownloadFinished: lambda event: self._shown("torrent_finished", event),
            TorrentChecked: lambda event: self._checked.add(event.infohash),
            FilesMoved: lambda event: self._about("torrent_moved", event.infohash, save_path=event.path),
            DownloadFailed: self._failed,
            TrackersChanged: self._announced,
            PeerConnected: lambda event: self._peer("peer_connected", event, reason=None),
            PeerDisconnected: lambda event: self._peer("peer_disconnected", event, reason=event.reason),
        }
        for row in workspace.downloads.table.walk():
            self._known[row.infohash] = _known(row)
            self._trackers[row.infohash] = row.trackers
        self._leave = [workspace.events.subscribe(kind, write) for kind, write in self._writers.items()]

    def close(self) -> None:
        """Hear nothing more."""
        for leave in self._leave:
            leave()

    def look(self, infohash: InfoHash) -> None:
        """Tell of a torrent what was not told yet: its state, a pause, an error that came or went."""
        row = self._workspace.downloads.table.get(infohash)
        if row is None:
            return
        if row.infohash in self._checked and row.transfer.activity not in _CHECKING:
            self._checked.discard(row.infohash)
            done = row.transfer.done / row.transfer.size if row.transfer.size else 0.0
            self._about("torrent_checked", row.infohash, progress=done)
        now = _known(row)
        before, self._known[row.infohash] = self._known.get(row.infohash), now
        if before is None:
            return
        if (now.state, now.paused) != (before.state, before.paused):
            self._about("torrent_state", infohash, state=now.state, previous=before.state, paused=int(now.paused))
        if now.error != before.error and (not now.error or self._warned.pop(row.infohash, "") != now.error):
            self._about("torrent_error", infohash, error=now.error or None, file=None)

    def _listening(self, _: ListenChanged) -> None:
        listening = self._workspace.listening
        facts = {"listening": bool(listening.port), "port": listening.port, "error": listening.refusal or None}
        self._tell(Happening("session_listen", self._workspace.id, facts=facts))

    def _added(self, event: DownloadAdded) -> None:
        row = self._workspace.downloads.table.get(event.infohash)
        if row is not None:
            self._known[row.infohash] = _known(row)
            source = "file" if row.transfer.has_metadata else "magnet"
            self._about("torrent_added", row.infohash, torrent=present_row(row), source=source)

    def _removed(self, event: DownloadRemoved) -> None:
        self._known.pop(event.infohash, None)
        self._trackers.pop(event.infohash, None)
        self._warned.pop(event.infohash, None)
        self._checked.discard(event.infohash)
        self._about("torrent_removed", event.infohash, deleted_files=event.with_data)

    def _described(self, event: MetadataArrived) -> None:
        _ = self._tasks.spawn(self._describe(event), f"metadata of {event.infohash}")

    async def _describe(self, event: MetadataArrived) -> None:
        metainfo = await self._read(event.data)
        facts = {"name": metainfo.name, "size": metainfo.size, "num_files": len(metainfo.files)}
        self._about("torrent_metadata", metainfo.infohash, **facts)

    def _failed(self, event: DownloadFailed) -> None:
        row = self._workspace.downloads.table.get(event.infohash)
        if row is not None and event.message == row.error:
            self.look(event.infohash)  # told as a state that lasts, and as its end
        else:
            self._warned[event.infohash] = event.message
            self._about("torrent_error", event.infohash, error=event.message, file=event.file or None)

    def _announced(self, event: TrackersChanged) -> None:
        before = {tracker.url: tracker for tracker in self._trackers.get(event.infohash, ())}
        self._trackers[event.infohash] = event.trackers
        for tracker in event.trackers:
            if tracker == before.get(tracker.url):
                continue
            if tracker.state in _FAILED:
                self._about("tracker_error", event.infohash, url=tracker.url, message=tracker.message)
            elif tracker.state in _ANSWERED:
                self._about("tracker_reply", event.infohash, url=tracker.url, num_peers=tracker.peers or 0)

    def _peer(self, kind: str, event: PeerConnected | PeerDisconnected, *, reason: str | None) -> None:
        self._about(kind, event.infohash, ip=event.ip, port=event.port, reason=reason)

    def _shown(self, kind: str, event: TorrentEvent) -> None:
        row = self._workspace.downloads.table.get(event.infohash)
        if row is not None:
            self._about(kind, row.infohash, torrent=present_row(row))

    def _about(self, kind: str, infohash: InfoHash, **facts: object) -> None:
        self._tell(Happening(kind, self._workspace.id, infohash, facts))


def _known(row: Download) -> _Known:
    return _Known(state_name(row.transfer.activity), row.transfer.paused, row.error)
