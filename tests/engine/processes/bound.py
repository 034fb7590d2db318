"""An engine bound to one end of a virtual cable whose other end is a seeder in another network namespace.

Started by test_bound_device in a namespace of its own, as root: `python -m tests.engine.processes.bound FOLDER`; starts
itself once more with `seed` for the other end. Ends with 0 when all was as it should be.
"""

import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from tests.engine.house import LOCAL, House
from tests.swarm import PIECE, Seeder, Tracker, make_content, make_torrent
from tribler_core.domain.events import NetworkBack, NetworkLost

DEVICE, OURS, THEIRS, PORT = "v0", "10.9.0.1", "10.9.0.2", 7000
SIZES = {"a.bin": 100 * PIECE}


def run(command: str) -> None:
    subprocess.run(command.split(), check=True)


def plug(seeder: int) -> None:
    """Lay the cable between us and the namespace of a process."""
    run(f"ip link add {DEVICE} type veth peer name v1 netns {seeder}")
    run(f"ip addr add {OURS}/24 dev {DEVICE}")
    run(f"ip link set {DEVICE} up")
    inside = f"nsenter --target {seeder} --net"
    run(f"{inside} ip addr add {THEIRS}/24 dev v1")
    run(f"{inside} ip link set v1 up")


def seed(folder: Path) -> None:
    """The other end: seed slowly until our input ends. Listens on every address, of cables laid later too."""
    torrent = (folder / "torrent").read_bytes()
    with Seeder(listen_interfaces=f"0.0.0.0:{PORT}", ignore_limits_on_local_network=False) as seeder:
        seeder.share(torrent, folder / "source", upload_limit=200_000)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.read()


async def engine(folder: Path, seeder: int, torrent: bytes) -> None:
    house = House(replace(LOCAL, listen_interface="", bind_interface=DEVICE), folder)
    await house.start()
    infohash = await house.add(torrent)
    house.engine.swarm.connect_peers(infohash, [(THEIRS, PORT)])
    await house.until(infohash, lambda transfer: transfer.done > 0)

    run(f"ip link del {DEVICE}")
    assert await house.ears.hear(NetworkLost) == NetworkLost(DEVICE)
    with Tracker() as tracker:
        house.engine.swarm.add_trackers(infohash, [(tracker.announce_url, 0)])
        house.engine.swarm.announce(infohash)
        house.engine.swarm.connect_peers(infohash, [("127.0.0.1", int(tracker.url.rpartition(":")[2]))])
        await asyncio.sleep(3)
        assert not tracker.announces, "an announce went by another device"
        assert await house.engine.inspection.peers(infohash) == ()
        house.engine.swarm.remove_trackers(infohash, [tracker.announce_url])

    plug(seeder)
    assert await house.ears.hear(NetworkBack) == NetworkBack(DEVICE)
    await house.ears.until(lambda: house.transfer(infohash).done == sum(SIZES.values()))
    await house.stop()


def main(folder: Path) -> None:
    make_content(folder / "source" / "stuff", SIZES)
    torrent = make_torrent(folder / "source" / "stuff")
    (folder / "torrent").write_bytes(torrent)
    run("ip link set lo up")
    again = ["unshare", "--net", sys.executable, "-m", "tests.engine.processes.bound", str(folder), "seed"]
    with subprocess.Popen(again, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as seeder:
        assert seeder.stdout is not None
        seeder.stdout.readline()
        plug(seeder.pid)
        asyncio.run(engine(folder, seeder.pid, torrent))
        seeder.terminate()


if __name__ == "__main__":
    if sys.argv[2:] == ["seed"]:
        seed(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]))
