"""Sessions as the configuration wants them, and what they say of themselves."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import libtorrent as lt
import pytest

from tests.engine.house import LOCAL, TICK, House
from tests.swarm import PIECE, Seeder
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.events import ListenChanged
from tribler_core.engine.engine import EngineOptions
from tribler_core.engine.sessions import facts
from tribler_core.engine.sessions.hidden import hidden_pack
from tribler_core.engine.sessions.packs import Pack
from tribler_core.engine.sessions.pool import Ways
from tribler_core.foundation.units import BytesPerSecond

PLAIN = Hops(0)


async def test_a_session_says_where_it_listens(house: House) -> None:
    heard = await house.ears.hear(ListenChanged, lambda event: event.protocol == "tcp")

    assert (heard.address, heard.error) == ("127.0.0.1", "")
    assert house.engine.sessions.listen_ports() == {PLAIN: heard.port}
    assert heard.port > 0


async def test_settings_are_told_and_change_at_once(house: House) -> None:
    assert house.engine.sessions.settings(0)["download_rate_limit"] == 0

    await house.engine.apply(replace(LOCAL, max_download_rate=BytesPerSecond(1000), active_downloads=9))

    settings = house.engine.sessions.settings(0)
    assert (settings["download_rate_limit"], settings["active_downloads"]) == (1000, 9)
    real = dict(next(iter(house.engine.sessions)).lt.get_settings())
    assert {name: real[name] for name in settings if name in real} == {
        name: value for name, value in settings.items() if name in real
    }
    assert house.engine.sessions.settings(2) == {}


async def test_counters_and_totals_are_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "FRESH", 0)
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)

    [totals] = await house.engine.sessions.totals()
    assert totals.hops == PLAIN
    assert totals.payload_received >= house.transfer(infohash).size
    assert (await house.engine.sessions.counters(0))["dht.dht_nodes"] == 0
    assert await house.engine.sessions.counters(1) == {}
    assert house.engine.sessions.dht_nodes() == 0


async def test_a_global_limit_slows_downloads_down(house: House) -> None:
    await house.engine.apply(replace(LOCAL, max_download_rate=BytesPerSecond(20_000)))
    session = next(iter(house.engine.sessions))
    session.apply({"ignore_limits_on_local_network": False})
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        transfer = await house.until(infohash, lambda transfer: transfer.done > PIECE)
        assert transfer.done < transfer.size / 2

        await house.engine.apply(replace(LOCAL, max_download_rate=BytesPerSecond(0)))
        await house.until_seeding(infohash)


async def test_filtered_addresses_are_never_talked_to(house: House, tmp_path: Path) -> None:
    path = tmp_path / "filter.p2p"
    path.write_text("loopback:127.0.0.1-127.0.0.1\n")
    await house.engine.apply(replace(LOCAL, ip_filter_file=path))
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await asyncio.sleep(0.5)  # for nothing to happen
        assert await house.engine.inspection.peers(infohash) == ()

        path.write_text("somebody else:10.0.0.1-10.0.0.1\n")
        await house.engine.reload_ip_filter()
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)


async def test_the_disk_is_read_and_written_without_mapping_files(house: House) -> None:
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until_seeding(infohash)

    assert str(house.downloads) not in Path("/proc/self/maps").read_text()


async def test_peer_exchange_is_switched_off_for_torrents_that_run(house: House) -> None:
    infohash = await house.add(house.torrent())

    await house.engine.apply(replace(LOCAL, pex=False, max_connections_download=7))

    held = house.engine._torrents.get(infohash)
    assert held.handle.flags() & lt.torrent_flags.disable_pex
    assert held.handle.max_connections() == 7


async def test_a_hidden_session_is_made_by_the_function_for_it(tmp_path: Path) -> None:
    asked: list[tuple[int, bool]] = []

    def hidden(hops: Hops, pack: Pack) -> Pack:
        asked.append((hops, pack["enable_dht"]))
        return hidden_pack(pack, 9)

    house = House(LOCAL, tmp_path, EngineOptions(ways=Ways(hidden), tick=TICK))
    await house.start()
    await house.add(house.torrent(), hops=Hops(2), user_stopped=True)

    assert asked == [(2, False)]
    assert house.engine.sessions.settings(2)["enable_outgoing_tcp"] is False
    assert house.engine.sessions.settings(0)["enable_outgoing_tcp"] is True
    assert set(house.engine.sessions.listen_ports()) == {0, 2}
    await house.stop()


async def test_what_changed_is_handed_over_at_the_stop_and_serves_the_next_start(tmp_path: Path) -> None:
    house = House(LOCAL, tmp_path)
    await house.start()
    torrent = house.torrent()
    with Seeder() as seeder:
        seeder.share(torrent, house.source)
        infohash = await house.add(torrent)
        house.engine.swarm.connect_peers(infohash, [seeder.address])
        await house.until(infohash, lambda transfer: transfer.downloaded >= transfer.size > 0)
    saved = await house.stop()
    state = await house.engine.session_state()

    again = House(LOCAL, tmp_path, EngineOptions(session_state=state, tick=TICK))
    await again.start()
    await again.add(torrent, resume_data=saved[infohash])
    transfer = await again.until_seeding(infohash)
    assert transfer.downloaded >= transfer.size
    assert not again.ears.heard(ListenChanged, lambda event: bool(event.error))
    await again.stop()


async def test_a_spoilt_session_state_does_not_stop_the_start(tmp_path: Path) -> None:
    house = House(LOCAL, tmp_path, EngineOptions(session_state=b"spoilt", tick=TICK))
    await house.start()

    assert await house.engine.session_state()
    await house.stop()


async def test_a_device_that_is_not_there_means_silence_from_the_start(tmp_path: Path) -> None:
    house = House(replace(LOCAL, bind_interface="nodevice0", dht=True), tmp_path)
    await house.start()

    assert house.engine.sessions.settings(0)["enable_dht"] is False
    assert next(iter(house.engine.sessions)).lt.is_paused()
    await house.engine.apply(LOCAL)
    assert not next(iter(house.engine.sessions)).lt.is_paused()
    await house.stop()


async def test_a_stop_comes_to_its_end_with_trackers_that_do_not_answer(tmp_path: Path) -> None:
    house = House(LOCAL, tmp_path)
    await house.start()
    await house.add(house.torrent(trackers=["http://127.0.0.1:1/announce", "udp://127.0.0.1:2/announce"]))

    async with asyncio.timeout(60):
        await house.stop()


async def test_what_slows_libtorrent_down_is_told_only_where_that_is_wanted(house: House) -> None:
    def listens() -> bool:
        settings: dict[str, Any] = dict(next(iter(house.engine.sessions)).lt.get_settings())
        return bool(settings["alert_mask"] & lt.alert_category.performance_warning)

    assert not listens()
    await house.engine.apply(replace(LOCAL, performance_warnings=True))
    assert listens()
    await house.engine.apply(LOCAL)
    assert not listens()


async def test_ports_are_asked_of_the_router_once_and_given_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = next(iter(house.engine.sessions))
    asked: list[tuple[str, int]] = []

    class Router:
        def add_port_mapping(self, _: object, external: int, local: int) -> list[int]:
            asked.append(("open", external))
            return [local]

        def delete_port_mapping(self, mapping: int) -> None:
            asked.append(("close", mapping))

    monkeypatch.setattr(type(session), "lt", Router())
    await house.engine.sessions.map_ports([8085])
    await house.engine.sessions.map_ports([8085, 8086])
    await house.engine.sessions.map_ports([])
    monkeypatch.undo()

    assert asked[:2] == [("open", 8085), ("open", 8086)]
    assert sorted(asked[2:]) == [("close", 8085), ("close", 8086)]
