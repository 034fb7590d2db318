"""The world outside of a daemon: relays, exits, a tracker, a seeder, in a network namespace of their own.

`python outside.py FOLDER RELAYS EXITS`: says `ready` and the members' addresses, and writes down every IPv4 packet that
comes over the border, a line each: protocol, source, destination. Ends with its standard input.
"""

import asyncio
import socket
import sys
import threading
from pathlib import Path

import libtorrent as lt

from tests.onion import PACE
from tribler_core.anonymity.network import Overlay
from tribler_core.config.sections import AnonymitySection

BORDER = "outside0"
"""The network device that leads to the daemon."""
SEEDER, TRACKER = "198.18.2.9", "198.18.2.2"
TRACKER_PORT = 6969
MEMBERS = "198.18.1"
COMMUNITY = "border"
_IPV4 = 0x0800
_OUTGOING = 4
_NAMES = {6: "tcp", 17: "udp", 1: "icmp"}


async def main(folder: Path, relays: int, exits: int) -> None:
    write_down(folder / "crossed")
    threading.Thread(target=track, daemon=True).start()
    session = seeder(folder / "seeds")
    nodes: list[Overlay] = []
    for number in range(relays + exits):
        section = AnonymitySection(
            enabled=True,
            community=COMMUNITY,
            address=f"{MEMBERS}.{number + 1}",
            exit=number >= relays,
            threads=2,
            dht_nodes=(),
        )
        nodes.append(await Overlay.open(section, [node.address for node in nodes], PACE))
    while not all(len(node.community.candidates) >= len(nodes) - 1 for node in nodes):  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.02)
    sys.stdout.write(f"ready {' '.join(f'{host}:{port}' for host, port in (node.address for node in nodes))}\n")
    sys.stdout.flush()
    for line in iter(lambda: None, 0):
        _ = line
        if not await asyncio.to_thread(sys.stdin.readline):
            break
        for node in nodes:  # any line: they all vanish without a word
            await node.endpoint.close(0)
        nodes.clear()
    del session


def seeder(folder: Path) -> lt.session:
    """Shares every torrent in a folder."""
    session = lt.session({"listen_interfaces": f"{SEEDER}:6881", "enable_dht": False, "enable_lsd": False})
    for file in folder.glob("*.torrent"):
        params = lt.load_torrent_file(str(file))
        params.save_path = str(folder)
        params.trackers, params.url_seeds, params.dht_nodes = [], [], []
        params.flags = lt.torrent_flags.seed_mode | lt.torrent_flags.upload_mode
        session.add_torrent(params)
    return session


def track() -> None:
    """Name the seeder to whoever asks by UDP. Source: BEP 15."""
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.bind((TRACKER, TRACKER_PORT))
    peer = socket.inet_aton(SEEDER) + (6881).to_bytes(2)
    while True:
        packet, asker = ear.recvfrom(2048)
        action, number = packet[8:12], packet[12:16]
        counts = (60).to_bytes(4) + (0).to_bytes(4) + (1).to_bytes(4)
        ear.sendto(action + number + ((1).to_bytes(8) if action == bytes(4) else counts + peer), asker)


def write_down(report: Path) -> None:
    """Every packet that comes over the border, from now on."""
    ears = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_IPV4))
    ears.bind((BORDER, 0))

    def listen() -> None:
        with report.open("a") as lines:
            while True:
                packet, place = ears.recvfrom(65536)
                if place[2] != _OUTGOING:
                    lines.write(f"{told(packet)}\n")
                    lines.flush()

    threading.Thread(target=listen, daemon=True).start()


def told(packet: bytes) -> str:
    start, protocol = (packet[0] & 15) * 4, packet[9]
    source, target = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
    port = int.from_bytes(packet[start + 2 : start + 4]) if protocol in (6, 17) else 0
    return f"{_NAMES.get(protocol, protocol)} {source} {target}:{port}"


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
