"""What the daemon says to its operator: to standard error, and the last of it in memory."""

import json
import logging
import logging.handlers
import queue
import re
import textwrap
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from tribler_core.config.sections import LogFormat, LoggingSection
from tribler_core.daemon.process.file_log import FileLog
from tribler_core.web.observe.trace import REQUEST_ID

log = logging.getLogger(__name__)

ACCESS = "triblerd.access"
"""The logger of one line for each request."""
TALKATIVE = ("alembic", "asyncio")
"""Loggers whose INFO is of interest to nobody who runs a daemon."""
KEPT = 400
"""Records in memory."""
WAITING = 10_000
"""Records on their way to a standard error that nobody reads; more are dropped rather than waited for."""

Secrets = Callable[[], Iterable[str]]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What could forge a record of its own, steer a terminal, or not be written at all."""


class Formatter(logging.Formatter):
    """Puts the request's id beside each record, and `***` in the place of every secret.

    A name that somebody else chose cannot look like a record: its control characters are escaped, and a traceback,
    which has lines of its own, is indented.
    """

    def __init__(self, form: LogFormat, secrets: Secrets) -> None:
        super().__init__()
        self._write = {LogFormat.TEXT: self._as_text, LogFormat.JSON: self._as_json}[form]
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        lines = (_CONTROL.sub(_escaped, line) for line in self._censored(trace).split("\n"))
        return self._write(record, _CONTROL.sub(_escaped, self._censored(record.getMessage())), "\n".join(lines))

    def _censored(self, text: str) -> str:
        return censored(text, self._secrets())

    def _as_text(self, record: logging.LogRecord, message: str, trace: str) -> str:
        when = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        request = f" [{self._censored(REQUEST_ID.get())}]" if REQUEST_ID.get() else ""
        line = f"{when} {record.levelname:<7} {record.name}{request}: {message}"
        return f"{line}\n{textwrap.indent(trace, '  ')}" if trace else line

    def _as_json(self, record: logging.LogRecord, message: str, trace: str) -> str:
        facts = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
            "request_id": self._censored(REQUEST_ID.get()),
            "exception": trace,
        }
        return json.dumps({name: fact for name, fact in facts.items() if fact}, ensure_ascii=False)


def censored(text: str, secrets: Iterable[str]) -> str:
    """The text with `***` in the place of every secret."""
    for secret in secrets:
        text = text.replace(secret, "***") if secret else text
    return text


class RecentRecords(logging.Handler):
    """Keeps the last records, for clients that ask."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: deque[str] = deque(maxlen=KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        self._texts.append(self.format(record))

    def text(self) -> str:
        """Oldest first; one with a traceback has several lines."""
        return "".join(f"{text}\n" for text in list(self._texts))


class DaemonLog:
    """The logging of this process. Records are formatted where they arise and written by a thread of their own,

    because nobody may wait for a standard error that is not read.
    """

    def __init__(self, section: LoggingSection, secrets: Secrets, folder: Path | None = None) -> None:
        """`folder`: for the file that the section may ask for, where it names none; None: there is no file."""
        self.recent = RecentRecords()
        waiting: queue.Queue[logging.LogRecord] = queue.Queue(WAITING)
        sending = _DroppingHandler(waiting)
        for handler in (self.recent, sending):
            handler.setFormatter(Formatter(section.format, secrets))
        self._handlers = (self.recent, sending)
        self._secrets = secrets
        self._folder = folder
        self._wanted: LoggingSection | None = None
        self._writer = logging.handlers.QueueListener(waiting, logging.StreamHandler())
        self.apply(section)

    def mask(self, text: str) -> str:
        """The text without secrets, for whoever shows messages elsewhere."""
        return censored(text, self._secrets())

    def apply(self, section: LoggingSection) -> None:
        """Write what is as grave as this from now on."""
        logging.getLogger().setLevel(section.level.name)
        logging.getLogger(ACCESS).setLevel(logging.NOTSET if section.access else logging.WARNING)
        if section != self._wanted:
            self._wanted = section
            self._write_to_file(section)

    def start(self) -> None:
        """Take over the process's logging, its warnings, and the failures of its threads."""
        logging.getLogger().handlers[:] = self._handlers
        logging.captureWarnings(capture=True)
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        threading.excepthook = _log_thread_failure
        self._writer.start()

    def stop(self) -> None:
        """Write what is waiting."""
        self._writer.stop()
        self.close()

    def close(self) -> None:
        """Write to no file any more."""
        terminal, *files = self._writer.handlers
        self._writer.handlers = (terminal,)
        for file in files:
            file.close()

    def _write_to_file(self, section: LoggingSection) -> None:
        """Or no longer. A file that cannot be written is told of, and done without."""
        self.close()
        folder = section.file_folder or self._folder
        if section.file and folder is not None:
            try:
                self._writer.handlers = (*self._writer.handlers, FileLog(folder, section))
            except OSError as error:
                log.error("there is no log in %s: %s", folder, error)  # noqa: TRY400 - foreseen, so one line


class _DroppingHandler(logging.handlers.QueueHandler):
    """Never waits."""

    def enqueue(self, record: logging.LogRecord) -> None:
        with suppress(queue.Full):
            self.queue.put_nowait(record)


def _escaped(character: re.Match[str]) -> str:
    return character[0].encode("unicode_escape").decode()


def _log_thread_failure(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None:
        name = failed.thread.name if failed.thread else "unknown"
        logging.getLogger(__name__).error("thread %s failed", name, exc_info=failed.exc_value)
