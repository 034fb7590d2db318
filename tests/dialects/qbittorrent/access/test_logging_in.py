"""The log-in matrix of the specification, section 1.2, and what follows from it."""

import base64
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.dialects.qbittorrent.conftest import OpenQbHouse
from tests.dialects.qbittorrent.house import API, PASSWORD, USER, QbHouse
from tribler_core.dialects.qbittorrent.access.api_keys import ApiKeys, KeyScope
from tribler_core.dialects.qbittorrent.access.bans import Patience
from tribler_core.dialects.qbittorrent.endpoints.app.keys import KnownKeyShape
from tribler_core.domain.errors import TooManyAttempts
from tribler_core.foundation.units import Seconds

PROFILES = ["", "/qb20", "/qb46", "/qb51", "/qb52"]
LOCAL = {"qbittorrent__bypass_local": "true"}
STRANGER = {"qbittorrent__proxies_enabled": "true", "qbittorrent__proxies": "127.0.0.1"}
"""Requests say with X-Forwarded-For where they come from."""
FROM_AFAR = {"X-Forwarded-For": "203.0.113.7"}


async def version(house: QbHouse, **headers: str) -> int:
    """The status of a method that needs an identity."""
    return (await house.call("GET", f"{API}/app/version", key="", headers=headers)).status


@pytest.mark.parametrize("prefix", PROFILES)
async def test_the_right_pair_opens_a_session_in_each_profile_s_way(house: QbHouse, prefix: str) -> None:
    answer = await house.log_in(prefix)

    late = prefix == "/qb52"
    assert (answer.status, answer.body) == ((204, b"") if late else (200, b"Ok."))
    cookie = answer.headers["Set-Cookie"]
    name, _, token = cookie.partition(";")[0].partition("=")
    assert name == (f"QBT_SID_{house.url.rpartition(':')[2]}" if late else "SID")
    assert len(token) >= 32
    assert not set(token) & set("+/=")
    assert "HttpOnly" in cookie
    assert f"Path={prefix or '/'}" in cookie
    assert ("SameSite" in cookie) == (prefix != "/qb20")
    assert "Secure" not in cookie
    assert (await house.get("app/version", prefix=prefix)).status == 200


@pytest.mark.parametrize("prefix", PROFILES)
@pytest.mark.parametrize("pair", [{"password": "wrong"}, {"username": "nobody"}, {"username": "", "password": ""}])
async def test_a_wrong_pair_is_told_in_each_profile_s_way(house: QbHouse, prefix: str, pair: dict[str, str]) -> None:
    house.cookie = ""
    answer = await house.log_in(prefix, **pair)

    assert (answer.status, answer.body) == ((401, b"Unauthorized") if prefix == "/qb52" else (200, b"Fails."))
    assert "Set-Cookie" not in answer.headers


async def test_the_first_start_makes_a_password_and_stores_its_hash_alone(open_house: OpenQbHouse) -> None:
    house = await open_house()

    assert house.first_password is not None
    assert len(house.first_password) >= 16
    assert house.store.values["qbittorrent.password"].startswith("$argon2id$")
    assert await house.qbittorrent.start() is None


async def test_a_new_password_ends_every_session(house: QbHouse) -> None:
    await house.qbittorrent.access.passwords.set("another one")

    await house.get("app/version", expect=403)
    assert (await house.log_in()).body == b"Fails."
    assert (await house.log_in(password="another one")).body == b"Ok."


@pytest.mark.parametrize("path", ["/app/version", "/app/nonsense", "/nonsense/at/all", "/torrents/add"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_an_identity_everything_is_forbidden(house: QbHouse, path: str, method: str) -> None:
    answer = await house.call(method, API + path, key="")

    assert (answer.status, answer.body) == (403, b"Forbidden")


async def test_with_one_what_does_not_exist_is_told(house: QbHouse) -> None:
    assert (await house.get("app/nonsense", expect=404)).body == b"Endpoint does not exist"
    assert (await house.get("auth/login", expect=405)).headers["Allow"] == "POST"
    assert (await house.get("torrents/delete", expect=405)).headers["Allow"] == "POST"


async def test_the_cookie_of_5_2_says_how_long_it_lasts_and_says_it_again(open_house: OpenQbHouse) -> None:
    house = await open_house(qbittorrent__session_timeout="4000")
    lasting = [(await house.log_in("/qb52")).headers["Set-Cookie"]]
    for passed in (999, 1, 999, 1):
        house.clock.advance(passed)
        answer = await house.get("app/version", prefix="/qb52")
        lasting.append(answer.headers.get("Set-Cookie", ""))

    ends = [parsedate_to_datetime(text.partition("Expires=")[2].partition(";")[0]) for text in lasting if text]
    assert [bool(text) for text in lasting] == [True, False, True, False, True]
    assert [int(end.timestamp()) for end in ends] == [house.clock.now() - ago + 4000 for ago in (2000, 1000, 0)]
    assert all(text.startswith(house.cookie) for text in lasting if text)
    assert "Set-Cookie" not in (await house.get("app/version")).headers


async def test_a_session_that_never_ends_has_a_cookie_for_a_year(open_house: OpenQbHouse) -> None:
    house = await open_house(qbittorrent__session_timeout="0")

    cookie = (await house.log_in("/qb52")).headers["Set-Cookie"]

    end = parsedate_to_datetime(cookie.partition("Expires=")[2].partition(";")[0])
    assert int(end.timestamp()) == house.clock.now() + 365 * 86400


async def test_logging_out_ends_the_session(house: QbHouse) -> None:
    answer = await house.post("auth/logout")

    assert "Expires=Thu, 01 Jan 1970" in answer.headers["Set-Cookie"]
    await house.get("app/version", expect=403)
    await house.post("auth/logout", expect=403)


async def test_an_idle_session_ends(house: QbHouse) -> None:
    house.clock.advance(3000)
    await house.get("app/version")
    house.clock.advance(3000)
    await house.get("app/version")
    house.clock.advance(3601)
    await house.get("app/version", expect=403)


@pytest.mark.parametrize(
    "cookie", ["SID={}", '{}; x; SID="{}"', "SID={}; HttpOnly; SameSite=Strict; path=/", "QBT_SID_{port}={}"]
)
async def test_cookies_are_read_leniently(house: QbHouse, cookie: str) -> None:
    token = house.cookie.partition("=")[2]
    sent = cookie.replace("{port}", house.url.rpartition(":")[2]).replace("{}", token)

    assert await version(house, Cookie=sent) == 200


async def test_ten_thousand_logins_without_a_cookie_are_one_session(house: QbHouse) -> None:
    before = len(house.qbittorrent.access.sessions)
    for _ in range(50):
        assert (await house.log_in()).status == 200
    assert len(house.qbittorrent.access.sessions) <= before + 1


async def test_a_foreign_basic_header_is_ignored_when_logging_in(house: QbHouse) -> None:
    headers = {"Authorization": "Basic " + base64.b64encode(b"proxy:secret").decode()}
    pair = {"username": USER, "password": PASSWORD}

    answer = await house.call("POST", f"{API}/auth/login", key="", data=pair, headers=headers)
    assert answer.body == b"Ok."


@pytest.mark.parametrize(("pair", "status"), [(f"{USER}:{PASSWORD}", 200), ("other:pair", 403), ("no colon", 403)])
async def test_basic_proves_one_request(house: QbHouse, pair: str, status: int) -> None:
    assert await version(house, Authorization="Basic " + base64.b64encode(pair.encode()).decode()) == status
    assert await version(house, Authorization="Basic %%%") == 403


async def test_api_keys_have_scopes(house: QbHouse) -> None:
    keys = house.qbittorrent.access.keys
    full, reading = await keys.rotate(), await keys.rotate("monitor", KeyScope.READ)

    assert full.startswith("qbt_")
    assert len(full) == 32
    assert full not in str(house.store.values)
    for key, read, change in ((full, 200, 200), (reading, 200, 403), ("qbt_wrong", 403, 403)):
        bearer = {"Authorization": f"bearer {key}"}
        assert await version(house, **bearer) == read
        assert (await house.call("POST", f"{API}/app/version", key="", headers=bearer)).status == read
        stop = await house.call("POST", f"{API}/torrents/stop", key="", headers=bearer, data={"hashes": "all"})
        assert stop.status == change
    await house.post("app/deleteAPIKey")
    assert await version(house, Authorization=f"Bearer {full}") == 403


async def test_keys_are_named_made_listed_and_revoked_over_http(house: QbHouse) -> None:
    wanted: dict[str, dict[str, Any]] = {"default": {}, "monitor": {"name": "monitor", "scope": "read"}}
    keys = {name: (await house.post("app/rotateAPIKey", **asked)).json()["apiKey"] for name, asked in wanted.items()}
    bearers = {name: {"Authorization": f"Bearer {key}"} for name, key in keys.items()}
    house.clock.advance(50)
    assert await version(house, **bearers["monitor"]) == 200

    listed = {each["name"]: each for each in (await house.get("app/apiKeys")).json()}
    assert [(each["scope"], each["ending"]) for each in listed.values()] == [
        ("full", keys["default"][-4:]),
        ("read", keys["monitor"][-4:]),
    ]
    assert (listed["default"]["last_used"], listed["monitor"]["last_used"]) == (-1, house.clock.now())
    assert [KnownKeyShape().validate(each) for each in listed.values()] == [{}, {}]
    assert (await house.call("GET", f"{API}/app/apiKeys", key="", headers=bearers["monitor"])).status == 403

    await house.post("app/deleteAPIKey", name="monitor")
    assert [await version(house, **bearer) for bearer in bearers.values()] == [200, 403]
    reborn = ApiKeys(house.store, house.clock)
    assert await reborn.identify(keys["default"]) is not None


@pytest.mark.parametrize("asked", [{"scope": "everything"}, {"name": ""}, {"name": "x" * 65}, {"name": "a\nb"}])
async def test_a_key_that_makes_no_sense_is_refused(house: QbHouse, asked: dict[str, Any]) -> None:
    await house.post("app/rotateAPIKey", expect=400, **asked)

    assert (await house.get("app/apiKeys")).json() == []


async def test_clients_of_this_machine_may_be_let_in(open_house: OpenQbHouse) -> None:
    house = await open_house(**LOCAL)

    assert await version(house) == 200
    answer = await house.call("POST", f"{API}/auth/login", key="")
    assert answer.body == b"Ok."
    assert "SID=" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
async def test_who_came_through_a_proxy_is_not_of_this_machine(open_house: OpenQbHouse, header: str) -> None:
    house = await open_house(**LOCAL)

    assert await version(house, **{header: "127.0.0.1"}) == 403


async def test_listed_networks_are_let_in(open_house: OpenQbHouse) -> None:
    listed = {"qbittorrent__bypass_networks_enabled": "true", "qbittorrent__bypass_networks": "203.0.113.0/24"}
    house = await open_house(**STRANGER, **listed)

    assert await version(house, **FROM_AFAR) == 200
    assert await version(house, **{"X-Forwarded-For": "203.0.114.7"}) == 403


async def attempt(house: QbHouse, password: str, address: str = "203.0.113.7") -> Any:
    pair, headers = {"username": USER, "password": password}, {"X-Forwarded-For": address}
    return await house.call("POST", f"{API}/auth/login", key="", data=pair, headers=headers)


async def test_five_wrong_passwords_ban_an_address_for_a_while(open_house: OpenQbHouse) -> None:
    house = await open_house(**STRANGER)
    for number in range(5):
        assert (await attempt(house, f"wrong {number}")).body == b"Fails."

    banned = await attempt(house, PASSWORD)
    assert banned.status == 403
    assert banned.body.startswith(b"Your IP address has been banned")
    assert banned.headers["Retry-After"] == "3600"
    assert (await attempt(house, PASSWORD, "203.0.113.8")).body == b"Ok."
    house.clock.advance(3601)
    assert (await attempt(house, PASSWORD)).body == b"Ok."


async def test_the_same_wrong_password_counts_once_and_a_right_one_clears(open_house: OpenQbHouse) -> None:
    house = await open_house(**STRANGER)
    for _ in range(20):
        await attempt(house, "stale")
    assert (await attempt(house, PASSWORD)).body == b"Ok."
    for number in range(4):
        await attempt(house, f"wrong {number}")
    assert (await attempt(house, PASSWORD)).body == b"Ok."


async def test_this_machine_is_never_banned(house: QbHouse) -> None:
    for number in range(10):
        await house.log_in(password=f"wrong {number}")
    assert (await house.log_in()).body == b"Ok."


async def test_an_operator_lets_everybody_in_again(open_house: OpenQbHouse) -> None:
    house = await open_house()
    bans = house.qbittorrent.access.bans
    bans.failed("10.0.0.1", b"guess", Patience(1, Seconds(60.0)))
    with pytest.raises(TooManyAttempts):
        bans.check("10.0.0.1")

    house.qbittorrent.access.forgive_all()

    bans.check("10.0.0.1")
