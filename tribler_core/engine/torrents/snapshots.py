"""From libtorrent's status to our `Transfer`."""

from datetime import datetime
from itertools import islice
from typing import Any

import libtorrent as lt

from tribler_core.domain.download.layout import common_root
from tribler_core.domain.download.snapshot import Content, Transfer
from tribler_core.domain.download.state import Activity
from tribler_core.engine.failures import failed, sentence
from tribler_core.engine.files.names import Names, bare, is_pad, real_files
from tribler_core.engine.torrents.held import Held
from tribler_core.foundation.units import Bytes, BytesPerSecond, Seconds, Timestamp

QUERY_NAME = 64
"""A status flag that the Python binding has no name for."""
QUERY_COPIES = int(lt.status_flags_t.query_distributed_copies)
QUERY = QUERY_NAME | QUERY_COPIES | int(lt.status_flags_t.query_last_seen_complete)
"""What every status is asked for; the rest of what we show comes unasked."""
_MINUTE = 60
_JITTER = 2
"""Seconds by which two estimates of one moment differ, because libtorrent counts whole seconds."""
_NO_LIMIT = (1 << 24) - 1

COMPLETE = (Activity.FINISHED, Activity.SEEDING)

_PAUSED = int(lt.torrent_flags.paused)
_AUTO_MANAGED = int(lt.torrent_flags.auto_managed)
_SEQUENTIAL = int(lt.torrent_flags.sequential_download)
_SUPER_SEEDING = int(lt.torrent_flags.super_seeding)
_UPLOAD_MODE = int(lt.torrent_flags.upload_mode)
_NOTHING = Transfer()
_ACTIVITY = {
    int(lt.torrent_status.queued_for_checking): Activity.QUEUED_FOR_CHECKING,
    int(lt.torrent_status.checking_files): Activity.CHECKING_FILES,
    int(lt.torrent_status.downloading_metadata): Activity.FETCHING_METADATA,
    int(lt.torrent_status.downloading): Activity.DOWNLOADING,
    int(lt.torrent_status.finished): Activity.FINISHED,
    int(lt.torrent_status.seeding): Activity.SEEDING,
    int(lt.torrent_status.allocating): Activity.ALLOCATING,
    int(lt.torrent_status.checking_resume_data): Activity.CHECKING_RESUME_DATA,
}


def transfer_of(held: Held, status: lt.torrent_status, now: Timestamp) -> Transfer:
    """Copy what a status says. Costs some ten microseconds, so long lists are done in slices."""
    flags = status.flags
    before = held.transfer or _NOTHING
    return Transfer(
        **_described(held),
        **_announcing(before, status, now),
        **_swarm(before, status),
        activity=_activity(held, status),
        paused=bool(flags & _PAUSED),
        auto_managed=bool(flags & _AUTO_MANAGED),
        moving=status.moving_storage,
        error=_error(held, status, flags),
        name=status.name,
        progress=status.progress,
        wanted=Bytes(status.total_wanted),
        wanted_done=Bytes(status.total_wanted_done),
        done=Bytes(status.total_done),
        pieces_done=status.num_pieces,
        download_rate=BytesPerSecond(status.download_payload_rate),
        upload_rate=BytesPerSecond(status.upload_payload_rate),
        downloaded=Bytes(status.all_time_download),
        uploaded=Bytes(status.all_time_upload),
        session_downloaded=Bytes(status.total_payload_download),
        session_uploaded=Bytes(status.total_payload_upload),
        queue_position=_known(status.queue_position),
        added=Timestamp(status.added_time),
        completed=Timestamp(status.completed_time) if status.completed_time else None,
        last_download=_when(status.last_download),
        last_upload=_when(status.last_upload),
        active_time=status.active_time,
        finished_time=status.finished_time,
        seeding_time=status.seeding_time,
        sequential=bool(flags & _SEQUENTIAL),
        super_seeding=bool(flags & _SUPER_SEEDING),
        wasted=Bytes(status.total_failed_bytes + status.total_redundant_bytes),
        missing_data=bool(held.missing),
    )


def _activity(held: Held, status: lt.torrent_status) -> Activity:
    """What was downloaded is complete when it can be read from the disk, a moment after libtorrent has it."""
    activity = _ACTIVITY[status.state]
    writing = held.unflushed and status.total_payload_download and activity in COMPLETE
    return Activity.DOWNLOADING if writing else activity


def _described(held: Held) -> dict[str, Any]:
    """What the metadata says; worked out once, because it is asked for every second."""
    if held.described is None:
        held.described = {} if held.info is None else _describe(held, held.info)
    return held.described


def _describe(held: Held, info: lt.torrent_info) -> dict[str, Any]:
    about = held.about
    root, several = _files_of(info, held.renamed)
    return {
        "content": Content(root, several, about.comment, about.creator, about.created),
        "has_metadata": True,
        "size": info.size_on_disk(),
        "piece_count": info.num_pieces(),
        "piece_length": info.piece_length(),
        "private": info.priv(),
    }


def _files_of(info: lt.torrent_info, renamed: Names | None) -> tuple[str, bool]:
    """Where the files are. A torrent whose files have their own names is not looked through: it has one folder."""
    if not renamed:
        layout, count = info.layout(), info.num_files()
        path, several = layout.file_path(0), count > 1 and _has_several(layout, count)
        return path.partition("/")[0] if several else path, several
    paths = [bare(renamed.get(index, path)) for index, path in real_files(info).items()]
    return paths[0] if len(paths) == 1 else common_root(paths), len(paths) > 1


def _has_several(layout: lt.file_storage, count: int) -> bool:
    real = (index for index in range(count) if not is_pad(layout, index))
    return len([*islice(real, 2)]) > 1


def _swarm(before: Transfer, status: lt.torrent_status) -> dict[str, Any]:
    """Who has it."""
    return {
        "peers_known": status.list_peers,
        "seeds_known": status.list_seeds,
        "peers_connected": status.num_peers,
        "seeds_connected": status.num_seeds,
        "scrape_seeds": _known(status.num_complete),
        "scrape_leeches": _known(status.num_incomplete),
        "availability": max(status.distributed_copies, 0.0),
        "seen_complete": _seen_complete(before, status),
        "max_connections": status.connections_limit if 0 <= status.connections_limit < _NO_LIMIT else None,
    }


def _seen_complete(before: Transfer, status: lt.torrent_status) -> Timestamp | None:
    """A minute more or less is no news: while a seed is connected, the moment is always the present one."""
    seen = status.last_seen_complete
    if seen <= 0:
        return None
    known = before.seen_complete
    return known if known is not None and 0 <= seen - known < _MINUTE else Timestamp(seen)


def _announcing(before: Transfer, status: lt.torrent_status, now: Timestamp) -> dict[str, Any]:
    """When trackers are told of us next, as a moment: what counts down would be news every second."""
    if status.flags & _PAUSED or (wait := status.next_announce.total_seconds()) <= 0:
        return {}
    due = Timestamp(int(now + wait))
    known = before.next_announce
    if known is not None and abs(due - known) <= _JITTER:
        return {"next_announce": known, "announce_wait": before.announce_wait}
    return {"next_announce": due, "announce_wait": Seconds(wait)}


def _error(held: Held, status: lt.torrent_status, flags: int) -> str:
    """What stops the torrent. After a full disk libtorrent goes on seeding in upload mode, without an error."""
    if held.missing:
        return held.missing
    code = status.errc
    if failed(code):
        return held.failure or sentence(code)
    if not flags & _UPLOAD_MODE:
        held.failure = ""
    return held.failure


def _known(number: int) -> int | None:
    return number if number >= 0 else None


def _when(moment: datetime | None) -> Timestamp | None:
    """libtorrent's moments are naive and local."""
    return Timestamp(int(moment.timestamp())) if moment is not None else None
