"""What a proxy says is believed only of a listed proxy."""

from typing import Any

import pytest

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, KEY
from tribler_core.web.access.proxies import TrustedProxies
from tribler_core.web.serving.options import Manners

CLAIMS = {
    "X-Forwarded-For": "198.51.100.9, 203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "torrents.example",
    "X-Forwarded-Prefix": "/dl/",
}


async def seen(serve: Serve, headers: dict[str, str], *trusted: str, path: str = "/items") -> Any:
    served = await serve(manners=Manners(trusted_proxies=trusted))
    status, body = await served.ask("GET", path, headers=HEADERS | headers)
    assert status == 200
    return body


@pytest.mark.parametrize("trusted", [(), ("10.0.0.0/8",), ("unix",), ("::1",)])
async def test_a_stranger_is_not_believed(serve: Serve, trusted: tuple[str, ...]) -> None:
    body = await seen(serve, CLAIMS, *trusted)

    assert body["remote"] == "127.0.0.1"
    assert body["url"].startswith("http://127.0.0.1:")


@pytest.mark.parametrize("path", ["/items", "/items/"])
async def test_a_listed_proxy_tells_of_the_client(serve: Serve, path: str) -> None:
    body = await seen(serve, CLAIMS, "127.0.0.0/8", path=path)

    assert (body["remote"], body["url"]) == ("203.0.113.7", "https://torrents.example")


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("spoofed, 203.0.113.7", "203.0.113.7"),
        ("198.51.100.9, 203.0.113.7, 10.0.0.3", "203.0.113.7"),
        ("10.0.0.1, 10.0.0.2", "10.0.0.1"),
        ("::ffff:10.0.0.1, 2001:db8::1, ::ffff:10.0.0.2", "2001:db8::1"),
        (" , ", "127.0.0.1"),
    ],
)
async def test_the_nearest_address_that_is_no_proxy_is_the_client(serve: Serve, forwarded: str, client: str) -> None:
    body = await seen(serve, {"X-Forwarded-For": forwarded}, "127.0.0.1", "10.0.0.0/8")

    assert body["remote"] == client


async def test_the_slow_down_is_for_the_client_behind_the_proxy(serve: Serve) -> None:
    served = await serve(manners=Manners(trusted_proxies=["127.0.0.1"]))
    for number in range(8):
        await served.ask("GET", f"/items?key=guess{number}", headers={"X-Forwarded-For": "203.0.113.7"})

    neighbour = await served.ask("GET", f"/items?key={KEY}", headers={"X-Forwarded-For": "203.0.113.8"})

    assert neighbour[0] == 200


async def test_a_cookie_of_the_public_name_is_same_origin(serve: Serve) -> None:
    served = await serve(manners=Manners(trusted_proxies=["127.0.0.1"]))
    headers = CLAIMS | {"Cookie": f"api_key={KEY}", "Origin": "https://torrents.example"}

    assert (await served.ask("PUT", "/items", headers=headers, json={"uri": "x"}))[0] == 200


def test_nonsense_in_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        TrustedProxies(["proxy.example"])
