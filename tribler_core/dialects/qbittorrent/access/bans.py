"""Addresses that guessed too often."""

from collections import OrderedDict
from dataclasses import dataclass, field

from tribler_core.domain.errors import TooManyAttempts
from tribler_core.foundation.clock import Clock
from tribler_core.foundation.units import Seconds
from tribler_core.web.access.slow_down import site_of

SAME_GUESS = Seconds(10.0)
"""The same wrong pair counts once in this time."""
_MOST_SITES = 10_000
_MOST_GUESSES = 32


@dataclass(slots=True)
class _Record:
    failures: int = 0
    last: float = 0.0
    banned_until: float = 0.0
    guesses: OrderedDict[bytes, float] = field(default_factory=OrderedDict)


@dataclass(frozen=True, slots=True)
class Patience:
    """How much is put up with."""

    failures: int
    """0: never banned."""
    duration: Seconds
    """Of a ban; failures older than this are forgotten."""


class Bans:
    """Counts failures for each IPv4 address or IPv6 /64, in constant memory."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._records: OrderedDict[str, _Record] = OrderedDict()

    def check(self, address: str) -> None:
        """Raises: TooManyAttempts while the address is banned."""
        record = self._records.get(site_of(address))
        if record is None:
            return
        left = record.banned_until - self._clock.monotonic()
        if left > 0:
            raise TooManyAttempts(left)

    def failed(self, address: str, guess: bytes, patience: Patience) -> bool:
        """Note a wrong pair; the answer is whether this one banned the address."""
        now, record = self._clock.monotonic(), self._record(site_of(address))
        if now - record.last > patience.duration:
            record.failures = 0
        if now - record.guesses.get(guess, float("-inf")) < SAME_GUESS:
            return False
        record.guesses[guess] = record.last = now
        record.guesses.move_to_end(guess)
        if len(record.guesses) > _MOST_GUESSES:
            record.guesses.popitem(last=False)
        record.failures += 1
        if not patience.failures or record.failures < patience.failures:
            return False
        record.banned_until, record.failures = now + patience.duration, 0
        return True

    def forgive(self, address: str) -> None:
        """A right pair came from there, or an operator says so."""
        self._records.pop(site_of(address), None)

    def forgive_all(self) -> None:
        """Nobody is banned any more."""
        self._records.clear()

    def _record(self, site: str) -> _Record:
        record = self._records.setdefault(site, _Record())
        self._records.move_to_end(site)
        if len(self._records) > _MOST_SITES:
            self._records.popitem(last=False)
        return record
