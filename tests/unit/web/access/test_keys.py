"""Keys: how they come, which counts, and what a wrong one costs."""

import pytest

from tests.fakes.clock import FakeClock
from tests.unit.web.conftest import Serve
from tests.unit.web.example import KEY, a_dialect, code_of, key_authenticator
from tribler_core.web.access.keys import KeyAuthenticator
from tribler_core.web.access.slow_down import SlowDown


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({"X-Api-Key": KEY}, ""),
        ({"x-api-key": KEY}, ""),
        ({"Authorization": f"Bearer {KEY}"}, ""),
        ({"Authorization": f"bearer  {KEY}"}, ""),
        ({}, f"?key={KEY}"),
        ({}, f"?apikey={KEY}"),
        ({"Cookie": f"api_key={KEY}"}, ""),
        ({"X-Api-Key": "", "Authorization": f"Bearer {KEY}"}, "?key=wrong"),
        ({"Authorization": "Basic xyz"}, f"?key=&apikey={KEY}"),
        ({"X-Api-Key": KEY, "Cookie": "api_key=wrong"}, "?key=wrong"),
    ],
)
async def test_the_first_key_that_is_not_empty_opens(serve: Serve, headers: dict[str, str], query: str) -> None:
    served = await serve()

    assert (await served.ask("GET", "/items" + query, headers=headers))[0] == 200


@pytest.mark.parametrize(
    ("headers", "query"),
    [
        ({}, ""),
        ({"X-Api-Key": "wrong"}, f"?key={KEY}"),
        ({"X-Api-Key": KEY + "0"}, ""),
        ({"X-Api-Key": KEY[:-1]}, ""),
        ({"Authorization": KEY}, ""),
        ({}, "?key=wrong&apikey=" + KEY),
        ({"Cookie": "api_key="}, ""),
        ({"X-Api-Key": "ключ"}, ""),
    ],
)
async def test_a_wrong_key_that_comes_first_shuts(serve: Serve, headers: dict[str, str], query: str) -> None:
    served = await serve()

    async with served.client.get(served.url + "/items" + query, headers=headers) as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert (await answer.json())["error"] == {
            "handled": True,
            "code": "Unauthorized",
            "message": "Unauthorized access",
        }


async def test_a_changed_key_counts_at_once(serve: Serve) -> None:
    keys = ["first"]
    authenticator = KeyAuthenticator(lambda: keys[0], lambda: False, SlowDown(FakeClock()))
    served = await serve(a_dialect(authenticator=authenticator))

    assert (await served.ask("GET", "/items?key=first", headers={}))[0] == 200
    keys[0] = "second"
    assert (await served.ask("GET", "/items?key=first", headers={}))[0] == 401
    assert (await served.ask("GET", "/items?key=second", headers={}))[0] == 200


async def test_an_empty_key_opens_only_where_that_is_allowed(serve: Serve) -> None:
    for open_allowed, status in ((True, 200), (False, 401)):
        served = await serve(a_dialect(authenticator=key_authenticator(key="", open_allowed=open_allowed)))
        assert (await served.ask("GET", "/items", headers={}))[0] == status


async def test_an_open_daemon_refuses_changes_from_other_sites(serve: Serve) -> None:
    served = await serve(a_dialect(authenticator=key_authenticator(key="", open_allowed=True)))

    put = {"json": {"uri": "x"}}
    assert (await served.ask("PUT", "/items", headers={}, **put))[0] == 200
    assert (await served.ask("PUT", "/items", headers={"Origin": "https://evil.example"}, **put))[0] == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "{own}"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "{own}"}, 403),
    ],
)
async def test_a_change_by_cookie_needs_the_same_origin(serve: Serve, headers: dict[str, str], status: int) -> None:
    served = await serve()
    sent = {name: text.format(own=served.url) for name, text in headers.items()} | {"Cookie": f"api_key={KEY}"}

    assert (await served.ask("PUT", "/items", headers=sent, json={"uri": "x"}))[0] == status
    assert (await served.ask("GET", "/items", headers=sent))[0] == 200


async def test_guessing_becomes_slow_and_the_right_client_goes_on(serve: Serve) -> None:
    clock = FakeClock()
    served = await serve(a_dialect(authenticator=key_authenticator(clock)))
    assert (await served.ask("GET", "/items"))[0] == 200

    statuses = [(await served.ask("GET", f"/items?key=guess{n}", headers={}))[0] for n in range(10)]

    assert statuses == [401] * 6 + [429] * 4
    async with served.client.get(served.url + "/items?key=guess99", headers={}) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "1")
    assert (await served.ask("GET", "/items"))[0] == 200
    clock.advance(1.1)
    assert code_of(await served.ask("GET", "/items?key=guess11", headers={})) == (401, "Unauthorized")
    assert code_of(await served.ask("GET", "/items?key=guess12", headers={})) == (429, "TooManyRequests")
