"""The qBittorrent dialect, introduced to the house."""

from dataclasses import dataclass, replace

from tribler_core.daemon.core import Core, Labels, Process, seed_by
from tribler_core.dialects.qbittorrent.dialect import Process as Surroundings
from tribler_core.dialects.qbittorrent.dialect import QBittorrent, Services
from tribler_core.dialects.qbittorrent.endpoints.annex.building import AnnexServices
from tribler_core.dialects.qbittorrent.journal import Journal
from tribler_core.dialects.qbittorrent.shapes.category import present_category
from tribler_core.dialects.qbittorrent.speed import ConfiguredLimits
from tribler_core.dialects.qbittorrent.sync.maindata import Sorting
from tribler_core.domain.errors import InvalidParameter
from tribler_core.engine.metainfo.making import TorrentHasher
from tribler_core.fetching.feeds import GuardedFeedFetcher
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.services.host_files import HostFiles
from tribler_core.services.labels.tags import is_tag
from tribler_core.services.making.tasks import MakingTasks
from tribler_core.services.notices.mail import Mail
from tribler_core.services.rss.service import Feeds
from tribler_core.services.rss.service import Surroundings as FeedSurroundings
from tribler_core.services.settings import SettingsService
from tribler_core.services.statistics import Statistics


@dataclass(frozen=True, slots=True)
class Guest:
    """The dialect, and the log that it shows: a handler of the root logger."""

    dialect: QBittorrent
    journal: Journal
    feeds: Feeds


def build_qbittorrent(process: Process, core: Core, statistics: Statistics, settings: SettingsService) -> Guest:
    """Nothing runs yet when this returns."""
    journal, labels, feeds = Journal(), core.labels, _feeds(process, core)
    mail = Mail(lambda: process.store.current.mail)
    services = Services(
        downloads=core.downloads,
        metainfo=core.metainfo,
        events=core.events,
        statistics=statistics,
        host_files=HostFiles(core.paths),
        sessions=core.engine.sessions,
        store=process.catalogue.key_values,
        speed=ConfiguredLimits(lambda: process.store.current, settings, core.speed),
        ban_peers=core.bans.ban,
        annex=AnnexServices(
            config=process.store,
            settings=settings,
            store=process.catalogue.key_values,
            feeds=feeds,
            making=MakingTasks(
                TorrentHasher(), core.paths.check, seed_by(core.downloads), process.clock, process.tasks
            ),
            cookies=core.cookies,
            send_test_mail=mail.test,
        ),
        sorting=Sorting(
            categories=lambda: {name: present_category(each) for name, each in labels.categories.all().items()},
            tags=labels.tags.all,
        ),
        welcome=_Welcome(labels),
    )
    surroundings = Surroundings(
        config=lambda: process.store.current,
        request_stop=process.stop.ask,
        journal=journal,
        clock=process.clock,
        tasks=process.tasks,
    )
    return Guest(QBittorrent(services, surroundings), journal, feeds)


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


class _Welcome:
    """A category or tag that is named with an add is made; what cannot be one is left out."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels

    async def __call__(self, request: AddRequest) -> AddRequest:
        tags = tuple(tag for tag in request.tags if is_tag(tag))
        await self._labels.tags.ensure(tags)
        category = request.category
        if category is not None:
            try:
                await self._labels.categories.ensure(category)
            except InvalidParameter:
                category = None
        return replace(request, category=category, tags=tags)
