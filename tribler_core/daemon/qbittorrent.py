"""The qBittorrent dialect, introduced to the house."""

from dataclasses import dataclass

from tribler_core.daemon.core import Core, Process, seed_by
from tribler_core.dialects.qbittorrent.dialect import Process as Surroundings
from tribler_core.dialects.qbittorrent.dialect import QBittorrent, Services
from tribler_core.dialects.qbittorrent.endpoints.annex.building import AnnexServices
from tribler_core.dialects.qbittorrent.journal import Journal
from tribler_core.dialects.qbittorrent.speed import ConfiguredLimits
from tribler_core.domain.events import ListenersChanged
from tribler_core.engine.metainfo.making import TorrentHasher
from tribler_core.fetching.feeds import GuardedFeedFetcher
from tribler_core.services.host_files import HostFiles
from tribler_core.services.making.tasks import MakingTasks
from tribler_core.services.notices.mail import Mail
from tribler_core.services.rss.service import Feeds
from tribler_core.services.rss.service import Surroundings as FeedSurroundings
from tribler_core.services.settings import SettingsService
from tribler_core.services.statistics import AllTime, Statistics


@dataclass(frozen=True, slots=True)
class Guest:
    """The dialect, and the log that it shows: a handler of the root logger."""

    dialect: QBittorrent
    journal: Journal
    feeds: Feeds


def build_qbittorrent(
    process: Process, core: Core, figures: tuple[Statistics, AllTime], settings: SettingsService
) -> Guest:
    """Nothing runs yet when this returns."""
    journal, feeds = Journal(process.log.mask), _feeds(process, core)
    process.store.subscribe(lambda old, new: feeds.settings_changed(old.rss, new.rss))
    services = Services(
        downloads=core.downloads,
        metainfo=core.metainfo,
        events=core.events,
        statistics=figures[0],
        all_time=figures[1],
        host_files=HostFiles(core.paths),
        sessions=core.engine.sessions,
        store=process.catalogue.key_values,
        speed=ConfiguredLimits(lambda: process.store.current, settings, core.speed),
        ban_peers=core.bans.ban,
        annex=_annex(process, core, settings, feeds),
        labels=core.labels,
        streaming=core.streaming,
    )
    surroundings = Surroundings(
        config=lambda: process.store.current,
        request_stop=process.stop.ask,
        journal=journal,
        clock=process.clock,
        tasks=process.tasks,
    )
    return Guest(QBittorrent(services, surroundings), journal, feeds)


def _annex(process: Process, core: Core, settings: SettingsService, feeds: Feeds) -> AnnexServices:
    return AnnexServices(
        config=process.store,
        settings=settings,
        store=process.catalogue.key_values,
        feeds=feeds,
        making=MakingTasks(TorrentHasher(), core.paths.check, seed_by(core.downloads), process.clock, process.tasks),
        cookies=core.cookies,
        send_test_mail=Mail(lambda: process.store.current.mail).test,
        fetched_trackers=lambda: core.tracker_list.urls,
        listen=lambda options: core.events.publish(ListenersChanged(frozenset(options))),
    )


def _feeds(process: Process, core: Core) -> Feeds:
    return Feeds(
        FeedSurroundings(
            section=lambda: process.store.current.rss,
            store=process.catalogue.key_values,
            fetcher=GuardedFeedFetcher(lambda: process.store.current, core.cookies.sent_to),
            clock=process.clock,
            tasks=process.tasks,
        )
    )
