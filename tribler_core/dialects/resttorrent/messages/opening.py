"""How a transport gets the other side of a new socket, and on what terms a client is kept."""

from collections.abc import Callable
from dataclasses import dataclass

from tribler_core.dialects.resttorrent.messages.conversation import Conversation, Wire
from tribler_core.foundation.units import Bytes, Seconds

OpenConversation = Callable[[Wire], Conversation]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The same for every generation."""

    largest_message: Bytes
    ping_interval: Seconds
    """From one heartbeat to the next."""
    ping_timeout: Seconds
    """How long beyond that a client may be silent."""

    @property
    def longest_silence(self) -> Seconds:
        """Then it is let go of."""
        return Seconds(self.ping_interval + self.ping_timeout)
