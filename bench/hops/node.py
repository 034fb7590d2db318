"""A relay or an exit: `python -m bench.hops.node ADDRESS ROLE MEMBER…`; says where it listens, ends with its input."""

import asyncio
import sys

from tribler_core.anonymity.network import Overlay
from tribler_core.config.sections import AnonymitySection

COMMUNITY = "bench"


async def main(address: str, role: str, members: list[str]) -> None:
    """Until there is nobody to read from."""
    section = AnonymitySection(
        enabled=True,
        community=COMMUNITY,
        address=address,
        exit=role == "exit",
        threads=2,
        bootstrap_nodes=tuple(members),
        dht_nodes=(),
    )
    node = await Overlay.open(section)
    host, port = node.address
    sys.stdout.write(f"{host}:{port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await node.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
