"""Who may come in: the gate, keys, slow-down, hosts, origins, proxies."""
