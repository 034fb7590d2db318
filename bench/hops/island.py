"""A network of our own with addresses that are not loopback's, so that uTP sends packets as it does through a cable.

To a loopback address libtorrent sends packets of up to 64 KiB, which no cable carries and no circuit either: the
numbers would be of something that nobody has.
"""

import os
import subprocess
import sys

RELAYS, EXITS, DAEMONS, SEEDERS = "198.18.2", "198.18.3", "198.18.1", "198.18.9"
TRACKER = f"{SEEDERS}.200"
_MARK = "TRIBLERD_BENCH_ISLAND"


def go_there() -> None:
    """Run this program anew on the island, unless it is there. Raises: RuntimeError where that is not allowed."""
    if _MARK in os.environ:
        _settle()
        return
    rights = [] if os.getuid() == 0 else ["--map-root-user"]
    command = ["unshare", "--net", *rights]
    if subprocess.run([*command, "true"], check=False, capture_output=True).returncode:
        raise RuntimeError("this machine does not let us make a network of our own (root may)")
    os.environ[_MARK] = "1"
    os.execvp(command[0], [*command, sys.executable, "-m", "bench.hops", *sys.argv[1:]])  # noqa: S606 - ourselves


def _settle() -> None:
    networks = (RELAYS, EXITS, DAEMONS, SEEDERS)
    hosts = [f"{network}.{number}" for network in networks for number in range(1, 10)]
    lines = ["link set lo up", *(f"addr add {host}/32 dev lo" for host in (*hosts, TRACKER))]
    subprocess.run(["ip", "-batch", "-"], input="\n".join(lines), text=True, check=True)
