"""What the disk, the seeder and the database say by themselves, without asking the daemon."""

from collections import Counter

import libtorrent as lt

from tests.swarm import Seeder, until
from tribler_core.config.sections import Config
from tribler_core.domain.ports import DownloadRecord
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.storage.catalogue import SqlCatalogue

TELLING = {
    "alert_mask": int(lt.alert_category.upload),
    "alert_queue_size": 1_000_000,
    "enable_outgoing_tcp": False,
    "enable_outgoing_utp": False,
}
"""With these settings a seeder tells what it sends, and calls nobody."""


class Uploads:
    """What a seeder gave to whom it does not matter, block by block. It needs the settings of TELLING."""

    def __init__(self, seeder: Seeder) -> None:
        self._seeder = seeder

    async def until_alone(self) -> None:
        """Wait until the seeder has noticed that the daemon is gone; no block is under way then."""
        await until(lambda: not any(torrent.status().num_peers for torrent in self._seeder.session.get_torrents()))

    def take(self) -> Counter[tuple[InfoHash, int]]:
        """How many blocks of each piece went out since last asked."""
        sent: Counter[tuple[InfoHash, int]] = Counter()
        for alert in self._seeder.session.pop_alerts():
            if isinstance(alert, lt.block_uploaded_alert):
                hashes = alert.handle.info_hashes()
                sent[InfoHash(str(hashes.v1 if hashes.has_v1() else hashes.v2)), alert.piece_index] += 1
        return sent


async def stored(config: Config) -> dict[InfoHash, DownloadRecord]:
    """What the catalogue holds while no daemon runs. Raises: when it does not open, or a row is broken."""
    catalogue = await SqlCatalogue.open(config.storage, config.state_dir)
    try:
        batches = [batch async for batch in catalogue.downloads.stream()]
    finally:
        await catalogue.close()
    records = [record for batch in batches for record in batch]
    assert all(isinstance(record, DownloadRecord) for record in records), records
    return {record.infohashes.identity: record for record in records if isinstance(record, DownloadRecord)}


def is_recorded_complete(record: DownloadRecord, pieces: int) -> bool:
    """Whether the resume data that was stored says that all is there."""
    if record.resume_data is None or not record.complete:
        return False
    have = lt.read_resume_data(record.resume_data).have_pieces
    return len(have) >= pieces and all(have[:pieces])


def is_verifiable(record: DownloadRecord) -> bool:
    """Whether the stored torrent tells right pieces from wrong ones. Of a v2 magnet it does not before the piece
    layers have come, which a peer sends after the metadata: then what lies on the disk cannot be told from rubbish."""
    if record.torrent is None or record.infohashes.v1 is not None:
        return record.torrent is not None
    return b"12:piece layers" in record.torrent
