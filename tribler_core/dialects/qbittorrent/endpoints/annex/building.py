"""The annex of a face, built of its services."""

from collections.abc import Sequence
from dataclasses import dataclass

from tribler_core.config.store import ConfigStore
from tribler_core.dialects.qbittorrent.access.authenticator import Access
from tribler_core.dialects.qbittorrent.endpoints.annex.clientdata import (
    ClientData,
    LoadClientDataEndpoint,
    StoreClientDataEndpoint,
)
from tribler_core.dialects.qbittorrent.endpoints.annex.preferences import PreferencesEndpoint, SetPreferencesEndpoint
from tribler_core.dialects.qbittorrent.endpoints.annex.search import SearchEndpoint, SearchingEndpoint
from tribler_core.dialects.qbittorrent.preferences.desk import Preferences
from tribler_core.dialects.qbittorrent.profiles import Profile
from tribler_core.domain.ports import KeyValueStore
from tribler_core.web.endpoint import Endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnexServices:
    """What the endpoints of the annex call."""

    config: ConfigStore
    store: KeyValueStore


class Annex:
    """Endpoints for every face, on what all faces share."""

    def __init__(self, services: AnnexServices, access: Access) -> None:
        self._preferences = Preferences(services.config, services.store, access)
        self._client_data = ClientData(services.store)

    def endpoints(self, profile: Profile) -> Sequence[Endpoint]:
        """Of one face."""
        return (
            PreferencesEndpoint(self._preferences, profile),
            SetPreferencesEndpoint(self._preferences),
            LoadClientDataEndpoint(self._client_data),
            StoreClientDataEndpoint(self._client_data, profile),
            SearchEndpoint(),
            SearchingEndpoint(),
        )
