"""Messages and events over sockets, with real clients as judges."""
