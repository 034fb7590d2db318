"""Background tasks that somebody holds and somebody hears."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

ANEW_AFTER = Seconds(5.0)
"""Until work that failed is begun again."""


class TaskOwner:
    """Keeps every task it starts until it ends, logs the one that fails, cancels the rest at close.

    The event loop keeps only weak references to tasks, so a task that nobody holds may vanish.
    """

    def __init__(self, *, anew_after: Seconds = ANEW_AFTER) -> None:
        self._anew_after = anew_after
        self._tasks: set[asyncio.Task[Any]] = set()

    def spawn(self, work: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Start `work` now; a failure is logged under `name` and stops nothing else."""
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def keep(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> asyncio.Task[None]:
        """Start what must not end: a failure is logged under `name`, and after a while it is begun anew."""
        return self.spawn(self._keep(work, name), name)

    async def _keep(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        while True:
            try:
                await work()
            except Exception:
                log.exception("background task %s failed, and begins anew", name)
                await asyncio.sleep(self._anew_after)
            else:
                return

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            log.error("background task %s failed", task.get_name(), exc_info=failure)

    async def close(self) -> None:
        """Cancel what still runs and wait until it has ended."""
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
