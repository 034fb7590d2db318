"""Preferences of feeds. Source: section 3.8.5 of the specification."""

from tribler_core.dialects.qbittorrent.preferences.codecs import FLAG, LINES, times, whole
from tribler_core.dialects.qbittorrent.preferences.row import option

_INTERVAL = times(60, whole(1, 10**6))

ROWS = (
    option("RSSProcessingEnabled", "rss.enabled", FLAG, early_only=True),
    option("RSSRefreshInterval", "rss.refresh_interval", _INTERVAL, early_only=True),
    option("RSSMaxArticlesPerFeed", "rss.max_articles", whole(0, 100_000), early_only=True),
    option("RSSAutoDownloadingEnabled", "rss.auto_download", FLAG, early_only=True),
    option("rss_processing_enabled", "rss.enabled", FLAG, late=True),
    option("rss_refresh_interval", "rss.refresh_interval", _INTERVAL, late=True),
    option("rss_fetch_delay", "rss.fetch_delay", times(1, whole(0, 3600)), late=True),
    option("rss_max_articles_per_feed", "rss.max_articles", whole(0, 100_000), late=True),
    option("rss_auto_downloading_enabled", "rss.auto_download", FLAG, late=True),
    option("rss_download_repack_proper_episodes", "rss.download_repacks", FLAG, late=True),
    option("rss_smart_episode_filters", "rss.smart_filters", LINES, late=True),
)
