"""Where an exit lets packets of strangers go."""

import pytest

from tests.unit.foundation.test_addresses import REFUSED
from tribler_core.anonymity.exits import guard as module
from tribler_core.anonymity.exits.guard import DestinationRefused, ExitGuard

ANYWHERE = "0.0.0.0"
OURS = "93.184.216.34"


@pytest.fixture
def guard():
    return ExitGuard(ANYWHERE, lambda: {OURS})


@pytest.mark.parametrize("address", REFUSED)
def test_nothing_is_sent_into_our_network(guard, address):
    assert not guard.allows(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8"])
def test_the_open_internet_may_be_reached(guard, address):
    assert guard.allows(address)


@pytest.mark.parametrize("text", ["", "localhost", "1.1.1", "::1", "2606:4700::1111", "1.1.1.1:80"])
def test_what_is_no_address_of_ipv4_is_refused(guard, text):
    assert not guard.allows(text)


def test_where_others_see_us_nothing_is_sent(guard):
    """A router may lead it back to us."""
    assert not guard.allows(OURS)


def test_a_public_address_that_this_machine_has_is_refused(guard, monkeypatch):
    monkeypatch.setattr(module, "is_ours", lambda address: address == "1.1.1.1")

    assert not guard.allows("1.1.1.1")
    assert guard.allows("1.0.0.1")


def test_who_listens_on_loopback_stays_there():
    guard = ExitGuard("127.0.3.1", set)

    assert guard.allows("127.0.0.1")
    assert not guard.allows("1.1.1.1")
    assert not guard.allows("10.0.0.1")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.1", "2130706433", "0x7f.1", "::1"])
async def test_a_name_is_judged_by_the_address_that_is_sent_to(guard, host):
    with pytest.raises(DestinationRefused):
        await guard.find(host)


async def test_a_name_that_means_a_neighbour_is_refused_whatever_it_is_called(guard, monkeypatch):
    """As a name server of the attacker's would answer."""
    import asyncio

    async def answer(*_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", ("192.168.1.1", 0))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", answer)

    with pytest.raises(DestinationRefused):
        await guard.find("tracker.example")


async def test_what_may_be_reached_is_answered_as_an_address(guard):
    assert await guard.find("1.1.1.1") == "1.1.1.1"
    assert await ExitGuard("127.0.0.1", set).find("localhost") == "127.0.0.1"
