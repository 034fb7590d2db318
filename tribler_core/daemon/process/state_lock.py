"""One daemon for each state directory."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from tribler_core.domain.errors import StartFailure


class StateLock:
    """A lock that dies with the process, however it dies; the file holds the pid, for people."""

    def __init__(self, state_dir: Path) -> None:
        self._file = state_dir / "lock"
        self._descriptor = -1

    def __enter__(self) -> "StateLock":
        """Raises: StartFailure when another daemon has it."""
        try:
            self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StartFailure(f"state directory {self._file.parent}: cannot be written: {error.strerror}") from None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._descriptor)
            raise StartFailure(
                f"state directory {self._file.parent}: locked by another daemon (pid {holder})"
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The file stays: removing it would let two daemons hold locks on two files of one name."""
        os.close(self._descriptor)
