"""What is asked of the torrent maker, and how far it is."""

import asyncio
import enum
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tribler_core.domain.errors import TriblerError
from tribler_core.domain.torrent.infohash import InfoHash


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeRequest:
    """A torrent to be made; paths are on the host, as the client wrote them."""

    files: tuple[str, ...]
    """Files and folders; a folder stands for all that is in it."""
    filenames: tuple[str, ...] = ()
    """What they are called inside the torrent (POSIX, relative), one for each of `files`; empty: as on the host."""
    name: str = ""
    """Empty: that of the only file or folder, or of the folder that all of them are in."""
    description: str = ""
    trackers: tuple[str, ...] = ()
    """Each a tier of its own."""
    web_seeds: tuple[str, ...] = ()
    nodes: tuple[tuple[str, int], ...] = ()
    """DHT nodes to begin with, as host and port."""
    version: str = "v1"
    """v1, v2 or hybrid."""
    private: bool = False
    piece_size: int | None = None
    """Bytes; None: chosen by size."""
    export_dir: str = ""
    """Where the content and the .torrent are put; empty: the download directory."""
    seed: bool = False
    """Add it as a download when it is made."""


@dataclass(frozen=True, slots=True)
class Made:
    """A torrent that was made."""

    torrent: bytes
    infohash: InfoHash
    name: str
    directory: Path
    """Where its content lies: the save path of a download of it."""
    torrent_file: Path


class MakingState(enum.Enum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True, eq=False)
class MakingJob:
    """One torrent on its way; changes while it is looked at."""

    id: str
    name: str
    state: MakingState = MakingState.RUNNING
    progress: float = 0.0
    """Of hashing, 0 to 1."""
    made: Made | None = None
    error: TriblerError | None = None
    task: asyncio.Task[Any] | None = field(default=None, repr=False)
