"""What goes wrong between accounts, items and links; one branch of the tree in `domain/errors.py`."""

from tribler_core.domain.errors import InvalidParameter, NotAuthenticated, NotFound, Rejected, Unavailable
from tribler_core.foundation.units import Timestamp


class NoCredentials(NotAuthenticated):
    """No key at all."""

    code = "NoCredentials"

    def __init__(self) -> None:
        super().__init__("an API key is needed")


class BadKey(NotAuthenticated):
    """A key that is unknown or revoked, or whose account is disabled."""

    code = "BadKey"

    def __init__(self, message: str = "this API key is not valid") -> None:
        super().__init__(message)


class AccountNotFound(NotFound):
    """No account has this number or name."""

    code = "AccountNotFound"


class KeyNotFound(NotFound):
    """The account has no key of this number."""

    code = "KeyNotFound"


class AccountExists(InvalidParameter):
    """An account has this name already."""

    code = "AccountExists"


class ItemNotFound(NotFound):
    """The account has no such item, or the item no such file."""

    code = "ItemNotFound"

    def __init__(self, message: str = "this item was not found") -> None:
        super().__init__(message)


class BadTorrent(Rejected):
    """Neither a torrent nor a magnet that names one."""

    code = "BadTorrent"


class ItemTooLarge(Rejected):
    """Larger than the account may have."""

    code = "ItemTooLarge"


class NotCached(Rejected):
    """It was wanted only if it is here, and it is not."""

    code = "NotCached"

    def __init__(self) -> None:
        super().__init__("this download was not found in cache")


class ActiveLimit(Rejected):
    """No slot is free, and nothing may wait for one."""

    code = "ActiveLimit"

    def __init__(self, limit: int, active: int) -> None:
        super().__init__(f"the active download limit of {limit} is reached")
        self.limit = limit
        self.active = active


class MonthlyLimit(Rejected):
    """The account's items of this month are used up."""

    code = "MonthlyLimit"

    def __init__(self, limit: int, used: int) -> None:
        super().__init__(f"the monthly limit of {limit} downloads is reached")
        self.limit = limit
        self.used = used


class CooldownLimit(Rejected):
    """The account has to wait before its next item."""

    code = "CooldownLimit"

    def __init__(self, until: Timestamp, now: Timestamp) -> None:
        super().__init__("the account is in its cool-down after the last download")
        self.until = until
        self.now = now


class NotYet(Rejected):
    """It makes sense, and what it needs is not there yet: a file, the metadata."""

    code = "NotYet"


class LinkExpired(Rejected):
    """A link that was not used in its time."""

    code = "LinkExpired"

    def __init__(self) -> None:
        super().__init__("this link has expired")


class LinkDead(NotFound):
    """A link whose item or data is gone."""

    code = "LinkDead"

    def __init__(self) -> None:
        super().__init__("what this link led to is gone")


class NoSpace(Unavailable):
    """There is no room left for a new download."""

    code = "NoSpace"


class NotOffered(Rejected):
    """A feature that this daemon does not have, or not for this account."""

    code = "NotOffered"


class TooOften(Rejected):
    """More calls than the account or the address may make."""

    code = "TooOften"

    def __init__(self, words: str, retry_after: int) -> None:
        """`words` as in "60 per 1 hour"; `retry_after` in seconds."""
        super().__init__(f"the rate limit of {words} is exceeded")
        self.retry_after = retry_after
