"""The member of the network that asks HTTP trackers for others: an identity and a port of its own."""

from typing import Any

from ipv8.keyvault.crypto import default_eccrypto
from ipv8.messaging.anonymization.hidden_services import HiddenTunnelSettings
from ipv8.messaging.anonymization.tunnel import PEER_FLAG_EXIT_BT, PEER_FLAG_EXIT_IPV8
from ipv8.messaging.interfaces.udp.endpoint import UDPEndpoint, UDPv4Address
from ipv8.peer import Peer
from ipv8.peerdiscovery.network import Network

from tribler_core.anonymity.exits.community import ExitCommunity
from tribler_core.anonymity.exits.guard import ExitGuard
from tribler_core.config.sections import AnonymitySection

EXIT_HTTP = 32768
"""What a member says of itself that asks HTTP trackers."""
ROLES = frozenset({PEER_FLAG_EXIT_BT, PEER_FLAG_EXIT_IPV8, EXIT_HTTP})
"""No relay: nobody shall get two hops of one circuit from one machine by it alone."""


class HttpExit:
    """Made by `open`, ended by `close`."""

    def __init__(self, endpoint: UDPEndpoint, community: Any) -> None:
        self.endpoint = endpoint
        self.community = community

    @classmethod
    async def open(cls, section: AnonymitySection, identity: bytes, **settings: Any) -> "HttpExit":
        """In the network of this identity. `settings` are those that it shares with the rest of us."""
        endpoint = UDPEndpoint(section.exit_http_port, section.address)
        await endpoint.open()
        own = UDPv4Address(section.address, endpoint.get_address()[1])
        community: Any = None

        def seen_as() -> set[str]:
            return set() if community is None else {str(community.my_estimated_wan[0])}

        asked = HiddenTunnelSettings(
            my_peer=Peer(default_eccrypto.generate_key("curve25519"), own),
            endpoint=endpoint,
            network=Network(),
            guard=ExitGuard(section.address, seen_as),
            exit_address=section.address,
            **settings,
        )
        asked.peer_flags = set(ROLES)
        community = type("ExitCommunity", (ExitCommunity,), {"community_id": identity})(asked)
        return cls(endpoint, community)

    async def close(self) -> None:
        """End every circuit that ends here, and say goodbye."""
        for overlay in (*self.community.pex.values(), self.community):
            await overlay.unload()
        self.endpoint.close()
