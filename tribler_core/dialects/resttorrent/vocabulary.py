"""The words of the wire, and what they mean inside."""

from tribler_core.dialects.resttorrent.errors import StorageModeRefused
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity
from tribler_core.domain.swarm.peer import PeerConnection, PeerFlag
from tribler_core.foundation.units import BytesPerSecond

_UNKNOWN = -1
STORAGE_MODES = {
    "sparse": False,
    "storage_mode_sparse": False,
    "allocate": True,
    "storage_mode_allocate": True,
    "full": True,
}
"""Whether all space is taken at once."""
CONNECTION_TYPES = {
    PeerConnection.TCP: "bittorrent",
    PeerConnection.UTP: "bittorrent",
    PeerConnection.WEB_SEED: "web_seed",
    PeerConnection.HTTP_SEED: "http_seed",
}
PEER_FLAGS = {
    PeerFlag.INTERESTING: "interesting",
    PeerFlag.CHOKED: "choked",
    PeerFlag.REMOTE_INTERESTED: "remote_interested",
    PeerFlag.REMOTE_CHOKED: "remote_choked",
    PeerFlag.OPTIMISTIC_UNCHOKE: "optimistic_unchoke",
    PeerFlag.SNUBBED: "snubbed",
    PeerFlag.UPLOAD_ONLY: "upload_only",
    PeerFlag.ENCRYPTED: "encrypted",
    PeerFlag.PLAINTEXT_ENCRYPTED: "encrypted",
    PeerFlag.OUTGOING: "local_connection",
    PeerFlag.CONNECTING: "connecting",
    PeerFlag.HANDSHAKING: "handshake",
}
PEER_SOURCES = {
    PeerFlag.FROM_TRACKER: "tracker",
    PeerFlag.FROM_DHT: "dht",
    PeerFlag.FROM_PEX: "pex",
    PeerFlag.FROM_LSD: "lsd",
    PeerFlag.FROM_RESUME_DATA: "resume_data",
    PeerFlag.FROM_INCOMING: "incoming",
}


def state_name(activity: Activity) -> str:
    """libtorrent's name, which does not change while it is paused."""
    return activity.value.replace(" ", "_")


def preallocates(mode: str) -> bool:
    """What a storage mode asks for. Raises: StorageModeRefused."""
    known = STORAGE_MODES.get(mode.strip().lower())
    if known is None:
        raise StorageModeRefused("storage_mode", "must be sparse or allocate")
    return known


def from_limit(limit: BytesPerSecond | None) -> int:
    """0: none."""
    return limit or 0


def to_limit(number: int) -> BytesPerSecond | None:
    """0: none."""
    return BytesPerSecond(number) if number else None


def from_count(count: int | None) -> int:
    """-1: unknown."""
    return _UNKNOWN if count is None else count


def from_eta(download: Download) -> int:
    """Seconds until it is complete; -1: nobody knows, or it is."""
    transfer = download.transfer
    if download.complete or transfer.paused or not transfer.download_rate:
        return _UNKNOWN
    return int((transfer.wanted - transfer.wanted_done) / transfer.download_rate)


def from_ratio(download: Download) -> float:
    """Uploaded by downloaded, or by what is there when next to nothing was downloaded; 0 when there is nothing."""
    transfer = download.transfer
    base = transfer.downloaded or transfer.done
    return transfer.uploaded / base if base else 0.0


def named(flags: PeerFlag, names: dict[PeerFlag, str]) -> list[str]:
    """Each name once, in the order of the table."""
    return list(dict.fromkeys(name for flag, name in names.items() if flag in flags))
