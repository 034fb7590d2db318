"""Garbage collection, told what this process is like: much that stays, little that is cyclic.

A full collection walks every download and holds the event loop meanwhile: 0.2 s with 10 000, up to 0.75 s with 100 000.
"""

import gc

_NET_ALLOCATIONS = 10_000
"""Objects made and not freed until the youngest are collected; a few milliseconds each time."""
_MIDDLE = 5
_FULL = 1_000
"""Collections of the middle generation until a full one: practically never."""


def collect_rarely() -> None:
    """For a process that begins to load: its modules, of which a tenth of the time went here, then its downloads."""
    gc.set_threshold(_NET_ALLOCATIONS, _MIDDLE, _FULL)


def spare_what_is_there() -> None:
    """What has been loaded stays: no collection looks at it again."""
    gc.freeze()
