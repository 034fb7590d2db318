"""Messages to chats, phones and web servers, by Apprise."""

import asyncio
import importlib
import logging
from collections.abc import Callable, Sequence

from tribler_core.config.sections import WebhooksSection

log = logging.getLogger(__name__)


class Webhooks:
    """Sends to every configured place, in a thread; what fails is logged and not tried again."""

    def __init__(self, section: Callable[[], WebhooksSection]) -> None:
        self._section = section

    async def send(self, title: str, text: str) -> None:
        """To all of them."""
        urls = self._section().urls
        if urls and not await asyncio.to_thread(_send, urls, title, text):
            log.warning("not every webhook took the message %r", title)


def _send(urls: Sequence[str], title: str, text: str) -> bool:
    """Apprise is loaded when it is first needed: it takes half a second, and memory that few need."""
    apprise = importlib.import_module("apprise")
    messenger = apprise.Apprise()
    understood = [messenger.add(url) for url in urls]
    sent = messenger.notify(body=text, title=title) if any(understood) else False
    return all(understood) and bool(sent)
