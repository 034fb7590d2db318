"""`running.json` in the state directory: where the running daemon is found, for programs that start it on port 0."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tribler_core.config.document import write_whole
from tribler_core.domain.errors import StartFailure


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A running daemon. A file whose process is gone tells of a daemon that was killed."""

    pid: int
    version: str
    url: str
    """Where the API is, without a trailing slash; empty when it only listens on the Unix socket."""
    http_port: int
    """0: not listening."""
    https_port: int
    unix_socket: str


class RunningFile:
    """Written when the listeners are open, removed at the end."""

    def __init__(self, state_dir: Path) -> None:
        self._path = state_dir / "running.json"

    def write(self, running: Running) -> None:
        """Raises: StartFailure."""
        try:
            write_whole(self._path, json.dumps(asdict(running), indent=2) + "\n")
        except OSError as error:
            raise StartFailure(f"{self._path}: cannot be written: {error.strerror}") from None

    def remove(self) -> None:
        """Gone, if it was there and ours."""
        self._path.unlink(missing_ok=True)
