"""The log in a file of its own."""

import logging
import os
from pathlib import Path
from typing import Any

import pytest

from tribler_core.config.sections import LogAge, LoggingSection
from tribler_core.daemon.process.file_log import NAME, FileLog
from tribler_core.daemon.process.logging import DaemonLog
from tribler_core.foundation.units import Bytes


def write(folder: Path, lines: int, **options: Any) -> None:
    section = LoggingSection(file=True, file_size=Bytes(1024), **options)
    handler = FileLog(folder, section)
    for number in range(lines):
        handler.emit(logging.LogRecord("room", logging.INFO, "", 1, f"{number:0100}", (), None))
    handler.close()


def old(folder: Path) -> Path:
    """A log that was set aside two days ago."""
    path = folder / "triblerd-20200101-000000.log"
    path.write_text("old")
    os.utime(path, (path.stat().st_mtime - 2 * 86_400,) * 2)
    return path


def test_a_file_that_is_large_is_set_aside_and_nothing_is_lost(tmp_path: Path) -> None:
    write(tmp_path / "logs", 25)

    files = sorted((tmp_path / "logs").iterdir())
    assert len(files) > 2
    assert sum(len(file.read_text().splitlines()) for file in files) == 25
    assert all(file.stat().st_size <= 1024 for file in files)


def test_without_backups_only_the_newest_lines_are_kept(tmp_path: Path) -> None:
    write(tmp_path, 25, file_backups=False)

    assert [file.name for file in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({"file_keep": 1, "file_keep_unit": LogAge.DAYS}, False),
        ({"file_keep": 1, "file_keep_unit": LogAge.MONTHS}, True),
        ({"file_keep": 1, "file_keep_unit": LogAge.DAYS, "file_expire": False}, True),
    ],
)
def test_old_files_are_deleted_where_that_is_wanted(tmp_path: Path, options: dict[str, Any], kept: bool) -> None:
    path = old(tmp_path)

    write(tmp_path, 25, **options)

    assert path.exists() is kept


def test_what_was_about_to_be_written_does_not_open_it_again(tmp_path: Path) -> None:
    file = FileLog(tmp_path, LoggingSection())
    file.close()

    file.handle(logging.makeLogRecord({"msg": "late"}))

    assert (tmp_path / NAME).read_text() == ""
    assert file.stream is None


def test_the_file_begins_and_ends_while_the_daemon_runs(tmp_path: Path) -> None:
    daemon_log = DaemonLog(LoggingSection(), tuple, tmp_path / "logs")
    assert not (tmp_path / "logs").exists()

    daemon_log.apply(LoggingSection(file=True))
    assert (tmp_path / "logs" / NAME).exists()
    daemon_log.apply(LoggingSection())

    assert len(daemon_log._writer.handlers) == 1

    daemon_log.apply(LoggingSection(file=True))
    daemon_log.close()
    assert len(daemon_log._writer.handlers) == 1


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "logs").write_text("a file")

    DaemonLog(LoggingSection(file=True), tuple, tmp_path / "logs")

    assert "there is no log in" in caplog.text
