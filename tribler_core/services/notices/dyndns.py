"""A name that follows our address: its provider is told when others see us elsewhere. Source: the dyndns2 protocol."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from urllib.parse import quote

from tribler_core.config.sections import DynDnsProvider, DynDnsSection
from tribler_core.domain.errors import TriblerError
from tribler_core.domain.events import AddressChanged
from tribler_core.foundation.units import Seconds

log = logging.getLogger(__name__)

AT_MOST_EVERY = Seconds(1800.0)
"""Providers shut out those who tell them more often."""
_URLS = {
    DynDnsProvider.DYNDNS: "https://members.dyndns.org/nic/update",
    DynDnsProvider.NO_IP: "https://dynupdate.no-ip.com/nic/update",
}
_TAKEN = ("good", "nochg")

TellProvider = Callable[[str, str, str], Awaitable[str]]
"""GET a URL as a user with a password; what was answered. Raises: FetchError, InvalidParameter."""


class DynDns:
    """Tells the provider, at most every half hour, and only what it does not know."""

    def __init__(self, section: Callable[[], DynDnsSection], tell: TellProvider) -> None:
        self._section = section
        self._tell = tell
        self._address = ""
        self._told: tuple[DynDnsSection, str] | None = None
        self._news = asyncio.Event()

    def address_changed(self, event: AddressChanged) -> None:
        """Others see us at another address; names are for IPv4, and for what is not hidden."""
        if not event.hops and ":" not in event.address:
            self._address = event.address
            self._news.set()

    def settings_changed(self) -> None:
        """It may be another provider, or another name."""
        self._news.set()

    async def run(self) -> None:
        """Tell when there is news, until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            if await self.look():
                await asyncio.sleep(AT_MOST_EVERY)

    async def look(self) -> bool:
        """Whether the provider was told something."""
        section, address = self._section(), self._address
        if not section.enabled or not address or self._told == (section, address):
            return False
        url = section.url or _URLS[section.provider]
        try:
            answer = await self._tell(
                f"{url}?hostname={quote(section.domain)}&myip={address}", section.username, section.password
            )
        except TriblerError as error:
            log.warning("the provider of %s could not be told our address: %s", section.domain, error)
            return True
        self._told = (section, address)
        if answer.partition(" ")[0] in _TAKEN:
            log.info("%s means %s now", section.domain, address)
        else:
            log.error("the provider of %s did not take our address: %s", section.domain, answer[:100])
        return True
