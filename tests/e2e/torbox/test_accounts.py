"""Accounts from the command line, beside a running daemon and without one."""

import asyncio
import contextlib
import io
import os
import re
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.e2e.daemon_process import ROOT, DaemonProcess
from tests.e2e.torbox.box import OPTIONS, Box
from tribler_core.daemon.cli import main

pytestmark = pytest.mark.timeout(300)  # a start takes long where much else runs
SECRET = re.compile(r"account \d+ (\w+), key (\d+): ([0-9a-f]{64})")


async def account(daemon: DaemonProcess, *words: str, code: int = 0) -> str:
    """What `triblerd account …` says, on whichever stream; here, because a process of its own takes long to start."""
    said = io.StringIO()

    def speak() -> int:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            return main(["account", "--state-dir", str(daemon.state_dir), *words])

    assert await asyncio.to_thread(speak) == code, said.getvalue()
    return said.getvalue()


async def account_process(daemon: DaemonProcess, *words: str) -> str:
    """The same, as a person would start it."""
    command = [sys.executable, "-m", "tribler_core", "account", "--state-dir", str(daemon.state_dir), *words]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=PIPE, stderr=PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    out, errors = await process.communicate()
    assert process.returncode == 0, (out, errors)
    return (out + errors).decode()


async def test_accounts_are_kept_by_the_daemon_that_runs_or_in_the_catalogue(tmp_path: Path) -> None:
    daemon = DaemonProcess(tmp_path, OPTIONS)
    daemon.prepare()
    before = SECRET.search(await account_process(daemon, "add", "ada", "--plan", "essential"))
    assert before is not None
    async with daemon:
        box = Box(daemon, before[3])
        assert (await box.ask("GET", "user/me"))["plan"] == 1
        beside = SECRET.search(await account_process(daemon, "key", "add", "ada", "--label", "tv"))
        assert beside is not None
        assert (await box.ask("GET", "user/me", key=beside[3]))["id"] == 1
        told = await account(daemon, "limit", "ada", "slots=7", "item_size=none")
        assert "slots=7, item_size=none" in told
        assert (await box.ask("GET", "user/me"))["additional_concurrent_slots"] == 4
        await account(daemon, "key", "revoke", "ada", beside[2])
        await box.ask("GET", "user/me", key=beside[3], expect=403)
        await account(daemon, "disable", "ada")
        await box.ask("GET", "user/me", expect=403)
        await account(daemon, "enable", "1")
        await box.ask("GET", "user/me")
        assert "there is no account bob" in await account(daemon, "disable", "bob", code=1)
        assert "already" in await account(daemon, "add", "ada", code=1)
        assert before[3] not in daemon.log
    listed = await account(daemon, "list")
    assert "1 ada: plan essential; slots=7, item_size=none" in listed
    assert "key 2 tv (revoked)" in listed
    assert "slots=3" in await account(daemon, "limit", "ada", "slots=plan")
    assert "no NAME=NUMBER" in await account(daemon, "limit", "ada", "nonsense=3", code=1)


async def test_the_first_start_makes_an_account_and_tells_its_key_once(tmp_path: Path) -> None:
    async with DaemonProcess(tmp_path, OPTIONS) as daemon:
        assert daemon._process is not None
        assert daemon._process.stdout is not None
        found = None
        async with asyncio.timeout(60):
            while found is None:
                line = (await daemon._process.stdout.readline()).decode()
                found = re.search(r"account owner, key ([0-9a-f]{64})", line)
        me = await Box(daemon, found[1]).ask("GET", "user/me")
        assert (me["plan"], me["id"]) == (2, 1)
        assert found[1] not in daemon.log
