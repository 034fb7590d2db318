"""A property: who applies every delta has the full list, whatever happened and however often anybody looked."""

from collections import OrderedDict

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.builders import a_download, a_transfer, a_v2_infohash, an_infohash, some_infohashes
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes
from tribler_core.foundation.units import Bytes, Revision
from tribler_core.services.downloads.table import Delta, LiveTable

NUMBERS = st.integers(0, 5)
"""Few downloads, so that they meet often."""
CLIENTS = st.integers(0, 2)
AMOUNTS = st.integers(0, 3)


class Client:
    """Keeps a copy of the list by deltas alone."""

    def __init__(self) -> None:
        self.revision = Revision(0)
        self.copy: dict[InfoHash, Download] = {}

    def poll(self, table: LiveTable) -> None:
        delta = table.since(self.revision)
        if delta.full:
            assert delta.removed == []
            self.copy.clear()
        assert not {row.infohash for row in delta.changed} & set(delta.removed)  # clients apply them in any order
        for infohash in delta.removed:
            self.copy.pop(infohash, None)  # it may have come and gone since the last look
        self.copy |= {row.infohash: row for row in delta.changed}
        self.revision = delta.revision


class TableMachine(RuleBasedStateMachine):
    """Adds, changes, removals and restarts on one side, polls of several clients on the other."""

    kind: type[LiveTable] = LiveTable

    @initialize()
    def begin(self) -> None:
        self.start = 1_000_000_000_000
        self.table = self.new_table()
        self.model: dict[InfoHash, Download] = {}
        self.clients = [Client() for _ in range(3)]

    def new_table(self) -> LiveTable:
        return self.kind(Revision(self.start), lambda event: None, removals_kept=2)

    @rule(number=NUMBERS, done=AMOUNTS)
    def put(self, number: int, done: int) -> None:
        row = a_download(number, transfer=a_transfer(done=Bytes(done)))
        self.table.put(row)
        self.model[row.infohash] = row

    @rule(number=NUMBERS, done=AMOUNTS)
    def put_hybrid_that_was_known_by_its_second_name(self, number: int, done: int) -> None:
        second = a_v2_infohash(number)
        if second not in self.model and an_infohash(number) in self.model:
            return
        transfer = a_transfer(done=Bytes(done))
        self.table.put(a_download(number, infohashes=InfoHashes(None, second), transfer=transfer))
        hybrid = a_download(number, infohashes=some_infohashes(number, hybrid=True), transfer=transfer)
        self.table.put(hybrid)
        self.model.pop(second, None)
        self.model[hybrid.infohash] = hybrid

    @rule(number=NUMBERS)
    def touch(self, number: int) -> None:
        self.table.touch(an_infohash(number))

    @rule(number=NUMBERS)
    def remove(self, number: int) -> None:
        self.table.remove(an_infohash(number))
        self.model.pop(an_infohash(number), None)

    @rule(numbers=st.lists(NUMBERS, min_size=3, unique=True))
    def remove_several(self, numbers: list[int]) -> None:
        """More than the table remembers."""
        for number in numbers:
            self.remove(number)

    @rule(done=AMOUNTS)
    def put_all(self, done: int) -> None:
        for number in range(6):
            self.put(number, done)

    @rule(number=NUMBERS, done=AMOUNTS)
    def remove_and_add_again(self, number: int, done: int) -> None:
        self.remove(number)
        self.put(number, done)

    @rule(changes=st.integers(0, 4))
    def restart(self, changes: int) -> None:
        """A later process: it starts above every revision that was ever told, and loads in another order."""
        self.start = self.table.revision + 1 + changes
        self.table = self.new_table()
        for row in reversed(self.model.values()):
            self.table.put(row)

    @rule()
    def restart_with_the_clock_set_back(self) -> None:
        """Further than there were changes: what clients were told lies in this process's future."""
        self.start -= 1_000_000
        self.table = self.new_table()
        for row in self.model.values():
            self.table.put(row)

    @rule(client=CLIENTS)
    def poll(self, client: int) -> None:
        self.clients[client].poll(self.table)
        assert self.clients[client].copy == self.model

    @rule(client=CLIENTS)
    def poll_twice(self, client: int) -> None:
        self.poll(client)
        delta = self.table.since(self.clients[client].revision)
        assert (delta.full, delta.changed, delta.removed) == (False, [], [])

    @rule(client=CLIENTS)
    def forget_everything(self, client: int) -> None:
        self.clients[client] = Client()

    @invariant()
    def the_full_list_is_the_model(self) -> None:
        assert {row.infohash: row for row in self.table.rows()} == self.model
        assert len(self.table) == len(self.model)
        assert sum(self.table.states.values()) == len(self.model)


TestTable = TableMachine.TestCase
TestTable.settings = settings(
    max_examples=200, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class ForgetsRemovalsSilently(LiveTable):
    def remove(self, infohash: InfoHash) -> None:
        horizon = self._horizon
        super().remove(infohash)
        self._horizon = horizon


class TellsOfRemovalsThatWereTakenBack(LiveTable):
    def put(self, download: Download) -> bool:
        removed = self._removed.get(download.infohash)
        changed = super().put(download)
        if removed is not None:
            self._removed[download.infohash] = removed
        return changed


class LosesTheOldestChange(LiveTable):
    def since(self, revision: Revision) -> Delta:
        delta = super().since(revision)
        return Delta(delta.revision, delta.full, delta.changed[not delta.full :], delta.removed)


class TellsTheLastChangeAgain(LiveTable):
    def since(self, revision: Revision) -> Delta:
        return super().since(Revision(revision - 1)) if revision > self._horizon else super().since(revision)


class KeepsTheFirstRevisionOfARow(LiveTable):
    def _mark(self, marks: OrderedDict[InfoHash, Revision], infohash: InfoHash) -> None:
        if infohash not in marks:
            super()._mark(marks, infohash)


class TakesRevisionsOfEarlierProcessesForItsOwn(LiveTable):
    def since(self, revision: Revision) -> Delta:
        return super().since(max(revision, self._horizon))


class MarksButDoesNotMove(LiveTable):
    def _mark(self, marks: OrderedDict[InfoHash, Revision], infohash: InfoHash) -> None:
        marks[infohash] = self._advance()


class DropsARemoval(LiveTable):
    def remove(self, infohash: InfoHash) -> None:
        super().remove(infohash)
        self._removed.pop(infohash, None)


class DoesNotCountAChange(LiveTable):
    def put(self, download: Download) -> bool:
        counted = self._changed.get(download.infohash)
        changed = super().put(download)
        if counted is not None:
            self._changed[download.infohash] = counted
        return changed


class DoesNotCountARemoval(LiveTable):
    def _mark(self, marks: OrderedDict[InfoHash, Revision], infohash: InfoHash) -> None:
        super()._mark(marks, infohash)
        if marks is self._removed:
            marks[infohash] = self._revision = Revision(self._revision - 1)


class LooksOneRevisionTooLate(LiveTable):
    def since(self, revision: Revision) -> Delta:
        delta = super().since(min(Revision(revision + 1), self._revision) if revision >= self._horizon else revision)
        return Delta(delta.revision, delta.full, delta.changed, delta.removed)


class TrustsItsMemoryOneRemovalTooLong(LiveTable):
    def remove(self, infohash: InfoHash) -> None:
        horizon = self._horizon
        super().remove(infohash)
        if self._horizon != horizon:
            self._horizon = Revision(self._horizon - 1)


class ForgetsTheNewestRemovalFirst(LiveTable):
    def remove(self, infohash: InfoHash) -> None:
        horizon, full = self._horizon, len(self._removed) >= self._removals_kept
        super().remove(infohash)
        if full and infohash in self._removed:
            self._removed.popitem()
            self._horizon = horizon


class BelievesRevisionsFromTheFuture(LiveTable):
    def since(self, revision: Revision) -> Delta:
        return super().since(min(revision, self._revision))


BROKEN = [
    ForgetsRemovalsSilently,
    TellsOfRemovalsThatWereTakenBack,
    LosesTheOldestChange,
    TellsTheLastChangeAgain,
    KeepsTheFirstRevisionOfARow,
    TakesRevisionsOfEarlierProcessesForItsOwn,
    MarksButDoesNotMove,
    DropsARemoval,
    DoesNotCountAChange,
    DoesNotCountARemoval,
    LooksOneRevisionTooLate,
    TrustsItsMemoryOneRemovalTooLong,
    ForgetsTheNewestRemovalFirst,
    BelievesRevisionsFromTheFuture,
]


@pytest.mark.parametrize("broken", BROKEN)
def test_the_property_fails_for_a_table_that_is_broken_on_purpose(broken: type[LiveTable]) -> None:
    machine = type("BrokenMachine", (TableMachine,), {"kind": broken})
    search = settings(TestTable.settings, max_examples=1000, database=None, derandomize=True, phases=[Phase.generate])

    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(machine, settings=search)
