"""How a transport gets the other side of a new socket."""

from collections.abc import Callable

from tribler_core.dialects.resttorrent.messages.conversation import Conversation, Wire

OpenConversation = Callable[[Wire], Conversation]
