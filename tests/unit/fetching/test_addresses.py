"""Which addresses may be reached."""

import socket

import pytest

from tests.unit.foundation.test_addresses import PUBLIC, REFUSED
from tribler_core.fetching.addresses import AddressRefused, guarded_socket, names_our_network


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_in_the_open_internet_is_refused(address):
    assert names_our_network(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_open_internet_is_not(address):
    assert not names_our_network(address)


NUMERALS = ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.1", "0", "10.0.0.1."]
LOCAL_NAMES = [
    "localhost",
    "LOCALHOST.",
    "a.localhost",
    "nas",
    "printer.local",
    "metadata.google.internal",
    "x.home.arpa",
]


@pytest.mark.parametrize("host", NUMERALS + LOCAL_NAMES)
def test_a_host_that_is_plainly_ours_is_known_by_its_spelling(host):
    assert names_our_network(host)


@pytest.mark.parametrize("host", ["example.org", "localhost.example.org", "16843009"])
def test_any_other_host_is_left_to_the_proxy(host):
    assert not names_our_network(host)


@pytest.mark.parametrize("address", ["127.0.0.1", "169.254.169.254"])
def test_no_socket_is_made_for_a_refused_address(address):
    with pytest.raises(AddressRefused) as refused:
        guarded_socket((socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, 80)))

    assert address not in str(refused.value)


def test_a_socket_is_made_for_a_public_address():
    with guarded_socket(
        (socket.AF_INET6, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("2606:4700::1111", 80, 0, 0))
    ) as made:
        assert made.family == socket.AF_INET6
