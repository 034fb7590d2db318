"""No anonymity network: what hides waits, and nothing of it leaves in the open."""

from dataclasses import dataclass

from tribler_core.domain.download.settings import Hops


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a network says of one hop count."""

    available: bool
    ready: bool
    exits_known: bool


_PLAIN = Readiness(available=True, ready=True, exits_known=True)
_NOTHING = Readiness(available=False, ready=False, exits_known=False)


class NoAnonymity:
    """An `AnonymityNetwork` of a daemon that has none: zero hops are ready, any other count never is."""

    def readiness(self, hops: Hops) -> Readiness:
        return _NOTHING if hops else _PLAIN
