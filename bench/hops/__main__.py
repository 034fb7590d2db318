"""`python -m bench.hops`: MiB/s behind hops as ratios to the open, CPU per MiB; exit code 1 if a target is missed."""

import argparse
import json
import math
import signal
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.hops import island
from bench.hops.network import EXITS, RELAYS, Helper, Hidden, until, used
from bench.swarm import make_content

LEAST = {"1 hop": 0.6, "3 hops": 0.4}
"""Shares of direct uTP."""
DIRECT, BOTH = "direct uTP", "hidden at both ends, 1 hop"
KINDS = {DIRECT: 0, "1 hop": 1, "2 hops": 2, "3 hops": 3, BOTH: 1}
_MIB = 1 << 20
_BLOCK = 512
_GLANCE = 0.005
_PATIENCE = 180.0


@dataclass(frozen=True, slots=True)
class Round:
    """MiB/s, and CPU milliseconds per MiB of all processes together and of the downloading daemon."""

    speed: float
    cpu: float
    own: float


class Bench:
    """The network, the seeders, and two daemons: one downloads, the other seeds hidden."""

    def __init__(self, home: Path, stack: ExitStack, *, size: int, seeders: int, circuits: int, threads: int) -> None:
        self._size, self._numbers = size, 0
        self._source = home / "source"
        self._source.mkdir()
        members: list[str] = []
        self._helpers: list[Helper] = []
        for number in range(RELAYS + EXITS):
            role, network = ("relay", island.RELAYS) if number < RELAYS else ("exit", island.EXITS)
            helper = Helper("bench.hops.node", f"{network}.{number + 1}", role, *members)
            stack.callback(helper.stop)
            self._helpers.append(helper)
            members.append(helper.said)
        self._seeders = Helper("bench.hops.seeders", str(self._source), str(seeders))
        stack.callback(self._seeders.stop)
        self._helpers.append(self._seeders)
        self._daemons = []
        for name, address in (("leech", f"{island.DAEMONS}.1"), ("seed", f"{island.DAEMONS}.2")):
            (home / name).mkdir()
            daemon = Hidden(home / name).join(address, members, circuits=circuits, threads=threads)
            stack.callback(daemon.stop)
            self._daemons.append(daemon)
        self._circuits = circuits

    def measure(self, kind: str) -> Round:
        """Download once."""
        leech, seed = self._daemons
        name, torrent = self._content(kind)
        shared = ""
        if kind == BOTH:
            (self._source / name).rename(seed.room(name))
            shared = seed.take(torrent, KINDS[kind])
            until(lambda: seed.status(shared) == "SEEDING", "a hidden seeder")
        infohash = leech.take(torrent, KINDS[kind])
        found = self._watch(leech, name)
        until(lambda: leech.status(infohash) in ("SEEDING", "STOPPED"), "a complete download")
        leech.drop(infohash)
        if shared:
            seed.drop(shared)
        return found

    def _content(self, kind: str) -> tuple[str, bytes]:
        self._numbers += 1
        name = f"content{self._numbers}.bin"
        torrent = make_content(self._source, name, self._size, _MIB)
        if kind == BOTH:
            return name, torrent
        torrent = b"d8:announce%d:%s%s" % (len(self._seeders.said), self._seeders.said.encode(), torrent[1:])
        (self._source / f"{name}.torrent").write_bytes(torrent)
        self._seeders.tell(f"{name}.torrent")
        return name, torrent

    def _watch(self, leech: Hidden, name: str) -> Round:
        """From the first piece on the disk to the last."""
        pids = [helper.pid for helper in self._helpers] + [daemon.child.pid for daemon in self._daemons]
        own = [leech.child.pid]
        end = time.monotonic() + _PATIENCE
        while not (first := self._written(leech, name)):
            _pause(end)
        start, before, before_own = time.perf_counter(), used(pids), used(own)
        while self._written(leech, name) < self._size:
            _pause(end)
        seconds, mib = time.perf_counter() - start, (self._size - first) / _MIB
        return Round(mib / seconds, 1000 * (used(pids) - before) / mib, 1000 * (used(own) - before_own) / mib)

    @staticmethod
    def _written(leech: Hidden, name: str) -> int:
        try:
            return leech.room(name).stat().st_blocks * _BLOCK
        except FileNotFoundError:
            return 0


def _pause(end: float) -> None:
    if time.monotonic() > end:
        raise RuntimeError("the transfer did not end in time")
    time.sleep(_GLANCE)


def main() -> int:
    """Exit code 1 when a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.hops", description=__doc__)
    parser.add_argument("names", nargs="*", default=list(KINDS), help=f"what to measure, of: {', '.join(KINDS)}")
    parser.add_argument("--mib", type=int, default=128, help="size of each download")
    parser.add_argument("--rounds", type=int, default=3, help="of each the middle one counts, for uTP is moody")
    parser.add_argument("--circuits", type=int, default=3, help="[anonymity] min_circuits and max_circuits")
    parser.add_argument("--seeders", type=int, default=8, choices=range(1, 10), help="peers in the open")
    parser.add_argument("--threads", type=int, default=4, help="[anonymity] threads")
    parser.add_argument("--home", type=Path, default=Path("/dev/shm"), help="where scratch directories are made")  # noqa: S108
    options = parser.parse_args()
    island.go_there()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the daemons end with us
    found = defaultdict[str, list[Round]](list)
    with tempfile.TemporaryDirectory(prefix="triblerd-bench-", dir=options.home) as home, ExitStack() as stack:
        bench = Bench(
            Path(home),
            stack,
            size=options.mib * _MIB,
            seeders=options.seeders,
            circuits=options.circuits,
            threads=options.threads,
        )
        for number in range(options.rounds):
            for kind in options.names:
                found[kind].append(one := bench.measure(kind))
                print(f"round {number + 1} of {options.rounds}: {kind}: {one.speed:.1f} MiB/s", file=sys.stderr)
    middle = {kind: sorted(rounds, key=lambda each: each.speed)[len(rounds) // 2] for kind, rounds in found.items()}
    print(json.dumps({kind: [asdict(each) for each in rounds] for kind, rounds in found.items()}))
    return int(not _tell(middle))


def _tell(rounds: dict[str, Round]) -> bool:
    """A table; whether every target is met."""
    direct = rounds[DIRECT].speed if DIRECT in rounds else math.nan
    print(f"{'':28} {'MiB/s':>7} {'of direct':>10} {'CPU ms/MiB':>11} {'the daemon':>11}")
    for kind, each in rounds.items():
        print(f"{kind:28} {each.speed:7.1f} {each.speed / direct:10.2f} {each.cpu:11.1f} {each.own:11.1f}")
    met = True
    for kind, share in LEAST.items():
        if not {kind, DIRECT} <= rounds.keys():
            continue
        reached = rounds[kind].speed / direct
        met = met and reached >= share
        print(f"{'met' if reached >= share else 'MISSED'}: {kind} ≥ {share} of direct uTP: {reached:.2f}")
    return met


raise SystemExit(main())
