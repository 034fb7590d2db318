"""The dialect of the qBittorrent Web API, version 2: four releases of it over the same services."""
