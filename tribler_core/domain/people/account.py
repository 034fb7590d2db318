"""Those who share the daemon: who they are, what they may have, and the keys that prove it."""

import dataclasses
import enum
from collections.abc import Mapping

from tribler_core.domain.download.settings import Hops
from tribler_core.domain.people.principal import Principal
from tribler_core.foundation.units import Timestamp
from tribler_core.foundation.value import value

NOBODY = 0
"""The number of no account; what it holds is data that is kept although nobody holds it any more."""


class Plan(enum.Enum):
    """A set of limits with a name."""

    FREE = "free"
    ESSENTIAL = "essential"
    STANDARD = "standard"
    PRO = "pro"


class SeedWish(enum.Enum):
    """Whether a holder wants a complete torrent to be seeded."""

    AUTO = "auto"
    """As far as the daemon is configured to."""
    SEED = "seed"
    """For ever."""
    STOP = "stop"
    """Not at all."""


@value(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an account may have; None: as much as it likes."""

    slots: int | None = None
    """Downloads under way at one time."""
    item_size: int | None = None
    """Bytes of one item."""
    monthly_adds: int | None = None
    """Items in one calendar month (UTC); what was there already does not count."""
    cooldown: int | None = None
    """Seconds between two items."""
    seeding_slots: int | None = None
    """Complete items that seed."""
    retention: int | None = None
    """Seconds that an item stays."""
    queue_length: int | None = None
    """Items that wait for a slot."""


LIMIT_NAMES = tuple(field.name for field in dataclasses.fields(Limits))


@value(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What an account likes; kept for its clients, and `seed`, `allow_zip` and `hops` for new items."""

    seed: SeedWish = SeedWish.AUTO
    hops: Hops | None = None
    """That its downloads and look-ups hide behind; None: as configured."""
    allow_zip: bool = True
    append_name: bool = True
    email_notices: bool = True
    web_notices: bool = True
    mobile_notices: bool = True
    rss_notices: bool = True


@value(frozen=True, slots=True, kw_only=True)
class Account:
    """One of those who share the daemon."""

    number: int = NOBODY
    """From 1, never used again; given by the store."""
    auth_id: str
    """A UUID."""
    referral: str
    """Another."""
    name: str
    email: str
    plan: Plan
    enabled: bool = True
    overrides: tuple[tuple[str, int | None], ...] = ()
    """Limits of its own, by name, over those of the plan."""
    preferences: Preferences = Preferences()
    created: Timestamp
    updated: Timestamp
    cooldown_until: Timestamp | None = None
    month: int = 0
    """Year * 100 + month that `month_adds` counts."""
    month_adds: int = 0
    adds: int = 0
    """Items ever."""
    bytes_served: int = 0
    """Over links."""
    bytes_uploaded: int = 0
    """Into swarms, by its items, as far as they are gone."""

    def limits(self, plans: Mapping[Plan, Limits]) -> Limits:
        """Those of the plan with its own over them."""
        own = {name: value for name, value in self.overrides if name in LIMIT_NAMES}
        return dataclasses.replace(plans.get(self.plan, Limits()), **own)


@value(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """What proves who somebody is; of the key itself only its SHA-256 is kept."""

    number: int = 0
    """From 1, never used again; given by the store."""
    account: int
    digest: str
    """Hex."""
    label: str
    created: Timestamp
    last_used: Timestamp | None = None
    revoked: Timestamp | None = None


@value(frozen=True, slots=True)
class AccountHolder(Principal):
    """A caller who was identified by a key of an account."""

    account: int
    key: int


@value(frozen=True, slots=True)
class Notice:
    """Something that an account is told."""

    number: int
    created: Timestamp
    title: str
    message: str
