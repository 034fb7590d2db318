"""Which of the host's files clients may name."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from tribler_core.config.sections import Config, PathPolicyName
from tribler_core.domain.errors import InvalidParameter, PathNotAllowed

LONGEST_PATH, LONGEST_NAME = 4095, 255
"""Bytes, as Linux bounds them; beyond, each call for the disk fails in its own way."""


class PathPolicy:
    """The jail of every path that a client names; follows changes of the settings at once.

    `check` and `roots` touch the disk: call them in a thread. `permit` is `check` for the event loop.
    """

    def __init__(self, current: Callable[[], Config]) -> None:
        self._current = current

    @property
    def confined(self) -> bool:
        """Whether only what lies below the roots may be named."""
        config = self._current()
        match config.paths.policy:
            case PathPolicyName.CONFINED:
                return True
            case PathPolicyName.OPEN:
                return False
            case PathPolicyName.AUTO:
                return bool(config.paths.roots) or not (config.api.loopback_only and config.qbittorrent.loopback_only)

    async def permit(self, path: str | Path) -> Path:
        """See `check`."""
        return await asyncio.to_thread(self.check, path)

    def check(self, path: str | Path) -> Path:
        """The absolute path that is meant: relative ones are below the download directory, `~` is the daemon's home.

        Where clients are confined, the answer has its symbolic links resolved, so that a link that changes
        after the check leads nowhere new.

        Raises: PathNotAllowed, InvalidParameter.
        """
        absolute = self._absolute(path)
        if not self.confined:
            return absolute
        resolved = _resolved(absolute)
        if not any(resolved.is_relative_to(root) for root in self.roots()):
            raise PathNotAllowed(path)
        return resolved

    def roots(self) -> tuple[Path, ...]:
        """The folders that are open to confined clients, resolved."""
        config = self._current()
        defaults = config.download_defaults
        folders = (defaults.saveas, defaults.completed_dir, defaults.torrent_folder, config.watch_folder.directory)
        watched = config.watch_folder.watched
        named = [folder for folder in (*folders, *watched, *watched.values()) if folder is not None]
        return tuple(_resolved(folder) for folder in (*named, *config.paths.roots))

    def _absolute(self, path: str | Path) -> Path:
        if "\0" in str(path):
            raise InvalidParameter("a path cannot hold a NUL character")
        try:
            absolute = self._current().download_defaults.saveas / Path(path).expanduser()
            encoded = os.fsencode(absolute)
        except UnicodeEncodeError:
            raise InvalidParameter("a path holds characters that no file name can have") from None
        except RuntimeError:
            raise InvalidParameter(f"the path {path} begins with the home of a user who does not exist") from None
        if len(encoded) > LONGEST_PATH or max(map(len, encoded.split(b"/"))) > LONGEST_NAME:
            raise InvalidParameter("a path, or a name in it, is longer than can be")
        return absolute


def is_folder(path: Path) -> bool:
    """Whether it is one, as far as we may see. Touches the disk."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError) as error:  # too long, a ring of links
        raise InvalidParameter(f"the path {path} cannot be followed: {error}") from None
