"""Figures of the whole daemon."""

from tests.builders import a_download, a_finished_transfer, a_transfer, some_settings
from tests.fakes.catalogue import FakeStore
from tests.fakes.engine import FakeEngine
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import DownloadState
from tribler_core.domain.ports import SessionTotals
from tribler_core.foundation.units import BytesPerSecond, Revision, Seconds
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.statistics import ALL_TIME, AllTime, Rates, Statistics


class Sessions(FakeEngine):
    """Sessions whose totals a test sets."""

    def __init__(self) -> None:
        super().__init__(lambda _: None)
        self.now: dict[int, int] = {}
        """Bytes by hop count; half as many were sent."""

    async def totals(self) -> tuple[SessionTotals, ...]:
        return tuple(
            SessionTotals(Hops(hops), received, received // 2, 0, 0, 0, 0, received, received // 2)
            for hops, received in self.now.items()
        )


def a_table(*downloads) -> LiveTable:
    table = LiveTable(Revision(1), lambda _: None)
    for download in downloads:
        table.put(download)
    return table


async def test_totals_are_those_of_all_sessions():
    sessions = Sessions()
    sessions.now = {1: 10, 0: 100}

    totals = await Statistics(sessions, a_table()).totals()

    assert [each.hops for each in totals.sessions] == [0, 1]
    assert (totals.received, totals.sent) == (110, 55)


async def test_totals_do_not_fall_when_a_session_goes_or_begins_anew():
    sessions = Sessions()
    statistics = Statistics(sessions, a_table())
    seen = []
    for now in ({0: 100, 1: 10}, {0: 120}, {0: 120, 1: 4}, {0: 130, 1: 6}):
        sessions.now = dict(now)
        seen.append((await statistics.totals()).received)

    assert seen == [110, 130, 134, 146]


def test_downloads_are_counted_by_state():
    statistics = Statistics(
        Sessions(),
        a_table(
            a_download(1),
            a_download(2, transfer=a_finished_transfer()),
            a_download(3, transfer=a_finished_transfer()),
            a_download(4, transfer=a_transfer(paused=True), settings=some_settings(user_stopped=True)),
        ),
    )

    assert statistics.by_state() == {DownloadState.DOWNLOADING: 1, DownloadState.SEEDING: 2, DownloadState.STOPPED: 1}


def test_rates_are_summed():
    table = a_table(
        a_download(1, transfer=a_transfer(download_rate=3, upload_rate=1)),
        a_download(2, transfer=a_transfer(download_rate=4)),
    )

    assert Statistics(Sessions(), table).rates() == Rates(BytesPerSecond(7), BytesPerSecond(1))


async def test_what_was_transferred_in_all_time_outlives_the_process() -> None:
    store, sessions = FakeStore(), Sessions()
    sessions.now = {0: 100}
    first = AllTime(Statistics(sessions, a_table()), store, lambda: Seconds(60.0))
    await first.load()
    await first.save()

    sessions.now = {0: 10}
    second = AllTime(Statistics(sessions, a_table()), store, lambda: Seconds(60.0))
    await second.load()

    assert await second.totals() == (110, 55)
    await second.save()
    assert store.values[ALL_TIME] == [110, 55]
