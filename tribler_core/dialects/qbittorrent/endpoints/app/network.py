"""Network interfaces of the machine, as Linux tells of them. Source: section 2.1 of the specification."""

import asyncio
import fcntl
import ipaddress
import socket
import struct
from pathlib import Path

from aiohttp import web

from tribler_core.dialects.qbittorrent.answers import json_answer
from tribler_core.dialects.qbittorrent.declare import ReadingEndpoint, asked, many, reads
from tribler_core.dialects.qbittorrent.requests.fields import Parameters
from tribler_core.dialects.qbittorrent.shapes.answers import InterfaceShape
from tribler_core.web.fields import Text
from tribler_core.web.openapi.declare import docs

_SIOCGIFADDR = 0x8915
_NAME = 5
"""Where /proc/net/if_inet6 has the interface's name."""


class AddressesQuery(Parameters):
    """Of which interface."""

    iface = Text(load_default="", metadata={"description": "Empty: of all."})


class NetworkEndpoint(ReadingEndpoint):
    """Interfaces of the host."""

    def routes(self) -> list[web.RouteDef]:
        return [
            *reads("/app/networkInterfaceList", self.interfaces),
            *reads("/app/networkInterfaceAddressList", self.addresses, AddressesQuery),
        ]

    @docs(tags=["app"], summary="Network interfaces", responses={200: {"schema": many(InterfaceShape)}})
    async def interfaces(self, _: web.Request) -> web.Response:
        names = [name for _index, name in await asyncio.to_thread(socket.if_nameindex)]
        return json_answer([{"name": name, "value": name} for name in names])

    @docs(tags=["app"], summary="Their addresses", responses={200: {"description": "Addresses as texts."}})
    async def addresses(self, request: web.Request) -> web.Response:
        return json_answer(await asyncio.to_thread(_addresses, asked(request)["iface"]))


def _addresses(interface: str) -> list[str]:
    """Of one interface, or of all. Touches the network stack."""
    return [address for name, address in host_addresses() if interface in ("", name)]


def host_addresses() -> list[tuple[str, str]]:
    """Interface and address of each that the system tells without further rights."""
    found = [(name, address) for name in _names() if (address := _ipv4_of(name))]
    return [*found, *_ipv6_addresses()]


def _names() -> list[str]:
    return [name for _index, name in socket.if_nameindex()]


def _ipv4_of(name: str) -> str | None:
    """The first address. Source: netdevice(7), SIOCGIFADDR."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            answer = fcntl.ioctl(asking, _SIOCGIFADDR, struct.pack("256s", name[:15].encode()))
        except OSError:
            return None
    return socket.inet_ntoa(answer[20:24])


def _ipv6_addresses() -> list[tuple[str, str]]:
    try:
        lines = Path("/proc/net/if_inet6").read_text(encoding="ascii").splitlines()
    except OSError:
        return []
    fields = [line.split() for line in lines]
    return [(parts[_NAME], str(ipaddress.IPv6Address(int(parts[0], 16)))) for parts in fields if len(parts) > _NAME]
