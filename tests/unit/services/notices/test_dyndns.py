"""A provider of dynamic DNS is told what it does not know."""

from dataclasses import replace
from typing import Any

import pytest

from tribler_core.config.sections import DynDnsProvider, DynDnsSection
from tribler_core.domain.errors import FetchError
from tribler_core.domain.events import AddressChanged
from tribler_core.services.notices.dyndns import DynDns

HERE = "93.184.216.34"


class Provider:
    def __init__(self) -> None:
        self.section = DynDnsSection(enabled=True, domain="me.example", username="user", password="word")
        self.told: list[tuple[str, str, str]] = []
        self.answer: str | Exception = f"good {HERE}"
        self.dyndns = DynDns(lambda: self.section, self.tell)

    async def tell(self, url: str, user: str, password: str) -> str:
        self.told.append((url, user, password))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def rename(self) -> None:
        self.section = replace(self.section, domain="other.example")

    def moved(self, address: str = HERE, hops: int = 0) -> None:
        self.dyndns.address_changed(AddressChanged(hops, address, known=False))


@pytest.mark.parametrize(
    ("changes", "host"),
    [
        ({}, "https://members.dyndns.org/nic/update"),
        ({"provider": DynDnsProvider.NO_IP}, "https://dynupdate.no-ip.com/nic/update"),
        ({"url": "https://mine.example/up"}, "https://mine.example/up"),
    ],
)
async def test_the_provider_is_told_once(changes: dict[str, Any], host: str) -> None:
    provider = Provider()
    provider.section = replace(provider.section, **changes)
    provider.moved()

    assert await provider.dyndns.look()
    assert not await provider.dyndns.look()
    assert provider.told == [(f"{host}?hostname=me.example&myip={HERE}", "user", "word")]


async def test_it_is_told_again_of_another_address_or_name() -> None:
    provider = Provider()
    for change in (provider.moved, lambda: provider.moved("93.184.216.35"), provider.rename):
        change()
        assert await provider.dyndns.look()


async def test_what_could_not_be_told_is_told_later(caplog: pytest.LogCaptureFixture) -> None:
    provider = Provider()
    provider.moved()
    provider.answer = FetchError("no")
    assert await provider.dyndns.look()
    provider.answer = "badauth"

    assert await provider.dyndns.look()
    assert "badauth" in caplog.text
    assert not await provider.dyndns.look()


@pytest.mark.parametrize(("address", "hops"), [("2001:db8::1", 0), (HERE, 1)])
async def test_addresses_of_another_kind_and_of_hidden_traffic_are_not_told(address: str, hops: int) -> None:
    provider = Provider()
    provider.moved(address, hops)

    assert not await provider.dyndns.look()


async def test_nothing_is_told_while_it_is_switched_off() -> None:
    provider = Provider()
    provider.section = replace(provider.section, enabled=False)
    provider.moved()

    assert not await provider.dyndns.look()
