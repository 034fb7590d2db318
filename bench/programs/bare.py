"""A bare libtorrent session in a process of its own: what the engine alone costs, without a daemon around it."""

import json
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any, cast

import libtorrent as lt

from bench.process import memory
from bench.report.results import Measure
from bench.torrents import fake_torrent
from bench.wire import LOOPBACK

NAME = "bare libtorrent"

QUIET_SETTINGS: dict[str, Any] = {
    "listen_interfaces": f"{LOOPBACK}:0",
    "enable_dht": False,
    "enable_lsd": False,
    "enable_upnp": False,
    "enable_natpmp": False,
    "dht_bootstrap_nodes": "",
    "alert_mask": lt.alert.category_t.status_notification | lt.alert.category_t.error_notification,
    "alert_queue_size": 1_000_000,
}
"""Nothing leaves loopback; everything else is libtorrent's default."""

_QUERY_NAME_AND_PATH = 64 | 128
"""`torrent_handle::query_name` and `query_save_path`, which the Python binding does not name."""
_SINGLES = 1_000
_BATCH = 500
_LISTS_SECONDS = 5.0


def measure_bare(count: int) -> dict[Measure, float]:
    """In a process that ends afterwards, so that its memory is its own."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as executor:
        return executor.submit(_measure, count).result()


def _measure(count: int) -> dict[Measure, float]:
    found = {Measure.ADD_ONE: _adds_one_by_one(min(_SINGLES, count))}
    torrents = [fake_torrent(number).torrent for number in range(count)]
    start = time.perf_counter()
    session = lt.session(lt.session_params(cast("Any", QUIET_SETTINGS)))
    for first in range(0, count, _BATCH):
        _add_batch(session, torrents[first : first + _BATCH])
    seconds = time.perf_counter() - start
    del torrents
    held = memory(os.getpid())
    found |= {
        Measure.ADD_MANY: count / seconds,
        Measure.START: seconds,
        Measure.RSS: held.rss / 1e6,
        Measure.PSS: held.pss / 1e6,
    }
    return found | _lists(session)


def _add_batch(session: lt.session, torrents: list[bytes]) -> None:
    """Returns when libtorrent has them: with a hundred thousand under way, its queue would be what is weighed."""
    for torrent in torrents:
        session.async_add_torrent(_stopped(torrent))
    missing = len(torrents)
    while missing:
        session.wait_for_alert(100)
        missing -= sum(isinstance(alert, lt.add_torrent_alert) for alert in session.pop_alerts())


def _adds_one_by_one(count: int) -> float:
    """Blocking adds per second, in a session that is gone afterwards."""
    torrents = [fake_torrent(number).torrent for number in range(count)]
    session = lt.session(lt.session_params(cast("Any", QUIET_SETTINGS)))
    start = time.perf_counter()
    for torrent in torrents:
        session.add_torrent(_stopped(torrent))
    return count / (time.perf_counter() - start)


def _stopped(torrent: bytes) -> lt.add_torrent_params:
    """Ready to be added: parsed, paused, nothing to check."""
    params = lt.load_torrent_buffer(torrent)
    params.save_path = "nowhere"
    params.flags = lt.torrent_flags.paused
    return params


def _lists(session: lt.session) -> dict[Measure, float]:
    """The list built anew for each poll, as most Python daemons do, and encoded by the standard library."""
    latencies: list[float] = []
    size = 0
    start_cpu, start = time.process_time(), time.perf_counter()
    while time.perf_counter() - start < _LISTS_SECONDS and len(latencies) < 200:
        begin = time.perf_counter()
        statuses = session.get_torrent_status(lambda _: True, _QUERY_NAME_AND_PATH)
        size = len(json.dumps({"downloads": [_row(status) for status in statuses]}))
        latencies.append(time.perf_counter() - begin)
    cpu = (time.process_time() - start_cpu) / len(latencies)
    latencies.sort()
    return {
        Measure.FULL: latencies[len(latencies) // 2] * 1e3,
        Measure.FULL_P99: latencies[min(len(latencies) - 1, len(latencies) * 99 // 100)] * 1e3,
        Measure.FULL_CPU: cpu * 1e3,
        Measure.FULL_SIZE: size / 1e6,
    }


def _row(status: lt.torrent_status) -> dict[str, Any]:
    return {
        "infohash": str(status.info_hashes.get_best()),
        "name": status.name,
        "state": str(status.state),
        "progress": status.progress,
        "size": status.total_wanted,
        "total_down": status.all_time_download,
        "total_up": status.all_time_upload,
        "speed_down": status.download_payload_rate,
        "speed_up": status.upload_payload_rate,
        "num_peers": status.num_peers,
        "num_seeds": status.num_seeds,
        "connected_peers": status.num_connections,
        "time_added": status.added_time,
        "time_finished": status.completed_time,
        "queue_position": int(status.queue_position),
        "auto_managed": bool(status.flags & lt.torrent_flags.auto_managed),
        "error": status.errc.message() if status.errc.value() else "",
        "destination": status.save_path,
    }
