"""Which addresses may be reached."""

import socket

import pytest

from tribler_core.fetching.addresses import AddressRefused, guarded_socket, is_public, names_our_network

REFUSED = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_that_is_not_in_the_open_internet_is_refused(address):
    assert not is_public(address)
    assert names_our_network(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::"]
)
def test_an_address_of_the_open_internet_is_not(address):
    assert is_public(address)
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
