"""The Web API that qBittorrent and triblerd both speak, asked of both in the same words."""
