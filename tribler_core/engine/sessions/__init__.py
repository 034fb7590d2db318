"""libtorrent's sessions, one per hop count: settings, alerts, life and death."""
