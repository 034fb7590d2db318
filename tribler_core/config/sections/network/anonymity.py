"""[anonymity]: downloads behind hops."""

import enum
import ipaddress
from dataclasses import dataclass
from typing import ClassVar

from tribler_core.config.sections.checks import require, require_range


class WhenUnavailable(enum.Enum):
    """What becomes of a hidden download while there is no network to hide it."""

    HOLD = "hold"
    REJECT = "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnonymitySection:
    """Downloads behind hops."""

    PATH: ClassVar = ("anonymity",)

    when_unavailable: WhenUnavailable = WhenUnavailable.HOLD
    """`hold`: a hidden download is accepted and waits, without a packet in the open; `reject`: it is refused."""
    enabled: bool = False
    """Take part in a network of relays, through which downloads with hops run. Name the network below."""
    public_network: bool = False
    """Tribler's public network: strangers relay for us and, with `relay`, we relay for them."""
    community: str = ""
    """A private network instead: a secret that all its members are told, and that makes it theirs."""
    bootstrap_nodes: tuple[str, ...] = ()
    """Members that we ask first, as address:port; names are not looked up. Empty in the public network: its own."""
    address: str = "0.0.0.0"  # noqa: S104 - members are to reach us
    """IPv4 address that the network is reached on, and that relayed and exit traffic leaves from."""
    port: int = 0
    """UDP port of it; 0: the system chooses one at each start. Fix it to forward it in a router."""
    relay: bool = True
    """Carry the encrypted packets of others, as they carry ours. They never see what is in them, nor do we."""
    exit: bool = False
    """Be the last hop of others: peers and trackers take this machine's address for theirs. Know your law first."""
    exit_http: bool = False
    """Beside `exit`, ask HTTP trackers for others. Only what a tracker says is brought back, and no address of this
    machine or of a private network is asked. It is a second member of the network, and costs the daemon's own time."""
    exit_http_port: int = 0
    """UDP port of that member; 0: the system chooses one at each start."""
    exit_overlay: bool = False
    """Carry only messages of the network itself out of circuits, which lets hidden seeding work without exits."""
    min_circuits: int = 3
    """Circuits kept ready for each hop count that a download uses."""
    max_circuits: int = 8
    """Circuits for each hop count at most, when many downloads use it."""
    threads: int = 4
    """Threads for encryption."""
    label_hops: tuple[str, ...] = ()
    """Categories and tags whose new downloads are hidden where nobody says by how many hops, as name=hops."""
    dht_nodes: tuple[str, ...] = (
        "185.157.221.247:25401",
        "67.215.246.10:6881",
        "87.98.162.88:6881",
        "212.129.33.59:6881",
    )
    """Whom hidden downloads ask first, through their circuits, for peers without a tracker, as address:port; only with
    [libtorrent] dht."""

    def __post_init__(self) -> None:
        one = bool(self.community) is not self.public_network
        require("anonymity.enabled", one or not self.enabled, "needs either public_network or the name of a community")
        require("anonymity.address", _is_ipv4(self.address), f"must be an IPv4 address, not {self.address!r}")
        require_range("anonymity.port", self.port, 0, 65535)
        require_range("anonymity.exit_http_port", self.exit_http_port, 0, 65535)
        require("anonymity.exit_http", self.exit or not self.exit_http, "needs exit, which carries out the rest")
        for name in ("bootstrap_nodes", "dht_nodes"):
            for node in getattr(self, name):
                require(f"anonymity.{name}", _is_node(node), f"must be address:port, without a name, not {node!r}")
        for rule, (name, hops) in zip(self.label_hops, self.label_rules(), strict=True):
            require("anonymity.label_hops", bool(name and hops), f"must be name=hops with 1 to 3 hops, not {rule!r}")
        require_range("anonymity.min_circuits", self.min_circuits, 1, 64)
        require_range("anonymity.max_circuits", self.max_circuits, self.min_circuits, 64)
        require_range("anonymity.threads", self.threads, 2, 64)

    def label_rules(self) -> tuple[tuple[str, int], ...]:
        """`label_hops`, taken apart: names and hops."""
        return tuple(map(_label_rule, self.label_hops))


def _is_ipv4(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _label_rule(text: str) -> tuple[str, int]:
    """0 hops: there is no such number of them."""
    name, _, hops = text.rpartition("=")
    return name.strip(), {"1": 1, "2": 2, "3": 3}.get(hops.strip(), 0)


def _is_node(text: str) -> bool:
    address, _, port = text.rpartition(":")
    return _is_ipv4(address) and port.isascii() and port.isdigit() and 0 < int(port) < 65536
