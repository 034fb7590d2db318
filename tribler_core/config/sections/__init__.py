"""One frozen dataclass for each section; default, unit and reason stand at the field."""

from tribler_core.config.sections.api import ApiSection, LegacyErrors, StatusVocabulary
from tribler_core.config.sections.clients.qbittorrent import QBittorrentProfile, QBittorrentSection
from tribler_core.config.sections.clients.resttorrent import (
    HttpErrors,
    RestTorrentAuth,
    RestTorrentSection,
    Switch,
)
from tribler_core.config.sections.clients.rss import RssSection
from tribler_core.config.sections.clients.torbox import CacheScope, TorBoxSection
from tribler_core.config.sections.clients.webui import WebUiSection
from tribler_core.config.sections.download_defaults import DownloadDefaultsSection
from tribler_core.config.sections.downloads.rules import DownloadsSection, StopCondition
from tribler_core.config.sections.downloads.speed import Days, SpeedSection
from tribler_core.config.sections.files import (
    OnAdded,
    PathPolicyName,
    PathsSection,
    StorageSection,
    Synchronous,
    WatchFolderSection,
)
from tribler_core.config.sections.libtorrent import Encryption, LibtorrentSection, ProxyType
from tribler_core.config.sections.logging import LogAge, LogFormat, LoggingSection, LogLevel
from tribler_core.config.sections.network.anonymity import AnonymitySection, WhenUnavailable
from tribler_core.config.sections.network.fetching import FetchingSection
from tribler_core.config.sections.notices import (
    AutorunSection,
    DynDnsProvider,
    DynDnsSection,
    MailEncryption,
    MailSection,
    WebhooksSection,
)
from tribler_core.config.sections.root import Config
from tribler_core.config.sections.tuning import TuningSection

__all__ = [
    "AnonymitySection",
    "ApiSection",
    "AutorunSection",
    "CacheScope",
    "Config",
    "Days",
    "DownloadDefaultsSection",
    "DownloadsSection",
    "DynDnsProvider",
    "DynDnsSection",
    "Encryption",
    "FetchingSection",
    "HttpErrors",
    "LegacyErrors",
    "LibtorrentSection",
    "LogAge",
    "LogFormat",
    "LogLevel",
    "LoggingSection",
    "MailEncryption",
    "MailSection",
    "OnAdded",
    "PathPolicyName",
    "PathsSection",
    "ProxyType",
    "QBittorrentProfile",
    "QBittorrentSection",
    "RestTorrentAuth",
    "RestTorrentSection",
    "RssSection",
    "SpeedSection",
    "StatusVocabulary",
    "StopCondition",
    "StorageSection",
    "Switch",
    "Synchronous",
    "TorBoxSection",
    "TuningSection",
    "WatchFolderSection",
    "WebUiSection",
    "WebhooksSection",
    "WhenUnavailable",
]
