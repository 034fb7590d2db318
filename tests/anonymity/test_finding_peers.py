"""Where hidden downloads find peers, and whom they ask: everybody asked sees an exit."""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import libtorrent as lt

from tests.anonymity.test_circuits import udp_tracker
from tests.onion import LOCAL, SEEDER, Hider, Onion
from tests.swarm import PIECE, Seeder, Tracker, make_content, make_torrent, until
from tribler_core.domain.download.settings import Hops
from tribler_core.domain.download.state import Hold

NODE = "127.0.8.8"
DHT = {
    "enable_dht": True,
    "dht_bootstrap_nodes": "",
    "dht_restrict_routing_ips": False,
    "dht_restrict_search_ips": False,
    "dht_enforce_node_id": False,
}


class DhtNode:
    """A node of the DHT that remembers who has asked it anything."""

    def __init__(self, host: str) -> None:
        settings = {"alert_mask": int(lt.alert_category.dht_log), "alert_queue_size": 100_000, **DHT}
        self.seeder = Seeder(host=host, **settings)
        self.address = self.seeder.address
        self._askers: set[str] = set()

    @property
    def askers(self) -> set[str]:
        for alert in self.seeder.session.pop_alerts():
            if isinstance(alert, lt.dht_pkt_alert):
                self._askers.update(re.findall(r"^<== \[([\d.]+):", alert.message()))
        return self._askers


@contextmanager
def dht_node(host: str) -> Iterator[DhtNode]:
    node = DhtNode(host)
    with node.seeder:
        yield node


async def test_the_dht_is_asked_through_exits(tmp_path: Path) -> None:
    """By a torrent without trackers, whose seeder is known to the DHT alone."""
    content = make_content(tmp_path / "source", {"file.bin": 4 * PIECE})
    torrent = make_torrent(content / "file.bin")
    libtorrent = replace(LOCAL, dht=True, dht_bootstrap_nodes=("127.0.0.1:9",))
    async with Onion(relays=2, exits=2) as onion:
        with dht_node(NODE) as node, Seeder(host=SEEDER, **DHT) as seeder:
            seeder.session.add_dht_node(node.address)
            handle = seeder.share(torrent, content)
            section = onion.guest(min_circuits=1, dht_nodes=(f"{NODE}:{node.address[1]}",))
            async with Hider(tmp_path, section, libtorrent) as hider:
                infohash = await hider.add(torrent, 2)
                await announcing_until(handle, lambda: SEEDER in node.askers)
                await hider.until(infohash, lambda row: row.hold is Hold.NONE)
                hidden = hider.handles_in(next(each for each in hider.engine.sessions if each.hops))[0]
                await announcing_until(hidden, lambda: hider.row(infohash).complete)

            assert node.askers - {SEEDER} <= onion.exits
            assert node.askers & onion.exits


async def announcing_until(handle: lt.torrent_handle, condition: Callable[[], bool]) -> None:
    """The first announces may come before the node is known."""

    def announced() -> bool:
        handle.force_dht_announce()
        return condition()

    await until(announced, patience=90)


async def scraping_until(handles: Sequence[lt.torrent_handle], condition: Callable[[], bool]) -> None:
    """Asked again every second: what is lost on the way to a tracker is not sent again by itself."""
    due = 0.0

    def scraped() -> bool:
        nonlocal due
        if (now := time.monotonic()) >= due:
            due = now + 1
            for handle in handles:
                handle.scrape_tracker()
        return condition()

    await until(scraped, patience=90)


async def test_trackers_are_scraped_through_exits(tmp_path: Path) -> None:
    """By HTTP and UDP; the answer arrives."""
    sizes = {"http.bin": PIECE, "udp.bin": PIECE}
    content = make_content(tmp_path / "source", sizes)
    async with Onion(relays=1, exits=1, exit_http=True) as onion:
        with Tracker() as http, udp_tracker() as (udp, asked):
            async with Hider(tmp_path, onion.guest(min_circuits=1)) as hider:
                urls = {"http.bin": http.announce_url, "udp.bin": udp}
                names = [await hider.add(make_torrent(content / name, trackers=[urls[name]]), 1) for name in sizes]
                for name in names:
                    await hider.until(name, lambda row: row.hold is Hold.NONE)
                handles = hider.handles_in(next(each for each in hider.engine.sessions if each.hops == Hops(1)))
                await scraping_until(handles, lambda: hider.row(names[0]).transfer.scrape_seeds == 3 and bool(asked))

            assert hider.row(names[0]).transfer.scrape_leeches == 5
            assert asked == onion.exits
