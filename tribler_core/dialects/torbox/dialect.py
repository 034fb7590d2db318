"""Both faces of the dialect, built of the services: the API, and the links that it gives out."""

from collections.abc import Callable
from dataclasses import dataclass

from tribler_core.config.sections import TorBoxSection
from tribler_core.dialects.torbox.access.authenticator import TorBoxAuthenticator
from tribler_core.dialects.torbox.access.claims import API, LINKS, claims_of
from tribler_core.dialects.torbox.access.courtesy import TorBoxCourtesy
from tribler_core.dialects.torbox.access.rates import Rates
from tribler_core.dialects.torbox.endpoints.elsewhere import EmptyEndpoint, RefusingEndpoint
from tribler_core.dialects.torbox.endpoints.notifications import NotificationsEndpoint
from tribler_core.dialects.torbox.endpoints.queue import QueueEndpoint
from tribler_core.dialects.torbox.endpoints.stats import RootEndpoint, StatsEndpoint
from tribler_core.dialects.torbox.endpoints.torrents.caching import CacheEndpoint
from tribler_core.dialects.torbox.endpoints.torrents.controlling import ControlEndpoint
from tribler_core.dialects.torbox.endpoints.torrents.creating import CreateEndpoint
from tribler_core.dialects.torbox.endpoints.torrents.exporting import ExportEndpoint
from tribler_core.dialects.torbox.endpoints.torrents.info import InfoEndpoint
from tribler_core.dialects.torbox.endpoints.torrents.links import DeliverEndpoint, RequestLinkEndpoint
from tribler_core.dialects.torbox.endpoints.torrents.listing import ListEndpoint
from tribler_core.dialects.torbox.endpoints.user import UserEndpoint
from tribler_core.dialects.torbox.errors import ErrorEnvelope, word_error
from tribler_core.dialects.torbox.requests.bodies import LARGEST, decode_loosely
from tribler_core.dialects.torbox.snapshots import Snapshots
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.tasks import TaskOwner
from tribler_core.services.library.building import Outfit
from tribler_core.services.library.looking import Looking
from tribler_core.services.statistics import Statistics
from tribler_core.web.access.slow_down import SlowDown
from tribler_core.web.dialect import Dialect, alone
from tribler_core.web.endpoint import Endpoint

NAME = "torbox"
_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A key of an account: `triblerd account key add`."},
    "token": {"type": "apiKey", "in": "query", "name": "token", "description": "The same; of requestdl and rss alone."},
}
_DESCRIPTION = (
    "The TorBox API. Any version in the place of `v1` is taken for it. Every answer is an envelope of `success`, "
    "`error`, `detail` and `data`; bodies may be JSON, forms or multipart, and names are read in any spelling."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """All that the endpoints call."""

    outfit: Outfit
    looking: Looking
    statistics: Statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the running daemon lends."""

    section: Callable[[], TorBoxSection]
    clock: Clock
    tasks: TaskOwner


def faces(services: Services, around: Surroundings) -> list[Dialect]:
    """The API below /v1/api and what its links lead to below /dl share a document; the third is for its own port."""
    rates = Rates(around.clock)
    authenticator = TorBoxAuthenticator(services.outfit.library.accounts, rates, around.section, SlowDown(around.clock))
    courtesy = TorBoxCourtesy(cors=around.section().cors)

    def face(prefix: str, endpoints: list[Endpoint], claims: Callable[[str], str | None] | None) -> Dialect:
        return Dialect(
            name=NAME,
            title="TorBox",
            prefix=prefix,
            endpoints=endpoints,
            authenticator=authenticator,
            word_error=word_error,
            error_schema=ErrorEnvelope,
            security=_SECURITY,
            description=_DESCRIPTION,
            collapse_slashes=True,
            claims=claims,
            courtesy=courtesy,
            read_body=decode_loosely,
            max_body_size=LARGEST,
        )

    deliver = DeliverEndpoint(services.outfit)
    claims = claims_of(lambda: around.section().strict_version)
    return [
        face(API, [*_torrents(services, around, rates, authenticator), *_others(services, rates)], claims),
        face(LINKS, [deliver], None),
        alone(face(API, [], None), [RootEndpoint()]),
    ]


def _torrents(
    services: Services, around: Surroundings, rates: Rates, authenticator: TorBoxAuthenticator
) -> list[Endpoint]:
    outfit, section = services.outfit, around.section
    library = outfit.library
    snapshots = Snapshots(library, outfit.digests, around.clock, section)
    return [
        CreateEndpoint(library, rates, lambda: section().creations_per_hour),
        ControlEndpoint(library),
        RequestLinkEndpoint(outfit, section),
        ListEndpoint(library, snapshots),
        CacheEndpoint(library, outfit.digests),
        ExportEndpoint(library),
        InfoEndpoint(services.looking, library.desk.reader, rates, section, authenticator),
    ]


def _others(services: Services, rates: Rates) -> list[Endpoint]:
    return [
        QueueEndpoint(services.outfit.library),
        UserEndpoint(services.outfit.library),
        NotificationsEndpoint(services.outfit.library, rates),
        StatsEndpoint(services.outfit.library, services.statistics),
        EmptyEndpoint(),
        RefusingEndpoint(),
    ]
