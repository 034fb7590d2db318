"""Names and pages. Source: section 1.7 of the specification."""

import pytest

from tests.dialects.qbittorrent.conftest import OpenQbHouse
from tests.dialects.qbittorrent.house import API, QbHouse


async def status(house: QbHouse, method: str = "GET", path: str = "/app/version", **headers: str) -> tuple[int, str]:
    headers = {"Cookie": house.cookie, **{name.replace("_", "-"): value for name, value in headers.items()}}
    answer = await house.call(method, API + path, key="", headers=headers)
    return answer.status, answer.headers.get("X-Rejected-By", "")


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"Origin": "http://{host}"}, True),
        ({"Origin": "https://{host}"}, True),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Referer": "http://{host}/page"}, True),
        ({"Referer": "http://evil.example/{host}"}, False),
        ({"Origin": "http://{host}", "Referer": "http://evil.example/"}, True),
        ({"Sec_Fetch_Site": "same-origin"}, True),
        ({"Sec_Fetch_Site": "none"}, True),
        ({"Sec_Fetch_Site": "cross-site"}, False),
        ({"Sec_Fetch_Site": "same-site"}, False),
    ],
)
async def test_pages_of_other_sites_are_refused(house: QbHouse, headers: dict[str, str], passes: bool) -> None:
    host = house.url.removeprefix("http://")
    sent = {name: value.replace("{host}", host) for name, value in headers.items()}

    assert await status(house, **sent) == ((200, "") if passes else (401, "origin"))


async def test_the_check_can_be_switched_off(open_house: OpenQbHouse) -> None:
    house = await open_house(qbittorrent__csrf_protection="false")
    await house.log_in()

    assert await status(house, Origin="http://evil.example") == (200, "")


async def test_logging_in_keeps_the_rules_too(house: QbHouse) -> None:
    assert await status(house, "POST", "/auth/login", Origin="http://evil.example") == (401, "origin")


async def test_an_api_key_needs_no_origin(house: QbHouse) -> None:
    key = await house.qbittorrent.access.keys.rotate()
    headers = {"Authorization": f"Bearer {key}", "Origin": "http://evil.example"}

    assert (await house.call("GET", f"{API}/app/version", key="", headers=headers)).status == 200


async def test_a_wrong_port_or_name_is_refused(open_house: OpenQbHouse) -> None:
    house = await open_house(qbittorrent__domains="*.localhost")
    await house.log_in()
    port = house.url.rpartition(":")[2]

    assert await status(house, Host=f"127.0.0.1:{port}") == (200, "")
    assert await status(house, Host="torrents.LOCALHOST") == (200, "")
    assert await status(house, Host="127.0.0.1:1") == (401, "host")
    assert await status(house, Host=f"localhost:{port}") == (401, "host")


@pytest.mark.parametrize(("method", "expected"), [("GET", 200), ("POST", 200)])
async def test_shutdown_is_a_post_or_a_get_of_no_other_page(house: QbHouse, method: str, expected: int) -> None:
    assert await status(house, method, "/app/shutdown") == (expected, "")
    assert house.stops == [False]


async def test_a_get_of_another_page_stops_nothing_whatever_the_settings(open_house: OpenQbHouse) -> None:
    house = await open_house(qbittorrent__csrf_protection="false")
    await house.log_in()

    assert await status(house, "GET", "/app/shutdown", Referer="http://evil.example/") == (401, "origin")
    assert house.stops == []


async def test_shutdown_can_be_forbidden(open_house: OpenQbHouse) -> None:
    house = await open_house(qbittorrent__allow_shutdown="false")
    await house.log_in()

    assert await status(house, "POST", "/app/shutdown") == (403, "")
