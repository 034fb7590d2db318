"""Letters for what a connection is doing. Source: section 3.5 of the specification."""

from collections.abc import Iterator

from tribler_core.domain.swarm.peer import Peer, PeerConnection, PeerFlag

CONNECTIONS = {
    PeerConnection.TCP: "BT",
    PeerConnection.UTP: "μTP",
    PeerConnection.WEB_SEED: "Web",
    PeerConnection.HTTP_SEED: "Web",
}

_MEANINGS = {
    "d": "Interested (local) and choked (peer)",
    "D": "Interested (local) and unchoked (peer)",
    "u": "Interested (peer) and choked (local)",
    "U": "Interested (peer) and unchoked (local)",
    "K": "Not interested (local) and unchoked (peer)",
    "?": "Not interested (peer) and unchoked (local)",
    "O": "Optimistic unchoke",
    "S": "Peer snubbed",
    "I": "Incoming connection",
    "H": "Peer from DHT",
    "X": "Peer from PEX",
    "L": "Peer from LSD",
    "E": "Encrypted traffic",
    "e": "Encrypted handshake",
    "P": "μTP",
    "h": "Peer is using NAT hole punching",
}

_PLAIN = (
    ("O", PeerFlag.OPTIMISTIC_UNCHOKE),
    ("S", PeerFlag.SNUBBED),
)
_LATER = (
    ("H", PeerFlag.FROM_DHT),
    ("X", PeerFlag.FROM_PEX),
    ("L", PeerFlag.FROM_LSD),
    ("E", PeerFlag.ENCRYPTED),
    ("e", PeerFlag.PLAINTEXT_ENCRYPTED),
)


def letters_of(peer: Peer) -> str:
    """The letters that apply, in the order of the table, with blanks between them."""
    return " ".join(_letters(peer))


def meanings_of(letters: str) -> str:
    """A line for each letter."""
    return "\n".join(f"{letter} = {_MEANINGS[letter]}" for letter in letters.split())


def _letters(peer: Peer) -> Iterator[str]:
    flags = peer.flags
    if PeerFlag.INTERESTING in flags:
        yield "d" if PeerFlag.REMOTE_CHOKED in flags else "D"
    if PeerFlag.REMOTE_INTERESTED in flags:
        yield "u" if PeerFlag.CHOKED in flags else "U"
    if not flags & (PeerFlag.REMOTE_CHOKED | PeerFlag.INTERESTING):
        yield "K"
    if not flags & (PeerFlag.CHOKED | PeerFlag.REMOTE_INTERESTED):
        yield "?"
    yield from (letter for letter, flag in _PLAIN if flag in flags)
    if PeerFlag.OUTGOING not in flags:
        yield "I"
    yield from (letter for letter, flag in _LATER if flag in flags)
    if peer.connection is PeerConnection.UTP:
        yield "P"
    if PeerFlag.HOLEPUNCHED in flags:
        yield "h"


def client_of_id(peer_id: bytes) -> str:
    """The first eight bytes of the id where they can be read; "": no handshake yet."""
    if not any(peer_id):
        return ""
    start = peer_id[:8]
    return start.decode("ascii") if start.isascii() and start.decode("ascii").isprintable() else "Unknown"
