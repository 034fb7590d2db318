"""Metainfo that was seen a moment ago."""

from tests.builders import a_metainfo
from tests.fakes.clock import FakeClock
from tribler_core.services.metainfo import cache
from tribler_core.services.metainfo.cache import MetainfoCache


def test_metainfo_is_found_by_either_infohash():
    seen = MetainfoCache(FakeClock())
    hybrid = a_metainfo(1, version="hybrid")
    seen.put(hybrid)

    assert hybrid.infohashes.v1 is not None
    assert hybrid.infohashes.v2 is not None
    assert seen.get(hybrid.infohashes.v1) is hybrid
    assert seen.get(hybrid.infohashes.v2) is hybrid


def test_metainfo_is_kept_five_minutes_from_when_it_was_last_seen():
    clock = FakeClock()
    seen = MetainfoCache(clock)
    metainfo = a_metainfo(1)
    seen.put(metainfo)
    clock.advance(299)
    assert seen.get(metainfo.infohash) is metainfo
    seen.put(metainfo)
    clock.advance(299)
    assert seen.get(metainfo.infohash) is metainfo
    clock.advance(1)

    assert seen.get(metainfo.infohash) is None


def test_the_oldest_go_when_there_is_no_room(monkeypatch):
    torrents = [a_metainfo(number) for number in range(3)]
    monkeypatch.setattr(cache, "KEPT_AT_MOST", len(torrents[0].data) * 2)
    seen = MetainfoCache(FakeClock())
    for metainfo in torrents:
        seen.put(metainfo)

    assert [seen.get(metainfo.infohash) is not None for metainfo in torrents] == [False, True, True]


def test_what_is_larger_than_all_room_is_not_kept(monkeypatch):
    monkeypatch.setattr(cache, "KEPT_AT_MOST", 10)
    seen = MetainfoCache(FakeClock())
    seen.put(a_metainfo(1))

    assert seen.get(a_metainfo(1).infohash) is None
