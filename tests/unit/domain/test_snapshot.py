"""Rows of the live table."""

from dataclasses import fields, replace

from tests.builders import a_download, a_transfer, some_settings
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.download.state import Activity, DownloadState, Hold
from tribler_core.domain.swarm.tracker import Tracker


def test_another_transfer_leaves_everything_else_as_it_is() -> None:
    row = a_download(
        settings=some_settings(name="given"),
        hold=Hold.NO_EXIT,
        failure="broken",
        trackers=(Tracker("http://127.0.0.1/announce", 0),),
        streamable=True,
        stripped=("web seeds",),
    )
    bare = a_download()
    told = [each.name for each in fields(Download) if each.name not in ("infohashes", "infohash", "transfer")]
    assert all(getattr(row, name) != getattr(bare, name) for name in told), "a field is not looked at here"

    assert row.with_transfer(a_transfer(progress=0.75)) == replace(row, transfer=a_transfer(progress=0.75))


def test_another_transfer_makes_another_state() -> None:
    assert a_download().with_transfer(a_transfer(activity=Activity.SEEDING)).state is DownloadState.SEEDING
