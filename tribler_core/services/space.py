"""Room on the volumes: asked for, and watched."""

import asyncio
import logging
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tribler_core.domain.errors import NotFound
from tribler_core.domain.events import LowSpace
from tribler_core.domain.ports import Publish
from tribler_core.foundation.units import Bytes, Seconds

log = logging.getLogger(__name__)

LOOK_EVERY = Seconds(60.0)


@dataclass(frozen=True, slots=True)
class Space:
    """Room on one volume, in bytes."""

    total: Bytes
    used: Bytes
    free: Bytes
    """What the daemon's user may still write; less than `total` - `used` where the system keeps a reserve."""


def nearest_existing(path: Path) -> Path:
    """The path, or the folder above it that is there. Touches the disk. Raises: NotFound."""
    for candidate in (path, *path.parents):
        try:
            if candidate.exists():
                return candidate
        except OSError:
            continue
    raise NotFound(f"no folder above {path} exists")


def measure(path: Path) -> Space:
    """Room at the nearest existing parent. Touches the disk. Raises: NotFound."""
    place = nearest_existing(path)
    try:
        usage = shutil.disk_usage(place)
    except OSError as error:
        raise NotFound(f"the volume of {place} cannot be measured: {error}") from None
    return Space(Bytes(usage.total), Bytes(usage.used), Bytes(usage.free))


class SpaceWatch:
    """Tells when a volume that downloads are written to gets nearly full: once, until it has room again."""

    def __init__(self, folders: Callable[[], Iterable[Path]], threshold: Callable[[], Bytes], publish: Publish) -> None:
        """`folders`: where downloads that still write are put; `threshold`: free bytes, 0 tells nothing."""
        self._folders = folders
        self._threshold = threshold
        self._publish = publish
        self._low: set[int] = set()
        """Device numbers of those that were told of."""

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> None:
        """Measure each volume in use once."""
        threshold = self._threshold()
        folders = set(self._folders()) if threshold else set()
        if not folders:
            return
        volumes = await asyncio.to_thread(_volumes, folders)
        low = {device for device, (_, space) in volumes.items() if space.free < threshold}
        for device in low - self._low:
            path, space = volumes[device]
            log.warning("only %d bytes are free at %s", space.free, path)
            self._publish(LowSpace(str(path), space.total, space.used, space.free))
        self._low = low


def _volumes(folders: Iterable[Path]) -> dict[int, tuple[Path, Space]]:
    """One folder and its room for each device; what cannot be measured is left out."""
    found: dict[int, tuple[Path, Space]] = {}
    for folder in folders:
        try:
            place = nearest_existing(folder)
            device = place.stat().st_dev
            if device not in found:
                found[device] = (folder, measure(place))
        except (NotFound, OSError):
            continue
    return found
