"""`python -m bench.sockets`: how late the event loop is while a torrent downloads, and a hundred sockets hear of it."""

import argparse
import base64
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.measures.lag import lag_buckets, percentile_of_buckets
from bench.process import memory
from bench.programs.triblerd import Triblerd
from bench.swarm import Seeder, make_content
from bench.wire import Connection, request

READERS, SLOW = 100, 10
RATE = 4 << 20
"""Bytes/s of the download."""
LATEST = 50.0
"""Milliseconds."""
_JSON = {"Content-Type": "application/json"}


def main() -> int:
    """Exit code 1 when the promise was not kept."""
    parser = argparse.ArgumentParser(prog="python -m bench.sockets", description=__doc__)
    parser.add_argument("--readers", type=int, default=READERS, help=f"sockets that read, {READERS} by default")
    parser.add_argument("--slow", type=int, default=SLOW, help=f"sockets that never read, {SLOW} by default")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long it is watched")
    parser.add_argument("--home", type=Path, help="where scratch directories are made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="triblerd-bench-", dir=options.home) as home:
        found = measure(Path(home), options)
    print(json.dumps(found, indent=2))
    passed = found["lag_p99_ms"] < LATEST and found["torrent_update"] > 0 and not found["closed"]
    print(f"event-loop lag p99 with {options.readers} sockets: < {LATEST:g} ms: {found['lag_p99_ms']:.1f}")
    return int(not passed)


def measure(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Of a daemon of its own."""
    (home / "daemon").mkdir()
    program = Triblerd(home / "daemon")
    configuration = home / "daemon" / "triblerd.conf"
    configuration.write_text(configuration.read_text() + "\n[resttorrent]\nenabled = true\n")
    (home / "given").mkdir()
    torrent = make_content(home / "given", "film.bin", int(RATE * options.seconds * 2), 1 << 18)
    program.start()
    try:
        program.child.wait_until(lambda: program.lists(0), seconds=60)
        with Seeder(home / "given", [torrent], upload_limit=RATE) as seeder:
            session = _ask(program.port, "", {"port_range": 0})["session"]
            sent = {"file": base64.b64encode(torrent).decode(), "save_path": "taken"}
            _ask(program.port, f"/{session['id']}/torrents", sent)
            seeder.connect(session["port"])
            return _watch(program, options)
    finally:
        program.child.stop()


def _watch(program: Triblerd, options: argparse.Namespace) -> dict[str, Any]:
    numbers = [str(program.port), str(options.readers), str(options.slow), str(options.seconds)]
    command = [sys.executable, "-m", "bench.sockets.listening", *numbers]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listening:
        assert listening.stdout is not None
        assert listening.stdout.readline().strip() == "subscribed"
        before, size = lag_buckets(program.metrics()), memory(program.child.pid).rss
        told: dict[str, Any] = json.loads(listening.stdout.readline())
        after = lag_buckets(program.metrics())
    grown = {bound: after[bound] - before.get(bound, 0.0) for bound in after}
    return {
        "lag_p99_ms": percentile_of_buckets(grown, 99) * 1e3,
        "lag_p50_ms": percentile_of_buckets(grown, 50) * 1e3,
        "memory_grown_mb": (memory(program.child.pid).rss - size) / 1e6,
        **told,
    }


def _ask(port: int, path: str, body: dict[str, Any]) -> Any:
    with Connection(port) as connection:
        answer = connection.ask(request("POST", f"/v1/sessions{path}", _JSON, json.dumps(body).encode()))
    said = json.loads(answer.body)
    assert said["status"] == "success", said
    return said


if __name__ == "__main__":
    raise SystemExit(main())
