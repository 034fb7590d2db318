"""The overlay of one process: endpoint, identity, DHT, members."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ipv8.bootstrapping.dispersy.bootstrapper import DispersyBootstrapper
from ipv8.community import CommunitySettings
from ipv8.configuration import DISPERSY_BOOTSTRAPPER
from ipv8.dht import DHTError
from ipv8.dht.churn import PingChurn
from ipv8.dht.discovery import DHTDiscoveryCommunity
from ipv8.dht.provider import DHTCommunityProvider
from ipv8.keyvault.crypto import default_eccrypto
from ipv8.messaging.anonymization.hidden_services import HiddenTunnelSettings
from ipv8.messaging.anonymization.tunnel import (
    PEER_FLAG_EXIT_BT,
    PEER_FLAG_EXIT_IPV8,
    PEER_FLAG_RELAY,
    PEER_FLAG_SPEED_TEST,
)
from ipv8.messaging.interfaces.udp.endpoint import UDPv4Address
from ipv8.peer import Peer
from ipv8.peerdiscovery.churn import RandomChurn
from ipv8.peerdiscovery.network import Network
from ipv8_rust_tunnels import Endpoint

from tribler_core.anonymity.community import PUBLIC, OnionCommunity, private
from tribler_core.anonymity.exits.member import HttpExit
from tribler_core.anonymity.quiet import be_quiet
from tribler_core.anonymity.walkers import STEP, Walkers
from tribler_core.config.sections import AnonymitySection
from tribler_core.domain.anonymity import Address
from tribler_core.domain.errors import AnonymityUnavailable
from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = Seconds(1.0), Seconds(60.0)
_ANYWHERE = "0.0.0.0"  # noqa: S104 - an address to compare with


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast things are done; only tests are in a hurry."""

    step: Seconds = STEP
    removal: Seconds = Seconds(5.0)
    """How long a circuit that ended is still shown."""
    lookup: Seconds = Seconds(30.0)
    """Between two look-ups of a hidden swarm."""


class Overlay:
    """Made by `open`, ended by `close`; a new identity each time."""

    def __init__(
        self, endpoint: Any, community: Any, dht: Any, walkers: Walkers, http_exit: HttpExit | None = None
    ) -> None:
        self.endpoint = endpoint
        self.community = community
        self.dht = dht
        self.walkers = walkers
        self.http_exit = http_exit
        self._walking = asyncio.get_running_loop().create_task(walkers.run(), name="walk through the network")

    @classmethod
    async def open(
        cls, section: AnonymitySection, known: Sequence[Address] = (), pace: Pace | None = None
    ) -> "Overlay":
        """Take part; `known` are addresses of members. Raises: AnonymityUnavailable."""
        be_quiet()
        pace = pace or Pace()
        endpoint: Any = Endpoint(section.port, section.address, section.threads)
        try:
            opened = await endpoint.open()
        except Exception as error:
            await endpoint.close(0)
            raise AnonymityUnavailable(f"{section.address}:{section.port} cannot be used: {error}") from error
        if not opened:
            raise AnonymityUnavailable(f"{section.address}:{section.port} cannot be used")
        if section.address != _ANYWHERE:
            endpoint.set_exit_address((section.address, 0))
        own = UDPv4Address(*endpoint.get_address())
        me, network = Peer(default_eccrypto.generate_key("curve25519"), own), Network()
        dht = _dht(section)(CommunitySettings(my_peer=me, endpoint=endpoint, network=network))
        walkers = Walkers([*map(_address, section.bootstrap_nodes), *known], pause=pace.step)
        community = _community(section)(_settings(section, pace, me, endpoint, network, dht, walkers))
        for overlay in (community, dht):
            if section.address != _ANYWHERE:
                overlay.my_estimated_lan = overlay.my_estimated_wan = own
            if section.public_network and not section.bootstrap_nodes:
                overlay.bootstrappers = [_trackers()]
            walkers.walk(overlay)
        walkers.churn(RandomChurn(community), PingChurn(dht))
        http_exit = await _http_exit(section, pace, own, dht, walkers) if section.exit_http else None
        if http_exit is not None:
            community.twins.add(http_exit.community.my_peer.public_key.key_to_bin())
        return cls(endpoint, community, dht, walkers, http_exit)

    @property
    def address(self) -> Address:
        """Where it listens."""
        host, port = self.endpoint.get_address()
        return str(host), int(port)

    @property
    def is_open(self) -> bool:
        """False: it has crashed, and carries nothing any more."""
        return bool(self.endpoint.is_open())

    @property
    def ends(self) -> list[Any]:
        """Those of us that circuits of others end at."""
        return [self.community] if self.http_exit is None else [self.community, self.http_exit.community]

    def members(self) -> list[Address]:
        """Those known now, to be asked first after the next start."""
        return [(str(peer.address[0]), int(peer.address[1])) for peer in self.community.get_peers()]

    async def close(self) -> None:
        """Leave, and say goodbye."""
        self._walking.cancel()
        await asyncio.wait([self._walking])
        if self.http_exit is not None:
            await self.http_exit.close()
        for overlay in (*self.community.pex.values(), self.community, self.dht):
            if self.is_open:
                await overlay.unload()
            else:
                await _abandon(overlay)
        await self.endpoint.close(1)


async def _abandon(overlay: Any) -> None:
    """End it without a goodbye, which nothing could carry."""
    overlay.endpoint.remove_listener(overlay)
    await overlay.request_cache.shutdown()
    await overlay.shutdown_task_manager()


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    return host, int(port)


def _identity(section: AnonymitySection) -> bytes:
    return PUBLIC if section.public_network else private(section.community)


def _community(section: AnonymitySection) -> Any:
    return type("OnionCommunity", (OnionCommunity,), {"community_id": _identity(section)})


async def _http_exit(section: AnonymitySection, pace: Pace, own: Address, dht: Any, walkers: Walkers) -> HttpExit:
    """Met by others through us, and by itself."""
    http_exit = await HttpExit.open(
        section,
        _identity(section),
        ipv8=walkers,
        dht_provider=DHTCommunityProvider(dht, 0),
        remove_tunnel_delay=pace.removal,
    )
    community = http_exit.community
    if section.address != _ANYWHERE:
        community.my_estimated_lan = community.my_estimated_wan = community.my_peer.address
    us = own if section.address != _ANYWHERE else ("127.0.0.1", own[1])
    walkers.walk(community, us)
    walkers.churn(RandomChurn(community))
    return http_exit


class PatientDHT(DHTDiscoveryCommunity):
    """Tries again to have a value kept until somebody keeps it; ipv8 asks once in the life of a hidden seeder."""

    async def store_value(self, key: bytes, data: bytes, sign: bool = False) -> Any:  # noqa: FBT001, FBT002 - as ipv8's
        pause = _FIRST_PAUSE
        while True:
            try:
                return await super().store_value(key, data, sign)
            except DHTError:
                await asyncio.sleep(pause)
                pause = Seconds(min(2 * pause, _LONGEST_PAUSE))


def _dht(section: AnonymitySection) -> Any:
    """A private network has a DHT of its own."""
    if section.public_network:
        return PatientDHT
    return type("PatientDHT", (PatientDHT,), {"community_id": private(f"dht {section.community}")})


def _settings(section: AnonymitySection, pace: Pace, *parts: Any) -> Any:
    me, endpoint, network, dht, walkers = parts
    settings = HiddenTunnelSettings(
        my_peer=me,
        endpoint=endpoint,
        network=network,
        ipv8=walkers,
        dht_provider=DHTCommunityProvider(dht, 0),
        min_circuits=section.min_circuits,
        max_circuits=section.max_circuits,
        remove_tunnel_delay=pace.removal,
        swarm_lookup_interval=pace.lookup,
    )
    settings.peer_flags = roles(section)  # never `|=`: the default set belongs to every community of the process
    return settings


def roles(section: AnonymitySection) -> set[int]:
    """What we do for others, in the words of the protocol."""
    flags = {PEER_FLAG_SPEED_TEST}
    if section.relay:
        flags.add(PEER_FLAG_RELAY)
    if section.exit:
        flags |= {PEER_FLAG_EXIT_BT, PEER_FLAG_EXIT_IPV8}
    if section.exit_overlay:
        flags.add(PEER_FLAG_EXIT_IPV8)
    return flags


def _trackers() -> Any:
    """Those of the public network that are named by address: a name would have to be looked up in the open."""
    known = DISPERSY_BOOTSTRAPPER["init"]
    return DispersyBootstrapper(known["ip_addresses"], (), known["bootstrap_timeout"])
