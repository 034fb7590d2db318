"""The whole configuration: one attribute for each section."""

from dataclasses import dataclass, field
from pathlib import Path

from tribler_core.config.sections.api import ApiSection
from tribler_core.config.sections.clients.qbittorrent import QBittorrentSection
from tribler_core.config.sections.clients.resttorrent import RestTorrentSection
from tribler_core.config.sections.clients.rss import RssSection
from tribler_core.config.sections.clients.torbox import TorBoxSection
from tribler_core.config.sections.clients.webui import WebUiSection
from tribler_core.config.sections.download_defaults import DownloadDefaultsSection
from tribler_core.config.sections.downloads.rules import DownloadsSection
from tribler_core.config.sections.downloads.speed import SpeedSection
from tribler_core.config.sections.files import PathsSection, StorageSection, WatchFolderSection
from tribler_core.config.sections.libtorrent import LibtorrentSection
from tribler_core.config.sections.logging import LoggingSection
from tribler_core.config.sections.network.anonymity import AnonymitySection
from tribler_core.config.sections.network.fetching import FetchingSection
from tribler_core.config.sections.notices import AutorunSection, DynDnsSection, MailSection, WebhooksSection
from tribler_core.config.sections.tuning import TuningSection


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What the daemon was told, whole and checked. Where a section stands in the file is its PATH."""

    state_dir: Path
    """The folder of the catalogue, the lock and, unless named otherwise, `triblerd.conf`; not an option of the file."""
    api: ApiSection = field(default_factory=ApiSection)
    libtorrent: LibtorrentSection = field(default_factory=LibtorrentSection)
    tuning: TuningSection = field(default_factory=TuningSection)
    download_defaults: DownloadDefaultsSection = field(default_factory=DownloadDefaultsSection)
    downloads: DownloadsSection = field(default_factory=DownloadsSection)
    speed: SpeedSection = field(default_factory=SpeedSection)
    storage: StorageSection = field(default_factory=StorageSection)
    paths: PathsSection = field(default_factory=PathsSection)
    watch_folder: WatchFolderSection = field(default_factory=WatchFolderSection)
    fetching: FetchingSection = field(default_factory=FetchingSection)
    anonymity: AnonymitySection = field(default_factory=AnonymitySection)
    rss: RssSection = field(default_factory=RssSection)
    autorun: AutorunSection = field(default_factory=AutorunSection)
    mail: MailSection = field(default_factory=MailSection)
    webhooks: WebhooksSection = field(default_factory=WebhooksSection)
    dyndns: DynDnsSection = field(default_factory=DynDnsSection)
    logging: LoggingSection = field(default_factory=LoggingSection)
    qbittorrent: QBittorrentSection = field(default_factory=QBittorrentSection)
    resttorrent: RestTorrentSection = field(default_factory=RestTorrentSection)
    webui: WebUiSection = field(default_factory=WebUiSection)
    torbox: TorBoxSection = field(default_factory=TorBoxSection)
