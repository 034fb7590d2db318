"""A network of its own for one process, in which every packet is written down: `python island.py REPORT COMMAND…`.

Everything that leaves, to whatever address, goes to the loopback device, where nobody answers and we listen.
A line of the report is the protocol, the address that a packet was for, and the payload of a question for a name.
Needs Linux, and root or user namespaces.
"""

import ctypes
import fcntl
import os
import signal
import socket
import struct
import sys
from pathlib import Path

ADDRESS = "198.51.100.1"
"""Ours, beside 127.0.0.1."""

_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_PR_SET_PDEATHSIG = 1
_SIOCADDRT, _SIOCSIFADDR, _SIOCSIFFLAGS = 0x890B, 0x8916, 0x8914
_UP_AND_RUNNING = 0x41
_ROUTE_UP = 1
_ALL_PROTOCOLS, _IPV4 = 0x0003, 0x0800
_NAMES = {socket.IPPROTO_TCP: "tcp", socket.IPPROTO_UDP: "udp"}


def main(report: Path, command: list[str]) -> None:
    """Become `command`, on the island."""
    leave()
    settle()
    ears = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ALL_PROTOCOLS))
    ears.bind(("lo", 0))
    parent = os.getpid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:  # else it has gone already
            write_down(ears, report)
        os._exit(0)
    os.execvp(command[0], command)  # noqa: S606 - a test's own command


def write_down(ears: socket.socket, report: Path) -> None:
    """Until the daemon is gone, and we with it. Nobody shall wait for us to close what the daemon has open."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)
    with report.open("a") as lines:
        while True:
            packet, place = ears.recvfrom(65536)
            if place[1] == _IPV4:
                lines.write(f"{told(packet)}\n")
                lines.flush()


def leave() -> None:
    """Go where there is no network. Raises: OSError."""
    user, group = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET | (_CLONE_NEWUSER if user else 0)):
        raise OSError(ctypes.get_errno(), "no network of our own")
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def settle() -> None:
    """Bring the loopback device up with an address that looks public, and send everything there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _UP_AND_RUNNING))
        fcntl.ioctl(control, _SIOCSIFADDR, struct.pack("16s16s", b"lo:1", _socket_address(ADDRESS)))
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo:1", _UP_AND_RUNNING))
        device = ctypes.create_string_buffer(b"lo")
        anywhere = _socket_address("0.0.0.0")
        route = struct.pack("@L16s16s16sHhLPhPLLH", 0, anywhere, anywhere, anywhere, _ROUTE_UP, 0, 0, 0, 0,
                            ctypes.addressof(device), 0, 0, 0)  # fmt: skip
        fcntl.ioctl(control, _SIOCADDRT, route)


def told(packet: bytes) -> str:
    """One line."""
    start, protocol = (packet[0] & 15) * 4, packet[9]
    address = socket.inet_ntoa(packet[16:20])
    if protocol not in _NAMES:
        return f"{protocol} {address}"
    port = int.from_bytes(packet[start + 2 : start + 4])
    question = packet[start + 8 :].hex() if port == socket.getservbyname("domain") else ""
    return f"{_NAMES[protocol]} {address}:{port} {question}".rstrip()


def _socket_address(address: str) -> bytes:
    return struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
