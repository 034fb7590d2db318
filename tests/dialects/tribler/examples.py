"""Downloads as they occur, for the tests of this dialect."""

from pathlib import PurePath

from tribler_core.domain.download.settings import DownloadSettings, SeedingRule
from tribler_core.domain.download.snapshot import Download, Transfer
from tribler_core.domain.download.state import Activity
from tribler_core.domain.swarm.tracker import Tracker, TrackerState
from tribler_core.domain.torrent.files import DownloadFile, TorrentFile
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.foundation.units import Bytes, BytesPerSecond, Timestamp

V1 = InfoHash("1" * 40)
V2 = InfoHash("2" * 64)
FILES = (
    DownloadFile(TorrentFile(0, "Big Buck Bunny/movie.mkv", Bytes(900)), 4, Bytes(450)),
    DownloadFile(TorrentFile(2, "Big Buck Bunny/extra/poster.png", Bytes(100)), 0, Bytes(0)),
)


def half_done() -> Download:
    """Downloading, half there, with one tracker that works."""
    transfer = Transfer(
        activity=Activity.DOWNLOADING,
        paused=False,
        name="Big Buck Bunny",
        has_metadata=True,
        progress=0.5,
        size=Bytes(1000),
        wanted=Bytes(900),
        wanted_done=Bytes(450),
        piece_count=10,
        pieces_done=5,
        download_rate=BytesPerSecond(45),
        upload_rate=BytesPerSecond(10),
        downloaded=Bytes(500),
        uploaded=Bytes(250),
        peers_known=30,
        seeds_known=10,
        peers_connected=5,
        seeds_connected=2,
        availability=2.5,
        queue_position=0,
        added=Timestamp(1_700_000_000),
    )
    settings = DownloadSettings(
        destination=PurePath("/downloads"),
        download_limit=BytesPerSecond(65536),
        seeding=SeedingRule(ratio=1.5),
    )
    trackers = (Tracker("http://tracker.example/announce", state=TrackerState.WORKING, peers=4),)
    return Download(infohashes=InfoHashes(V1, V2), settings=settings, transfer=transfer, trackers=trackers)


def bare_magnet() -> Download:
    """Nothing is known of it."""
    transfer = Transfer(activity=Activity.FETCHING_METADATA, paused=False)
    settings = DownloadSettings(destination=PurePath("/downloads"))
    return Download(infohashes=InfoHashes(None, V2), settings=settings, transfer=transfer)
