"""The annex of a face, built of its services."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tribler_core.config.store import ConfigStore
from tribler_core.dialects.qbittorrent.access.authenticator import Access
from tribler_core.dialects.qbittorrent.adding import Adding, Failed
from tribler_core.dialects.qbittorrent.endpoints.annex.clientdata import (
    ClientData,
    LoadClientDataEndpoint,
    StoreClientDataEndpoint,
)
from tribler_core.dialects.qbittorrent.endpoints.annex.cookies import CookiesEndpoint, SendTestMail, TestMailEndpoint
from tribler_core.dialects.qbittorrent.endpoints.annex.creating import CreatingEndpoint, CreatorEndpoint
from tribler_core.dialects.qbittorrent.endpoints.annex.feed_rules import RuleEndpoint, RulesEndpoint
from tribler_core.dialects.qbittorrent.endpoints.annex.feeds import FeedItemEndpoint, FeedsEndpoint, FeedTreeEndpoint
from tribler_core.dialects.qbittorrent.endpoints.annex.preferences import PreferencesEndpoint, SetPreferencesEndpoint
from tribler_core.dialects.qbittorrent.endpoints.annex.search import SearchEndpoint, SearchingEndpoint
from tribler_core.dialects.qbittorrent.preferences.desk import Preferences
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.dialects.qbittorrent.requests.adding import AddParameters
from tribler_core.dialects.qbittorrent.requests.rules import add_parameters
from tribler_core.domain.errors import FetchError
from tribler_core.domain.ports import KeyValueStore
from tribler_core.services.cookies import Cookies
from tribler_core.services.making.tasks import MakingTasks
from tribler_core.services.rss.rule import Rule
from tribler_core.services.rss.service import Feeds
from tribler_core.services.settings import SettingsService
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.request.validation import load


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexServices:
    """What the endpoints of the annex call."""

    config: ConfigStore
    settings: SettingsService
    store: KeyValueStore
    feeds: Feeds
    making: MakingTasks
    cookies: Cookies
    send_test_mail: SendTestMail
    fetched_trackers: Callable[[], Sequence[str]]
    """The list of trackers that somebody else keeps, as last fetched."""
    listen: Callable[[Collection[str]], None]
    """See to it that what is stored of these options of listeners takes effect, soon; returns at once."""


class Annex:
    """Endpoints for every face, on what all faces share."""

    def __init__(self, services: AnnexServices, access: Access, adding: Adding) -> None:
        """Rules of feeds are in this dialect's words, so it adds what they find."""
        self._services = services
        self._adding = adding
        self._preferences = Preferences(
            services.config, self._change, services.store, access, services.fetched_trackers
        )
        self._client_data = ClientData(services.store)
        services.feeds.add_by(self._add)

    def endpoints(self, profile: Profile) -> Sequence[Endpoint]:
        """Of one face."""
        services = self._services
        return (
            PreferencesEndpoint(self._preferences, profile),
            SetPreferencesEndpoint(self._preferences),
            CookiesEndpoint(services.cookies),
            TestMailEndpoint(services.send_test_mail),
            FeedsEndpoint(services.feeds),
            FeedTreeEndpoint(services.feeds, profile),
            FeedItemEndpoint(services.feeds),
            RulesEndpoint(services.feeds),
            RuleEndpoint(services.feeds),
            CreatorEndpoint(services.making),
            CreatingEndpoint(services.making),
            LoadClientDataEndpoint(self._client_data),
            StoreClientDataEndpoint(self._client_data, profile),
            SearchEndpoint(),
            SearchingEndpoint(),
        )

    async def _change(self, wanted: Mapping[str, Any]) -> None:
        changed = await self._services.settings.change(wanted)
        if changed.restart_required:
            self._services.listen(changed.restart_required)

    async def _add(self, url: str, rule: Rule) -> None:
        outcome = await self._adding.add((), [url], load(AddParameters(), add_parameters(rule)))
        if outcome.failures and outcome.failures != [Failed.DUPLICATE]:
            raise FetchError(f"{url}: {outcome.failures[0].value}")
