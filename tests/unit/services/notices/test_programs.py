"""Programs that are run: only where the operator allows it, never by a shell, never without end."""

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.builders import a_download, some_settings
from tribler_core.config.sections import AutorunSection
from tribler_core.foundation.units import Seconds
from tribler_core.services.notices.facts import Facts, facts_of
from tribler_core.services.notices.programs import Programs

NASTY = 'x\'; touch hacked; "$(touch hacked)" `touch hacked`'
TELLS = "import json, os, sys; open(sys.argv[1], 'w').write(json.dumps([sys.argv[2:], dict(os.environ)]))"


@pytest.fixture
def facts() -> Facts:
    return facts_of(a_download(settings=some_settings(name=NASTY)), [])


def command(tmp_path: Path, program: str, *arguments: str) -> str:
    """A Python program in a file, with arguments."""
    (tmp_path / "program.py").write_text(program)
    return " ".join((sys.executable, str(tmp_path / "program.py"), *arguments))


def programs(**options: object) -> Programs:
    usual = AutorunSection(allowed=True, on_finished_enabled=True)
    section = replace(usual, **options)  # type: ignore[arg-type]  # whatever a test names
    return Programs(lambda: section)


async def test_a_program_gets_facts_as_whole_arguments_and_in_its_environment(tmp_path: Path, facts: Facts) -> None:
    told = tmp_path / "told"
    await programs(on_finished=command(tmp_path, TELLS, str(told), '"%N"', "two words")).finished(facts)

    arguments, environment = json.loads(told.read_text())
    assert arguments == [NASTY, "two", "words"]
    assert environment["TORRENT_NAME"] == NASTY
    assert environment["TORRENT_SAVE_PATH"] == "/downloads"
    assert not (tmp_path / "hacked").exists()


async def test_no_program_is_run_where_the_operator_does_not_allow_it(tmp_path: Path, facts: Facts) -> None:
    told = tmp_path / "told"
    await programs(allowed=False, on_finished=command(tmp_path, TELLS, str(told))).finished(facts)
    await programs(on_finished_enabled=False, on_finished=command(tmp_path, TELLS, str(told))).finished(facts)
    await programs(on_finished=command(tmp_path, TELLS, str(told))).added(facts)

    assert not told.exists()


async def test_what_a_torrent_says_is_never_the_program(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("#!/bin/sh\ntouch hacked\n")
    victim.chmod(0o755)

    await programs(on_finished="%N").finished(facts_of(a_download(settings=some_settings(name=str(victim))), []))

    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("broken", ["/does/not/exist %N", "unmatched 'quote", ""])
async def test_a_command_that_cannot_be_run_harms_nobody(facts: Facts, broken: str) -> None:
    await programs(on_finished=broken).finished(facts)


async def test_a_program_that_does_not_end_is_ended_with_its_children(tmp_path: Path, facts: Facts) -> None:
    loop = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'while True: pass'])"

    await programs(timeout=Seconds(1.0), on_finished=command(tmp_path, loop)).finished(facts)


async def test_only_so_many_run_at_one_time(tmp_path: Path, facts: Facts) -> None:
    counts = (
        "import os, sys, time\n"
        "folder = sys.argv[1]\n"
        "own = os.path.join(folder, str(os.getpid()))\n"
        "open(own, 'w').close()\n"
        "time.sleep(0.05)\n"
        "assert len(os.listdir(folder)) <= 2 or open(folder + '-crowded', 'w')\n"
        "os.unlink(own)\n"
    )
    running = tmp_path / "running"
    running.mkdir()
    crowd = programs(at_once=2, on_finished=command(tmp_path, counts, str(running)))

    await asyncio.gather(*(crowd.finished(facts) for _ in range(6)))

    assert not list(running.iterdir())
    assert not (tmp_path / "running-crowded").exists()
