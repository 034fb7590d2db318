"""The anonymity network, in the words of Tribler's overlay endpoints."""

from marshmallow import Schema, fields

from tribler_core.domain.anonymity import (
    CircuitFacts,
    ExitFacts,
    IntroductionFacts,
    NodeFacts,
    RelayFacts,
    Speed,
    SwarmFacts,
)
from tribler_core.domain.ports import Introductions
from tribler_core.web.json import dumps

_MIB = 1024 * 1024


class CircuitShape(Schema):
    """A circuit of ours."""

    circuit_id = fields.Integer(required=True)
    goal_hops = fields.Integer(required=True)
    actual_hops = fields.Integer(required=True)
    verified_hops = fields.List(fields.String(), required=True, metadata={"description": "Names of relays."})
    unverified_hop = fields.String(required=True, metadata={"description": "Who is asked just now; empty: nobody."})
    type = fields.String(required=True)
    state = fields.String(required=True)
    bytes_up = fields.Integer(required=True)
    bytes_down = fields.Integer(required=True)
    creation_time = fields.Integer(required=True, metadata={"description": "Unix seconds."})
    exit_flags = fields.List(fields.Integer(), required=True)


class RelayShape(Schema):
    """A circuit of others, one way, that goes through us."""

    circuit_from = fields.Integer(required=True)
    circuit_to = fields.Integer(required=True)
    is_rendezvous = fields.Boolean(required=True)
    direction = fields.String(required=True)
    bytes_up = fields.Integer(required=True)
    bytes_down = fields.Integer(required=True)
    creation_time = fields.Integer(required=True, metadata={"description": "Unix seconds."})


class ExitShape(Schema):
    """A circuit of others that ends here."""

    circuit_from = fields.Integer(required=True)
    enabled = fields.Boolean(required=True, metadata={"description": "It has sent something out."})
    bytes_up = fields.Integer(required=True)
    bytes_down = fields.Integer(required=True)
    creation_time = fields.Integer(required=True, metadata={"description": "Unix seconds."})
    is_introduction = fields.Boolean(required=True)
    is_rendezvous = fields.Boolean(required=True)


class SwarmShape(Schema):
    """A hidden swarm that we are in."""

    info_hash = fields.String(required=True, metadata={"description": "What it is looked up by; no infohash."})
    num_seeders = fields.Integer(required=True)
    num_connections = fields.Integer(required=True)
    num_connections_incomplete = fields.Integer(required=True)
    num_ips_from_dht = fields.Integer(required=True)
    num_ips_from_pex = fields.Integer(required=True)
    seeding = fields.Boolean(required=True)
    last_lookup = fields.Integer(required=True, metadata={"description": "Unix seconds; 0: never."})
    bytes_up = fields.Integer(required=True)
    bytes_down = fields.Integer(required=True)


class NodeShape(Schema):
    """A member of the network."""

    ip = fields.String(required=True)
    port = fields.Integer(required=True)
    mid = fields.String(required=True)
    is_key_compatible = fields.Boolean(required=True)
    flags = fields.List(fields.Integer(), required=True)


class TunnelSettingsAnswer(Schema):
    """The envelope of settings."""

    settings = fields.Dict(keys=fields.String(), required=True)


class CircuitsAnswer(Schema):
    """The envelope of circuits."""

    circuits = fields.List(fields.Nested(CircuitShape), required=True)


class RelaysAnswer(Schema):
    """The envelope of relays."""

    relays = fields.List(fields.Nested(RelayShape), required=True)


class ExitsAnswer(Schema):
    """The envelope of exits."""

    exits = fields.List(fields.Nested(ExitShape), required=True)


class SwarmsAnswer(Schema):
    """The envelope of hidden swarms."""

    swarms = fields.List(fields.Nested(SwarmShape), required=True)


class SwarmSizeAnswer(Schema):
    """How many hidden seeders a swarm has."""

    swarm_size = fields.Integer(required=True)


class NodesAnswer(Schema):
    """The envelope of members."""

    peers = fields.List(fields.Nested(NodeShape), required=True)


def present_circuit(facts: CircuitFacts) -> dict[str, object]:
    return {
        "circuit_id": facts.circuit_id,
        "goal_hops": facts.goal_hops,
        "actual_hops": len(facts.verified_hops),
        "verified_hops": list(facts.verified_hops),
        "unverified_hop": facts.unverified_hop,
        "type": facts.kind,
        "state": facts.state,
        "bytes_up": facts.bytes_up,
        "bytes_down": facts.bytes_down,
        "creation_time": facts.created,
        "exit_flags": list(facts.exit_flags),
    }


def present_relay(facts: RelayFacts) -> dict[str, object]:
    return {
        "circuit_from": facts.circuit_from,
        "circuit_to": facts.circuit_to,
        "is_rendezvous": facts.rendezvous,
        "direction": "forward" if facts.forward else "backward",
        "bytes_up": facts.bytes_up,
        "bytes_down": facts.bytes_down,
        "creation_time": facts.created,
    }


def present_exit(facts: ExitFacts) -> dict[str, object]:
    return {
        "circuit_from": facts.circuit_from,
        "enabled": facts.enabled,
        "bytes_up": facts.bytes_up,
        "bytes_down": facts.bytes_down,
        "creation_time": facts.created,
        "is_introduction": facts.introduction,
        "is_rendezvous": facts.rendezvous,
    }


def present_swarm(facts: SwarmFacts) -> dict[str, object]:
    return {
        "info_hash": facts.name,
        "num_seeders": facts.seeders,
        "num_connections": facts.connections,
        "num_connections_incomplete": facts.connections_incomplete,
        "num_ips_from_dht": facts.from_dht,
        "num_ips_from_pex": facts.from_pex,
        "seeding": facts.seeding,
        "last_lookup": facts.last_lookup,
        "bytes_up": facts.bytes_up,
        "bytes_down": facts.bytes_down,
    }


def present_node(facts: NodeFacts) -> dict[str, object]:
    host, port = facts.address
    return {
        "ip": host,
        "port": port,
        "mid": facts.name,
        "is_key_compatible": facts.compatible,
        "flags": list(facts.flags),
    }


def present_introductions(introductions: Introductions) -> list[dict[str, object]]:
    """A bare list, as Tribler's."""
    return [
        {"info_hash": name, "peers": [_introduction(each) for each in points]} for name, points in introductions.items()
    ]


def _introduction(facts: IntroductionFacts) -> dict[str, object]:
    host, port = facts.address
    return {
        "address": {"ip": host, "port": port, "public_key": facts.public_key},
        "seeder_pk": facts.seeder_key,
        "source": facts.source,
    }


def encode_speed(speed: Speed) -> bytes:
    """A line of a speed test, in MiB/s."""
    return b"speed: %s\n" % dumps({"up": speed.up / _MIB, "down": speed.down / _MIB})
