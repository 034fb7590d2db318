"""Open where nothing can be reached from outside, shut elsewhere, and never open to a page that somebody visits."""

from base64 import b64encode
from types import SimpleNamespace
from typing import Any

import pytest

from tests.dialects.resttorrent.conftest import OpenRestHouse
from tests.dialects.resttorrent.house import RestHouse, script
from tests.dialects.tribler.house import KEY
from tribler_core.dialects.resttorrent.access.visitors import is_local, is_rebound, is_trusted

SESSIONS = "/v1/sessions"
FOREIGN = {"Origin": "http://evil.example"}
BASIC = {"Authorization": "Basic " + b64encode(f"me:{KEY}".encode()).decode()}


@pytest.mark.parametrize(
    "sent",
    [
        {"headers": {"X-Api-Key": KEY}},
        {"headers": {"Authorization": f"Bearer {KEY}"}},
        {"headers": BASIC},
        {"params": {"api_key": KEY}},
    ],
)
async def test_a_key_is_asked_for_where_the_operator_wants_one(open_house: OpenRestHouse, sent: dict[str, Any]) -> None:
    house = await open_house(auth="required")

    answer = await house.call("GET", SESSIONS)
    assert (answer.status, answer.json()["error"]["code"]) == (401, "auth.required")
    assert (await house.call("POST", SESSIONS, json={"port_range": 0})).status == 401
    assert (await house.call("GET", SESSIONS, **sent)).status == 200


async def test_a_wrong_key_is_refused_where_none_is_needed(house: RestHouse) -> None:
    assert (await house.call("GET", SESSIONS, headers={"X-Api-Key": "wrong"})).status == 401


@pytest.mark.parametrize("headers", [FOREIGN, {"Sec-Fetch-Site": "cross-site"}, {"Referer": "http://evil.example/x"}])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_a_page_that_somebody_visits_reads_and_changes_nothing(
    house: RestHouse, method: str, headers: dict[str, str]
) -> None:
    session = await house.session()
    path = SESSIONS if method == "POST" else f"{SESSIONS}/{session['id']}"

    answer = await house.call(method, path, headers=headers, data={"port_range": "0"} if method == "POST" else None)

    assert (answer.status, answer.json()["status"]) == (403, "fail")
    assert len((await house.ask("GET"))["sessions"]) == 1


async def test_a_page_with_the_key_and_a_listed_page_may(open_house: OpenRestHouse) -> None:
    house = await open_house(cors_origins="http://good.example")

    assert (await house.call("GET", SESSIONS, headers={**FOREIGN, "X-Api-Key": KEY})).status == 200
    assert (await house.call("GET", SESSIONS, headers={"Origin": "http://good.example"})).status == 200
    assert (await house.call("GET", SESSIONS, headers=FOREIGN)).status == 403
    assert (await house.call("GET", SESSIONS, headers={**FOREIGN, **BASIC})).status == 403
    own = {"Origin": house.url, "Sec-Fetch-Site": "same-origin"}
    assert (await house.call("GET", SESSIONS, headers=own)).status == 200


async def test_the_operator_can_open_it_to_every_page_as_it_once_was(open_house: OpenRestHouse) -> None:
    house = await open_house(cors_origins="*")

    answer = await house.call("POST", SESSIONS, headers=FOREIGN, data={"port_range": "0"})

    assert answer.json()["status"] == "success"


async def test_every_answer_carries_the_star_and_preflights_are_answered(house: RestHouse) -> None:
    for method, path in (
        ("GET", SESSIONS),
        ("GET", f"{SESSIONS}/none"),
        ("GET", f"{SESSIONS}/a/b/c"),
        ("PATCH", SESSIONS),
    ):
        answer = await house.call(method, path)
        assert answer.headers.getall("Access-Control-Allow-Origin") == ["*"]

    asked = {**FOREIGN, "Access-Control-Request-Method": "DELETE", "Access-Control-Request-Headers": "x-api-key"}
    answer = await house.call("OPTIONS", f"{SESSIONS}/none", headers=asked)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "DELETE" in answer.headers["Access-Control-Allow-Methods"]
    assert "x-api-key" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Access-Control-Max-Age"] == "600"


async def test_a_name_that_is_not_ours_is_refused(house: RestHouse) -> None:
    assert (await house.call("GET", SESSIONS, headers={"Host": "evil.example"})).status == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
async def test_what_a_proxy_passed_on_needs_a_key(house: RestHouse, header: str) -> None:
    assert (await house.call("GET", SESSIONS, headers={header: "127.0.0.1"})).status == 401


async def test_a_function_of_the_client_is_called_with_the_answer(house: RestHouse) -> None:
    session = await house.session()
    torrents = f"/{session['id']}/torrents"
    name = "caf\u00e9 \u2028\u2029 \u65e5\u672c"
    await house.ask("POST", torrents, data={"magnet": "ab" * 20, "save_path": name})

    answer = await house.call("GET", SESSIONS + torrents, params={"callback": "a.b[0].$c"})

    called, argument = script(answer)
    assert called == "a.b[0].$c"
    assert argument["torrents"][0]["save_path"].endswith(name)
    assert "\u2028" not in answer.body.decode()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer = await house.call("GET", f"{SESSIONS}/none", params={"callback": "f", "http_status": 1})
    assert (answer.status, script(answer)[1]["status"]) == (200, "fail")


@pytest.mark.parametrize("name", ["", "a b", "alert(1)", "a;b", "a[b]", "1a", "\u00e9", "a" * 129, "</script>"])
async def test_what_is_no_name_of_a_function_is_not_called(house: RestHouse, name: str) -> None:
    answer = await house.call("GET", SESSIONS, params={"callback": name})

    assert answer.json()["error"]["code"] == "request.callback.invalid"


async def test_functions_are_called_for_reading_alone(house: RestHouse) -> None:
    answer = await house.call("POST", SESSIONS, params={"callback": "f"}, json={"port_range": 0})

    assert answer.json()["status"] == "success"


@pytest.mark.parametrize(
    ("options", "sent", "answered"),
    [
        ({"jsonp": "off"}, {}, False),
        ({"auth": "none"}, {}, False),
        ({"auth": "none", "jsonp": "on"}, {}, True),
        ({"auth": "required"}, {"headers": {"X-Api-Key": KEY}}, True),
        ({"auth": "required"}, {"headers": BASIC}, False),
        ({"jsonp_any_method": "true"}, {}, True),
    ],
)
async def test_functions_are_called_for_whom_the_operator_allows_it(
    open_house: OpenRestHouse, options: dict[str, str], sent: dict[str, Any], answered: bool
) -> None:
    house = await open_house(**options)

    answer = await house.call("GET", SESSIONS, params={"callback": "f"}, **sent)

    if answered:
        assert script(answer) == ("f", {"status": "success", "sessions": []})
    else:
        assert answer.json()["error"]["code"] == "request.callback.invalid"


def request_of(sockname: Any, remote: str, peer: str | None = None, **headers: str) -> Any:
    """As much of a request as the rules look at."""
    transport = SimpleNamespace(get_extra_info=lambda _: (peer or remote, 1))
    return SimpleNamespace(
        protocol=SimpleNamespace(sockname=sockname), remote=remote, headers=headers, transport=transport
    )


def test_whoever_is_on_this_machine_is_local_and_nobody_else() -> None:
    assert is_local(request_of(("127.0.0.1", 80), "127.0.0.1"))
    assert is_local(request_of(("::1", 80, 0, 0), "::1"))
    assert not is_local(request_of(("192.168.1.2", 80), "192.168.1.2"))
    assert not is_local(request_of(("127.0.0.1", 80), "10.0.0.9", peer="127.0.0.1"))
    assert not is_local(request_of("/run/socket", ""))


def test_a_trusted_network_is_trusted_for_who_is_in_it() -> None:
    networks = ("10.0.0.0/8", "::1")
    assert is_trusted(request_of(("10.0.0.1", 80), "10.1.2.3"), networks)
    assert not is_trusted(request_of(("10.0.0.1", 80), "192.168.1.1"), networks)
    assert not is_trusted(request_of(("10.0.0.1", 80), "10.1.2.3", **{"X-Forwarded-For": "8.8.8.8"}), networks)
    assert is_trusted(request_of(("10.0.0.1", 80), "10.1.2.3", peer="8.8.8.8", **{"X-Forwarded-For": "x"}), networks)
    assert not is_trusted(request_of("/run/socket", ""), networks)


def test_addresses_and_known_names_are_ours() -> None:
    def named(host: str) -> Any:
        return SimpleNamespace(headers={"Host": host})

    assert not is_rebound(named("192.168.1.2:8085"), ())
    assert not is_rebound(named("[fe80::1]:8085"), ())
    assert not is_rebound(named("nas.lan"), ("NAS.lan",))
    assert is_rebound(named("evil.example"), ("nas.lan",))
