"""The log in a file of its own: begun anew when it is large, the ones before kept for a while."""

import logging
import logging.handlers
import time
from pathlib import Path

from tribler_core.config.sections import LoggingSection

NAME = "triblerd.log"
_A_DAY = 86_400


class FileLog(logging.handlers.RotatingFileHandler):
    """Used by the thread that writes the log; what fails there is told to standard error by `logging`."""

    def __init__(self, folder: Path, section: LoggingSection) -> None:
        """Touches the disk. Raises: OSError."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._section = section
        self._over = False
        super().__init__(folder / NAME, maxBytes=section.file_size, backupCount=1, encoding="utf-8")

    def emit(self, record: logging.LogRecord) -> None:
        """But not when it is closed: `logging` would open the file anew for what its thread was about to write."""
        if not self._over:
            super().emit(record)

    def close(self) -> None:
        self.acquire()
        try:
            self._over = True
            super().close()
        finally:
            self.release()

    def doRollover(self) -> None:  # noqa: N802 - as logging calls it
        """Set the file aside under the time of day; delete what is not to be kept."""
        self.acquire()
        try:
            if self.stream is not None:
                self.stream.close()
            current = self._folder / NAME
            if self._section.file_backups:
                current.replace(self._aside())
            else:
                current.unlink(missing_ok=True)
            self._expire()
            self.stream = self._open()
        finally:
            self.release()

    def _aside(self) -> Path:
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
        names = (f"triblerd-{stamp}{number}.log" for number in ("", *(f"-{each}" for each in range(1, 1000))))
        return next(path for name in names if not (path := self._folder / name).exists())

    def _expire(self) -> None:
        if not self._section.file_expire:
            return
        eldest = time.time() - self._section.file_keep * self._section.file_keep_unit.days * _A_DAY  # noqa: TID251 - as the disk's own clock
        for path in self._folder.glob("triblerd-*.log"):
            if path.stat().st_mtime < eldest:
                path.unlink(missing_ok=True)
