"""Who hears what: events of the engine and of the house, handed on within the same turn of the event loop."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from tribler_core.domain.events import Event

log = logging.getLogger(__name__)

E = TypeVar("E", bound=Event)
Handler = Callable[[Any], None]
Unsubscribe = Callable[[], None]


class EventBus:
    """Hands every event to the handlers of its class and of the classes above it, in the order they came.

    For the event loop's thread only. A handler that fails is logged and stops nothing.
    """

    def __init__(self) -> None:
        self._subscriptions: list[tuple[tuple[type[Event], ...], Handler]] = []
        self._by_class: dict[type[Event], tuple[Handler, ...]] = {}

    def publish(self, event: Event) -> None:
        """Call whoever listens, now; never raises."""
        kind = type(event)
        handlers = self._by_class.get(kind)
        if handlers is None:
            handlers = tuple(handler for kinds, handler in self._subscriptions if issubclass(kind, kinds))
            self._by_class[kind] = handlers
        for handler in handlers:
            try:
                handler(event)
            except Exception:
                log.exception("a listener failed on %s", kind.__name__)

    def subscribe(self, kinds: type[E] | tuple[type[E], ...], handler: Callable[[E], None]) -> Unsubscribe:
        """Hear events of these classes from now on, until the answer is called."""
        subscription = (kinds if isinstance(kinds, tuple) else (kinds,), handler)
        self._subscriptions.append(subscription)
        self._by_class.clear()

        def unsubscribe() -> None:
            self._subscriptions = [each for each in self._subscriptions if each is not subscription]
            self._by_class.clear()

        return unsubscribe
