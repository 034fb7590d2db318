"""All preferences, in the order in which they are shown and applied."""

from collections.abc import Mapping

from tribler_core.dialects.qbittorrent.preferences import (
    advanced,
    bittorrent,
    connection,
    downloads,
    notices,
    rss,
    speed,
    webui,
)
from tribler_core.dialects.qbittorrent.preferences.row import Preference

SUBJECTS: Mapping[str, tuple[Preference, ...]] = {
    "Downloads": downloads.ROWS,
    "Programs and mail": notices.ROWS,
    "Connection": connection.ROWS,
    "Speed": speed.ROWS,
    "BitTorrent": bittorrent.ROWS,
    "RSS": rss.ROWS,
    "Web UI": webui.ROWS,
    "Advanced": advanced.ROWS,
}
PREFERENCES: Mapping[str, Preference] = {row.name: row for rows in SUBJECTS.values() for row in rows}
"""By name. Where two names set one thing, the later one goes over the earlier."""
