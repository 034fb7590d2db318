"""What sharing a daemon costs: links beside nginx, and a cache of many hashes."""
