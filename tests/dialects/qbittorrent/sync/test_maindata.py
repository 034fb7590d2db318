"""Whatever happens and whatever gets lost, every reader ends with what a full answer says. Source: section 3.6."""

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.builders import a_download, a_transfer, a_v2_infohash, an_infohash, some_settings
from tests.fakes.catalogue import FakeStore
from tribler_core.config.sections import QBittorrentProfile
from tribler_core.dialects.qbittorrent.labels import Scene
from tribler_core.dialects.qbittorrent.naming.identities import Identities
from tribler_core.dialects.qbittorrent.profiles import PROFILES
from tribler_core.dialects.qbittorrent.rows import Rows
from tribler_core.dialects.qbittorrent.sync.ledger import Ledger
from tribler_core.dialects.qbittorrent.sync.objects import NamesPart, ObjectPart, ObjectsPart
from tribler_core.dialects.qbittorrent.sync.torrents import TorrentsPart
from tribler_core.dialects.qbittorrent.sync.trackers import TrackersPart
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import ShareLimits
from tribler_core.domain.swarm.tracker import Tracker
from tribler_core.domain.torrent.infohash import InfoHashes
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.foundation.units import Revision
from tribler_core.services.downloads.table import LiveTable
from tribler_core.services.events import EventBus

READERS = 3
NUMBERS = st.integers(0, 5)
NAMES = st.sampled_from(["linux", "films", "films/old"])
MAPS = ("torrents", "categories", "trackers")


def merged(state: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """What a client holds after an answer."""
    if answer.get("full_update"):
        return {name: value for name, value in answer.items() if name != "full_update"}
    state = deepcopy(state)
    state["rid"] = answer["rid"]
    for name in MAPS:
        held = state.setdefault(name, {})
        for key in answer.get(f"{name}_removed", ()):
            held.pop(key, None)
        for key, value in answer.get(name, {}).items():
            held[key] = {**held.get(key, {}), **value} if isinstance(value, dict) else value
    tags = [tag for tag in state.setdefault("tags", []) if tag not in answer.get("tags_removed", ())]
    state["tags"] = [*tags, *(tag for tag in answer.get("tags", ()) if tag not in tags)]
    state["server_state"] = {**state.get("server_state", {}), **answer.get("server_state", {})}
    return state


def comparable(state: dict[str, Any]) -> dict[str, Any]:
    """Without what has no order."""
    shown = {name: value for name, value in state.items() if name not in ("full_update", "rid")}
    shown["tags"] = sorted(shown.get("tags", ()))
    shown["trackers"] = {url: sorted(ids) for url, ids in shown.get("trackers", {}).items()}
    return shown


class Polling(RuleBasedStateMachine):
    """Readers who poll, lose answers, come back late, and start anew, while everything changes."""

    @initialize()
    def open(self) -> None:
        self.events, self.limits = EventBus(), ShareLimits(-1.0, -1, -1)
        self.table = LiveTable(Revision(1000), self.events.publish, removals_kept=4)
        identities = Identities(self.table, self.events, FakeStore(), TaskOwner())
        profile = PROFILES[QBittorrentProfile.V5_1]
        self.rows = Rows(identities, lambda: Scene(profile=profile, limits=self.limits), early=False)
        self.categories: dict[str, dict[str, object]] = {}
        self.tags: list[str] = []
        self.server: dict[str, object] = {"a": 1, "b": 2}
        self.ledger = self.a_ledger()
        self.readers: list[dict[str, Any]] = [{"rid": 0} for _ in range(READERS)]
        self.steps = 0

    def a_ledger(self) -> Ledger:
        trackers = TrackersPart()
        return Ledger(
            (
                TorrentsPart(self.table, self.rows, trackers.watch),
                trackers,
                ObjectsPart("categories", lambda: {name: dict(shown) for name, shown in self.categories.items()}),
                NamesPart("tags", lambda: self.tags),
                ObjectPart("server_state", lambda: dict(self.server)),
            )
        )

    @rule(number=NUMBERS, rate=st.integers(0, 2), done=st.integers(0, 2))
    def transfer(self, number: int, rate: int, done: int) -> None:
        self.table.put(a_download(number, transfer=a_transfer(download_rate=rate, wanted_done=done)))

    @rule(number=NUMBERS, urls=st.sets(st.sampled_from(["http://a/x", "http://b/x", "udp://c:1"])))
    def announce(self, number: int, urls: set[str]) -> None:
        if row := self.table.get(an_infohash(number)):
            self.table.put(replace(row, trackers=tuple(Tracker(url) for url in sorted(urls))))

    @rule(number=NUMBERS, name=st.sampled_from([None, "mine"]))
    def rename(self, number: int, name: str | None) -> None:
        if row := self.table.get(an_infohash(number)):
            self.table.put(replace(row, settings=some_settings(name=name)))

    @rule(number=NUMBERS)
    def remove(self, number: int) -> None:
        self.table.remove(an_infohash(number))

    @rule(number=NUMBERS)
    def find_its_other_name(self, number: int) -> None:
        """A v2 magnet: later it turns out to be a hybrid, and is filed under its v1 infohash."""
        both = InfoHashes(an_infohash(number), a_v2_infohash(number))
        if self.table.get(a_v2_infohash(number)) is None:
            self.table.put(a_download(number, infohashes=InfoHashes(None, a_v2_infohash(number))))
        else:
            self.table.put(a_download(number, infohashes=both))

    @rule(name=NAMES, path=st.sampled_from(["", "/a"]))
    def sort(self, name: str, path: str) -> None:
        self.categories[name] = {"name": name, "savePath": path}

    @rule(name=NAMES)
    def unsort(self, name: str) -> None:
        self.categories.pop(name, None)

    @rule(tags=st.sets(NAMES))
    def tag(self, tags: set[str]) -> None:
        self.tags = sorted(tags)

    @rule(key=st.sampled_from("ab"), value=st.integers(0, 1))
    def serve(self, key: str, value: int) -> None:
        self.server[key] = value

    @rule(minutes=st.integers(-1, 1))
    def limit(self, minutes: int) -> None:
        self.limits = ShareLimits(-1.0, minutes, -1)

    @rule(reader=st.integers(0, READERS - 1), lost=st.booleans())
    def poll(self, reader: int, lost: bool) -> None:
        rid = self.readers[reader]["rid"]
        self.ledger.refresh()
        told = json.loads(self.ledger.since(rid)) if self.ledger.answers(rid) else self.ledger.whole()
        if not lost:
            self.readers[reader] = merged(self.readers[reader], told)

    @rule()
    def restart(self) -> None:
        """Numbers of the process before are nobody's now; to be told everything is the one right answer."""
        before = self.ledger.revision
        self.ledger = self.a_ledger()
        self.ledger.refresh()
        assert not self.ledger.answers(before)

    @rule(reader=st.integers(0, READERS - 1), rid=st.sampled_from([-1, 1, 2**31, 10**30]))
    def come_with_a_foreign_number(self, reader: int, rid: int) -> None:
        self.readers[reader]["rid"] = rid

    @rule(reader=st.integers(0, READERS - 1))
    def start_anew(self, reader: int) -> None:
        self.readers[reader] = {"rid": 0}

    @invariant()
    def everybody_who_polls_now_knows_everything(self) -> None:
        if not hasattr(self, "ledger"):
            return
        self.ledger.refresh()
        truth = comparable(self.ledger.whole())
        assert truth["torrents"] == {self.rows.id_of(row): self.rows.present(row) for row in self.table.walk()}
        for number, reader in enumerate(self.readers):
            rid = reader["rid"]
            told = json.loads(self.ledger.since(rid)) if self.ledger.answers(rid) else self.ledger.whole()
            known = merged(reader, told)
            assert comparable(known) == truth
            if number in (self.steps % 2, self.steps % 5):  # one follows closely, one from afar, one polls by the rule
                self.readers[number] = known
        self.steps += 1


Polling.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestPolling = Polling.TestCase
