"""triblerd: one headless torrent daemon, one domain, several API dialects."""

__version__ = "0.1.0"
