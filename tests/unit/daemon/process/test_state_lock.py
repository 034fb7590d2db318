"""Two daemons never share a state directory."""

import os
from pathlib import Path

import pytest

from tribler_core.daemon.process.state_lock import StateLock
from tribler_core.domain.errors import StartFailure


def test_a_second_daemon_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with (
        StateLock(tmp_path),
        pytest.raises(
            StartFailure, match=rf"^state directory {tmp_path}: locked by another daemon \(pid {os.getpid()}\)$"
        ),
        StateLock(tmp_path),
    ):
        pass


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with StateLock(tmp_path):
            assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_a_lock_file_of_a_dead_daemon_is_no_lock(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("4194304123\nmore\n")
    with StateLock(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_a_directory_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(StartFailure, match="cannot be written: No such file"), StateLock(tmp_path / "nowhere"):
        pass
