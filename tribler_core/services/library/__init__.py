"""Items over shared torrents: who holds what, who waits, and what becomes of it when they let go."""
