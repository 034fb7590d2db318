"""Where packets of strangers may go: into the open internet, and never to us or our neighbours."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Collection

from tribler_core.foundation.addresses import is_ours, is_public


class DestinationRefused(Exception):
    """Nothing is sent there. Whoever asked is not told why, or they could feel their way through our network."""


class ExitGuard:
    """`seen_as` tells the addresses that others see us at: what answers there is ours, even behind a router.

    Who listens on loopback has no way to anywhere else, and may go no further: so do tests.
    """

    def __init__(self, bound: str, seen_as: Callable[[], Collection[str]]) -> None:
        self._here_alone = ipaddress.ip_address(bound).is_loopback
        self._seen_as = seen_as

    def allows(self, address: str) -> bool:
        """An IPv4 address."""
        try:
            parsed = ipaddress.IPv4Address(address)
        except ValueError:
            return False
        if self._here_alone:
            return parsed.is_loopback
        return is_public(address) and address not in self._seen_as() and not is_ours(address)

    async def find(self, host: str) -> str:
        """The address of a name or address. What is judged is what is sent to: no name server is asked twice.

        Raises: DestinationRefused.
        """
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, 0, family=socket.AF_INET, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise DestinationRefused(f"{host} was not found") from error
        address = str(found[0][4][0])
        if not self.allows(address):
            raise DestinationRefused(f"{host} is not in the open internet")
        return address
