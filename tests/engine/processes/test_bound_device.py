"""Bound to one network device: gone means silence. In a process of its own, with a network of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def possible() -> str:
    """Why the test cannot run here; empty: it can."""
    if os.geteuid() != 0 or shutil.which("ip") is None or shutil.which("unshare") is None:
        return "needs root, `ip` and `unshare`"
    command = ["unshare", "--net", "ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1"]
    made = subprocess.run(command, capture_output=True, check=False)
    return "the kernel has no virtual cables here" if made.returncode else ""


REASON = possible()


@pytest.mark.slow
@pytest.mark.skipif(bool(REASON), reason=REASON or "it can run")
def test_nothing_is_sent_while_the_device_is_gone_and_all_goes_on_when_it_is_back(tmp_path: Path) -> None:
    result = subprocess.run(
        ["unshare", "--net", sys.executable, "-m", "tests.engine.processes.bound", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr
