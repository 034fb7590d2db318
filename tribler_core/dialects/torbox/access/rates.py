"""How often somebody may call: buckets that fill up again with time."""

import math
from collections import OrderedDict
from dataclasses import dataclass

from aiohttp import web

from tribler_core.domain.library.errors import TooOften
from tribler_core.foundation.clock import Clock

MOST_CALLERS = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    """What a caller is told in the headers of an answer."""

    limit: int
    remaining: int
    reset: int
    """Unix seconds: when the bucket is full again."""


STANDING = web.RequestKey("standing", Standing)


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many calls in so many seconds."""

    name: str
    calls: int
    seconds: int

    @property
    def words(self) -> str:
        """As clients read it: `60 per 1 hour`."""
        unit = {60: "minute", 3600: "hour"}[self.seconds]
        return f"{self.calls} per 1 {unit}"


class Rates:
    """A bucket for each allowance and caller; those that did not call for longest are forgotten first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        """Calls left, and when that was so."""

    def take(self, request: web.BaseRequest, allowance: Allowance, caller: str) -> None:
        """Count a call. Raises: TooOften; an allowance of 0 calls is none at all."""
        if allowance.calls <= 0:
            return
        now, key = self._clock.monotonic(), (allowance.name, caller)
        left, when = self._buckets.pop(key, (float(allowance.calls), now))
        left = min(allowance.calls, left + (now - when) * allowance.calls / allowance.seconds)
        refused = left < 1
        left -= 0 if refused else 1
        self._buckets[key] = (left, now)
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
        per_call = allowance.seconds / allowance.calls
        full = self._clock.now() + math.ceil((allowance.calls - left) * per_call)
        request[STANDING] = Standing(allowance.calls, int(left), full)
        if refused:
            raise TooOften(allowance.words, max(1, math.ceil((1 - left) * per_call)))

    def give_back(self, allowance: Allowance, caller: str) -> None:
        """It did not count after all."""
        if (bucket := self._buckets.get((allowance.name, caller))) is not None:
            left, when = bucket
            self._buckets[allowance.name, caller] = (min(allowance.calls, left + 1), when)
