"""The world outside of a daemon: relays, exits, a tracker, a seeder, in a network namespace of their own.

`python outside.py FOLDER RELAYS EXITS`: says `ready` and the members' addresses, and writes down every packet of IPv4
and IPv6 that comes over the border, a line each: protocol, source, destination; but for the kernel's own of IPv6, which
look for neighbours and groups. Ends with its standard input.
"""

import asyncio
import socket
import sys
import threading
from pathlib import Path

import libtorrent as lt

from tribler_core.anonymity.network import Overlay, Pace
from tribler_core.config.sections import AnonymitySection
from tribler_core.foundation.units import Seconds

BORDER = "outside0"
"""The network device that leads to the daemon."""
SEEDER, TRACKER = "198.18.2.9", "198.18.2.2"
TRACKER_PORT = 6969
MEMBERS = "198.18.1"
COMMUNITY = "border"
_PACE = Pace(step=Seconds(0.1), removal=Seconds(0.0), lookup=Seconds(1.0))
_ANY, _IPV4, _IPV6 = 0x0003, 0x0800, 0x86DD
_OUTGOING = 4
_NAMES = {6: "tcp", 17: "udp", 1: "icmp"}
_OF_THE_KERNEL = (0, 58)
"""Protocols of IPv6: options on the way, which groups are joined with, and ICMP."""


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
        nodes.append(await Overlay.open(section, [node.address for node in nodes], _PACE))
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
    ears = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ANY))
    ears.bind((BORDER, 0))

    def listen() -> None:
        with report.open("a") as lines:
            while True:
                packet, place = ears.recvfrom(65536)
                tell = _TELLERS.get(place[1])
                if place[2] != _OUTGOING and tell and (line := tell(packet)):
                    lines.write(f"{line}\n")
                    lines.flush()

    threading.Thread(target=listen, daemon=True).start()


def told(packet: bytes) -> str:
    start, protocol = (packet[0] & 15) * 4, packet[9]
    source, target = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
    return f"{_NAMES.get(protocol, protocol)} {source} {target}:{_port(protocol, packet[start:])}"


def told6(packet: bytes) -> str:
    protocol = packet[6]
    if protocol in _OF_THE_KERNEL:
        return ""
    source, target = (socket.inet_ntop(socket.AF_INET6, packet[at : at + 16]) for at in (8, 24))
    return f"{_NAMES.get(protocol, protocol)} [{source}] [{target}]:{_port(protocol, packet[40:])}"


def _port(protocol: int, segment: bytes) -> int:
    return int.from_bytes(segment[2:4]) if protocol in (6, 17) else 0


_TELLERS = {_IPV4: told, _IPV6: told6}


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
