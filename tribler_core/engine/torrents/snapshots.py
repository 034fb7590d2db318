"""From libtorrent's status to our `Transfer`."""

from datetime import datetime
from typing import Any

import libtorrent as lt

from tribler_core.domain.download.snapshot import Transfer
from tribler_core.domain.download.state import Activity
from tribler_core.engine.failures import failed, sentence
from tribler_core.engine.torrents.held import Held
from tribler_core.foundation.units import Bytes, BytesPerSecond, Timestamp

QUERY_NAME = 64
"""A status flag that the Python binding has no name for. Everything else we show comes unasked."""

COMPLETE = (Activity.FINISHED, Activity.SEEDING)

_FLAGS = lt.torrent_flags
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


def transfer_of(held: Held, status: lt.torrent_status) -> Transfer:
    """Copy what a status says. Costs some ten microseconds, so long lists are done in slices."""
    flags = status.flags
    return Transfer(
        **_described(held.info),
        activity=_activity(held, status),
        paused=bool(flags & _FLAGS.paused),
        auto_managed=bool(flags & _FLAGS.auto_managed),
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
        peers_known=status.list_peers,
        seeds_known=status.list_seeds,
        peers_connected=status.num_peers,
        seeds_connected=status.num_seeds,
        scrape_seeds=_known(status.num_complete),
        scrape_leeches=_known(status.num_incomplete),
        queue_position=_known(status.queue_position),
        added=Timestamp(status.added_time),
        completed=Timestamp(status.completed_time) if status.completed_time else None,
        last_download=_when(status.last_download),
        last_upload=_when(status.last_upload),
        active_time=status.active_time,
        finished_time=status.finished_time,
        seeding_time=status.seeding_time,
        sequential=bool(flags & _FLAGS.sequential_download),
        super_seeding=bool(flags & _FLAGS.super_seeding),
        missing_data=bool(held.missing),
    )


def _activity(held: Held, status: lt.torrent_status) -> Activity:
    """What was downloaded is complete when it can be read from the disk, a moment after libtorrent has it."""
    activity = _ACTIVITY[int(status.state)]
    writing = held.unflushed and status.total_payload_download and activity in COMPLETE
    return Activity.DOWNLOADING if writing else activity


def _described(info: lt.torrent_info | None) -> dict[str, Any]:
    """What the metadata says."""
    if info is None:
        return {}
    return {
        "has_metadata": True,
        "size": info.size_on_disk(),
        "piece_count": info.num_pieces(),
        "piece_length": info.piece_length(),
        "private": info.priv(),
    }


def _error(held: Held, status: lt.torrent_status, flags: int) -> str:
    """What stops the torrent. After a full disk libtorrent goes on seeding in upload mode, without an error."""
    if held.missing:
        return held.missing
    code = status.errc
    if failed(code):
        return held.failure or sentence(code)
    if not flags & _FLAGS.upload_mode:
        held.failure = ""
    return held.failure


def _known(number: int) -> int | None:
    return number if number >= 0 else None


def _when(moment: datetime | None) -> Timestamp | None:
    """libtorrent's moments are naive and local."""
    return Timestamp(int(moment.timestamp())) if moment is not None else None
