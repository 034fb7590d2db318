"""Who shares the daemon, what each may have, and what each is told."""
