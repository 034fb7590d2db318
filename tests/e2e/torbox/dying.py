"""The daemon, but it kills itself at a chosen point of its life: before or after something was written.

python dying.py python -m tribler_core ARGUMENTS, with the name of a point in DIES_AT; empty: it lives.
"""

import os
import runpy
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any

from tribler_core.domain.library.item import Item, Stage
from tribler_core.storage.library.items import SqlItems
from tribler_core.storage.library.shelf import SqlShelf

Match = Callable[..., bool]


def is_promotion(items: Sequence[Item]) -> bool:
    """An item leaves the queue, and its download is not there yet."""
    return any(item.stage is Stage.ACTIVE and item.started is None for item in items)


def is_start(items: Sequence[Item]) -> bool:
    """Its download is there."""
    return any(item.stage is Stage.ACTIVE and item.started is not None and item.finished is None for item in items)


def is_to_wait(items: Sequence[Item], *_: object) -> bool:
    return any(item.stage is Stage.QUEUED for item in items)


def anything(*_: object) -> bool:
    return True


POINTS: dict[str, tuple[type, str, str, Match]] = {
    "before queueing": (SqlItems, "add", "before", is_to_wait),
    "after queueing": (SqlItems, "add", "after", is_to_wait),
    "after promoting": (SqlItems, "save", "after", is_promotion),
    "before starting": (SqlItems, "save", "before", is_start),
    "before linking": (SqlShelf, "use_link", "before", anything),
    "after linking": (SqlShelf, "use_link", "after", anything),
}


def arm(point: str) -> None:
    """From now on it dies there."""
    owner, name, when, match = POINTS[point]
    real = getattr(owner, name)

    async def deadly(self: Any, *args: Any, **kwargs: Any) -> Any:
        if when == "before" and match(*args):
            os.kill(os.getpid(), signal.SIGKILL)
        result = await real(self, *args, **kwargs)
        if when == "after" and match(*args):
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)


def main() -> None:
    if point := os.environ.get("DIES_AT", ""):
        arm(point)
    sys.argv = ["triblerd", *sys.argv[4:]]
    runpy.run_module("tribler_core", run_name="__main__")


if __name__ == "__main__":
    main()
