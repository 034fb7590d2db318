"""Peers that speak uTP alone, and a tracker that names them: `python -m bench.hops.seeders FOLDER COUNT`.

Says the tracker's URL. Every line of input is a torrent's file in the folder, that they all share from then on.
"""

import socket
import sys
import threading
from pathlib import Path
from typing import Any, cast

import libtorrent as lt

from bench.hops import island
from bench.swarm import SEEDER_SETTINGS

_UTP = {
    **SEEDER_SETTINGS,
    "enable_outgoing_tcp": False,
    "enable_incoming_tcp": False,
    "enable_outgoing_utp": True,
    "enable_incoming_utp": True,
}


def main(folder: Path, count: int) -> None:
    """Until there is nobody to read from."""
    hosts = [f"{island.SEEDERS}.{number + 1}" for number in range(count)]
    sessions = [_session(host) for host in hosts]
    peers = [(host, session.listen_port()) for host, session in zip(hosts, sessions, strict=True)]
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ear.bind((island.TRACKER, 0))
    threading.Thread(target=_track, args=(ear, peers), daemon=True).start()
    sys.stdout.write(f"udp://{island.TRACKER}:{ear.getsockname()[1]}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        for session in sessions:
            params = lt.load_torrent_file(str(folder / line.strip()))
            params.save_path, params.trackers = str(folder), []
            params.flags = lt.torrent_flags.seed_mode
            session.add_torrent(params)


def _session(address: str) -> lt.session:
    return lt.session(lt.session_params(cast("Any", {**_UTP, "listen_interfaces": f"{address}:0"})))


def _track(ear: socket.socket, peers: list[tuple[str, int]]) -> None:
    """Name them all to whoever asks. Source: BEP 15."""
    compact = b"".join(socket.inet_aton(host) + port.to_bytes(2) for host, port in peers)
    while True:
        packet, asker = ear.recvfrom(2048)
        action, number = packet[8:12], packet[12:16]
        counts = (60).to_bytes(4) + (0).to_bytes(4) + len(peers).to_bytes(4)
        ear.sendto(action + number + ((1).to_bytes(8) if action == bytes(4) else counts + compact), asker)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
