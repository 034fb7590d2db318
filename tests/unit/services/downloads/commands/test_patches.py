"""What the engine is told of a patch."""

from pathlib import PurePath

from tests.builders import a_download, some_settings
from tribler_core.domain.download.patch import Command, DownloadPatch, QueueMove
from tribler_core.domain.download.settings import SeedingMode, SeedingRule
from tribler_core.domain.ports import EngineChange
from tribler_core.services.downloads.commands.patches import engine_change, patched


def test_what_is_not_sent_stays() -> None:
    row = a_download(settings=some_settings(sequential=True, name="mine"))

    assert patched(row, DownloadPatch(), ()) == row.settings


def test_what_is_sent_replaces_and_none_lifts() -> None:
    row = a_download(settings=some_settings(name="mine", completed_dir=PurePath("/done")))
    rule = SeedingRule(mode=SeedingMode.RATIO, ratio=1.5)

    after = patched(row, DownloadPatch(name=None, completed_dir=None, seeding=rule), ())

    assert (after.name, after.completed_dir, after.seeding) == (None, None, rule)


def test_the_engine_hears_nothing_of_what_does_not_concern_it() -> None:
    settings = some_settings()
    patch = DownloadPatch(name="mine", safe_seeding=True, completed_dir=PurePath("/done"))

    assert engine_change(settings, settings, patch) == EngineChange()


def test_the_engine_is_told_to_run_by_the_settings() -> None:
    settings = some_settings(auto_managed=True)
    resume, stop = DownloadPatch(command=Command.RESUME), DownloadPatch(command=Command.STOP)

    assert engine_change(settings, settings, resume) == EngineChange(paused=False, auto_managed=True)
    assert engine_change(settings, settings, stop) == EngineChange(paused=True, auto_managed=False)


def test_all_files_are_told_to_the_engine_as_no_list() -> None:
    change = engine_change(some_settings(file_priorities=(0,)), some_settings(), DownloadPatch(queue=QueueMove.UP))

    assert change == EngineChange(file_priorities=(), queue=QueueMove.UP)
