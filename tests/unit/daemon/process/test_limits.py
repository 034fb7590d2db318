"""The limits that the process sets itself."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def run(*lines: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: limits do not come back."""
    code = "from tribler_core.daemon.process.limits import *\n" + "\n".join(lines)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=200, check=False
    )


def test_all_files_that_may_be_open_can_be() -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)

    done = run(
        f"resource.setrlimit(resource.RLIMIT_NOFILE, (64, {most}))",
        "open_many_files()",
        "print(resource.getrlimit(resource.RLIMIT_NOFILE))",
    )

    assert done.stdout == f"({most}, {most})\n"


def test_an_end_that_hangs_is_ended() -> None:
    done = run("import threading", "end_at_last(1)", "lock = threading.Lock()", "lock.acquire()", "lock.acquire()")

    assert done.returncode == -signal.SIGALRM
