"""[torbox]: the API below /v1/api for several people, and what each may have."""

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from tribler_core.config.sections.checks import AtRestart, require, require_range
from tribler_core.foundation.units import Bytes, Seconds

DAY = 86400
_NUMBERS = 4


class CacheScope(Enum):
    """Whose data counts as cached."""

    SERVER = "server"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True, kw_only=True)
class TorBoxSection:
    """The TorBox API below /v1/api, its accounts and their limits. Accounts are made by `triblerd account add`.

    A plan is `slots, bytes of an item, items a month, hours between two items`; a `-` is no limit.
    """

    PATH: ClassVar = ("torbox",)

    enabled: AtRestart[bool] = False
    """Serve this API. The first start with it makes an account and tells its key, once; see default_account for what is
    in its list then."""
    port: AtRestart[int] = 0
    """A TCP port of its own, on which nothing but this API is served, beside the daemon's port; 0: none."""
    host: AtRestart[str] = "127.0.0.1"
    """Address or name to listen on with that port."""
    https: AtRestart[bool] = False
    """Speak HTTPS on that port, with the certificate of [api] https_certfile."""
    strict_version: bool = False
    """Serve /v1/api alone; otherwise any version that a client names is taken for v1."""
    public_url: str = ""
    """What download links begin with, like https://box.example.org; empty: as the client calls us."""
    default_account: str = ""
    """Who holds what other APIs download, also what was there before; empty: the first account. A name that no account
    has, like `-`: nobody."""
    cache_scope: CacheScope = CacheScope.SERVER
    """`server`: what is complete here is cached for everybody; `account`: only for those who hold it already."""
    cache_retention: Seconds = Seconds(0.0)
    """How long complete data stays when nobody holds it any more."""
    cache_max_bytes: Bytes = Bytes(0)
    """The most that is kept so; what nobody wanted for longest goes first. 0: no limit."""
    delete_foreign_data: bool = False
    """Delete the content of a torrent that another API brought in when the last account lets go of it."""
    mylist_cache_seconds: Seconds = Seconds(600.0)
    """How old the numbers of a list may be when the client does not ask for fresh ones; states never are."""
    metadata_timeout: Seconds = Seconds(10.0)
    """How long a look-up in the swarm takes when the client does not say."""
    metadata_concurrency: int = 16
    """Look-ups at one time."""
    metadata_requires_auth: bool = False
    """Answer torrentinfo and magnettofile only to those who have a key."""
    metadata_per_minute: int = 30
    """Look-ups for one address without a key; 0: no limit."""
    link_ttl: Seconds = Seconds(3600.0)
    """How long a link can be used for the first time."""
    link_grace: Seconds = Seconds(7.0 * DAY)
    """How long after its first use a link serves the same address."""
    plan_free: tuple[str, ...] = ("1", "10737418240", "10", "24")
    """Limits of plan 0."""
    plan_essential: tuple[str, ...] = ("3", "214748364800", "-", "-")
    """Limits of plan 1."""
    plan_pro: tuple[str, ...] = ("10", "536870912000", "-", "-")
    """Limits of plan 2."""
    plan_standard: tuple[str, ...] = ("5", "214748364800", "-", "-")
    """Limits of plan 3."""
    seeding_slots: int = -1
    """Complete items of an account that seed; -1: no limit."""
    queueing: bool = True
    """Let items wait for a slot; otherwise they are refused."""
    queue_max: int = -1
    """Items of an account that may wait; -1: no limit."""
    queue_interval: Seconds = Seconds(60.0)
    """How often the queue is looked at, beside whenever a slot is released."""
    hold_as_queued: bool = False
    """Items added with as_queued wait until they are started by hand."""
    retention_days: int = 0
    """Days that an item stays; 0: for ever."""
    calls_per_minute: int = 0
    """Of one key; 0: no limit. The service itself allows 300."""
    creations_per_hour: int = 0
    """Of one key, what was cached apart; 0: no limit. The service itself allows 60."""
    stalled_after: int = 30
    """Seconds without a byte or a seed until a download is called stalled; 0: never."""
    background_hashing: bool = True
    """Compute checksums of complete files: for clients, and so that a ZIP can be fetched in parts."""
    cors: AtRestart[bool] = True
    """Let web pages of every origin use this API with a key of their own."""

    def __post_init__(self) -> None:
        require_range("torbox.port", self.port, 0, 65535)
        require_range("torbox.metadata_timeout", self.metadata_timeout, 1, 60)
        require_range("torbox.metadata_concurrency", self.metadata_concurrency, 1, 10_000)
        require_range("torbox.link_ttl", self.link_ttl, 1, 366 * DAY)
        require_range("torbox.link_grace", self.link_grace, 0, 366 * DAY)
        require_range("torbox.queue_interval", self.queue_interval, 0.1, DAY)
        require_range("torbox.retention_days", self.retention_days, 0, 36500)
        for name in ("free", "essential", "pro", "standard"):
            self.plan(name)
        plain = not self.public_url or self.public_url.startswith(("http://", "https://"))
        require("torbox.public_url", plain and not self.public_url.endswith("/"), "must be http(s)://host, or empty")

    def plan(self, name: str) -> tuple[int | None, ...]:
        """Slots, bytes, items a month, hours; None: no limit. Raises: ConfigError."""
        option = f"plan_{name}"
        parts: tuple[str, ...] = getattr(self, option)
        fit = len(parts) == _NUMBERS and all(part == "-" or (part.isascii() and part.isdigit()) for part in parts)
        require(f"torbox.{option}", fit, "must be four whole numbers or -, like 3, 214748364800, -, -")
        return tuple(None if part == "-" else int(part) for part in parts)
