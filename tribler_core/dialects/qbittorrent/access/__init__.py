"""Who comes in: passwords, sessions, bans, API keys, and the rules about hosts and origins."""
