"""Who may come in, how often, and what is said to everybody else."""

from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from tests.builders import a_metainfo
from tests.dialects.torbox.conftest import OpenTorBoxHouse
from tests.dialects.torbox.house import API, TorBoxHouse, magnet
from tribler_core.dialects.torbox.errors import WORDS, ErrorEnvelope, word_error
from tribler_core.domain.errors import CatalogueError, TriblerError
from tribler_core.services.accounts.accounts import AccountPatch
from tribler_core.web.json import loads

METAINFO = a_metainfo()
NOBODY = ["", "Bearer", "Bearer None", "Bearer null", "bearer undefined", "Basic abc"]


@pytest.mark.parametrize("header", NOBODY)
async def test_who_has_no_key_is_told_so(house: TorBoxHouse, header: str) -> None:
    headers = {"Authorization": header} if header else {}

    answer = await house.call("GET", f"{API}/torrents/mylist", key="", headers=headers)

    assert (answer.status, answer.json()["error"]) == (403, "NO_AUTH")
    assert (await house.call("GET", f"{API}/stats", key="", headers=headers)).status == 200


async def test_a_wrong_a_revoked_and_a_disabled_key_are_bad(house: TorBoxHouse) -> None:
    assert await house.refusal("GET", "user/me", who="wrong") == (403, "BAD_TOKEN")
    await house.accounts.revoke_key(1, 1)
    assert await house.refusal("GET", "user/me") == (403, "BAD_TOKEN")
    await house.accounts.change(2, AccountPatch(enabled=False))
    assert await house.refusal("GET", "user/me", who="bob") == (403, "BAD_TOKEN")


async def test_the_operators_key_is_no_key_here_and_a_key_of_here_is_none_there(house: TorBoxHouse) -> None:
    assert await house.refusal("GET", "user/me", who="0123456789abcdef0123456789abcdef") == (403, "BAD_TOKEN")
    assert (await house.call("GET", "/api/downloads", key=house.bearers["ada"])).status == 401
    assert (await house.call("GET", "/api/accounts", key=house.bearers["ada"])).status == 401


async def test_a_token_in_the_query_goes_before_the_header(house: TorBoxHouse) -> None:
    number = await house.add(METAINFO)
    await house.complete(METAINFO)
    query = {"torrent_id": str(number), "token": house.bearers["ada"]}

    assert await house.data("GET", "torrents/requestdl", who="wrong", params=query)
    assert await house.data("GET", "torrents/requestdl", params={"torrent_id": str(number)})
    refused = await house.refusal("GET", "torrents/requestdl", params={**query, "token": "wrong"})
    assert refused == (403, "BAD_TOKEN")
    assert await house.refusal("GET", "user/me", who=None, params=query) == (403, "NO_AUTH")


@pytest.mark.parametrize(
    ("verb", "path", "status"),
    [
        ("GET", f"{API}/torrents/nonsense", 404),
        ("GET", f"{API}/nonsense", 404),
        ("GET", "/v1/api", 404),
        ("POST", f"{API}/torrents/mylist", 405),
        ("GET", f"{API}/torrents/createtorrent", 405),
    ],
)
async def test_what_does_not_exist_is_an_envelope(house: TorBoxHouse, verb: str, path: str, status: int) -> None:
    answer = await house.call(verb, path, key="")

    assert (answer.status, answer.json()["error"]) == (status, "ENDPOINT_NOT_FOUND")
    assert ErrorEnvelope().validate(answer.json()) == {}
    assert ("Allow" in answer.headers) == (status == 405)


async def test_every_answer_may_be_read_by_any_page(house: TorBoxHouse) -> None:
    for verb, path in (("GET", "stats"), ("GET", "user/me"), ("GET", "nonsense")):
        answer = await house.torbox(verb, path, headers={"Origin": "https://page.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    preflight = await house.call(
        "OPTIONS", f"{API}/torrents/mylist", key="", headers={"Origin": "https://page.example"}
    )
    assert preflight.status == 204
    assert "PUT" in preflight.headers["Access-Control-Allow-Methods"]
    assert "authorization" in preflight.headers["Access-Control-Allow-Headers"]


async def test_too_many_calls_are_told_when_to_come_back(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__calls_per_minute="2")

    first = await house.torbox("GET", "user/me")
    assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("2", "1")
    assert int(first.headers["X-RateLimit-Reset"]) > house.clock.now()
    await house.torbox("GET", "user/me")
    third = await house.torbox("GET", "user/me")
    assert (third.status, third.json()["error"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert "2 per 1 minute" in third.json()["detail"]
    assert third.headers["Retry-After"] == "30"
    assert third.headers["X-RateLimit-Remaining"] == "0"
    assert (await house.torbox("GET", "user/me", who="bob")).status == 200
    house.clock.advance(30)
    assert (await house.torbox("GET", "user/me")).status == 200


async def test_creations_are_counted_apart_and_cached_ones_are_not(open_house: OpenTorBoxHouse) -> None:
    house = await open_house(torbox__creations_per_hour="1")
    await house.add(METAINFO, who="bob")
    await house.complete(METAINFO)

    await house.add(METAINFO)
    await house.add(METAINFO)
    await house.add(a_metainfo(2))
    wanted: dict[str, Any] = {"data": {"magnet": magnet(a_metainfo(3))}}
    answer = await house.torbox("POST", "torrents/createtorrent", **wanted)
    assert answer.status == 429
    assert "1 per 1 hour" in answer.json()["detail"]
    _, other = await house.accounts.add_key(1)
    await house.add(a_metainfo(3), who=other)


async def test_every_get_is_a_head_as_well(house: TorBoxHouse) -> None:
    for _, path in sorted(route for route in house.routes() if route[0] == "GET"):
        answers = [await house.call(verb, path, key="") for verb in ("GET", "HEAD")]
        assert answers[0].status == answers[1].status, path
        assert answers[1].body == b""


async def test_a_key_lets_in_though_its_use_cannot_be_noted(house: TorBoxHouse, monkeypatch: Any) -> None:
    async def fail(_: object) -> None:
        raise CatalogueError("disk full")

    monkeypatch.setattr(house.account_store, "save_key", fail)

    assert await house.data("GET", "torrents/mylist") == []


def leaves(kind: type[TriblerError]) -> Iterator[type[TriblerError]]:
    """The classes that nothing is derived from, but for those of other dialects."""
    others = ("tribler_core.dialects.qbittorrent", "tribler_core.dialects.resttorrent", "tests.")
    below = [each for each in kind.__subclasses__() if not each.__module__.startswith(others)]
    if not below:
        yield kind
    for each in below:
        yield from leaves(each)


@pytest.mark.parametrize("leaf", list(dict.fromkeys(leaves(TriblerError))))
def test_every_leaf_of_the_error_tree_has_words(leaf: type[TriblerError]) -> None:
    assert any(ancestor in WORDS for ancestor in leaf.__mro__), f"{leaf.__name__} has no words"


def test_an_error_without_a_sentence_gets_one() -> None:
    answer = word_error(TriblerErrorOfNoWords(), make_mocked_request("GET", "/"))

    assert isinstance(answer.body, bytes)
    assert loads(answer.body)["detail"]


class TriblerErrorOfNoWords(next(iter(leaves(TriblerError)))):  # type: ignore[misc]  # any of them will do
    """Says nothing."""

    def __init__(self) -> None:
        Exception.__init__(self)


async def test_the_root_tells_programs_and_people_that_it_is_up(house: TorBoxHouse) -> None:
    told = await house.call("GET", "/", key="", headers={"Accept": "*/*"})
    assert told.json() == {"success": True, "error": None, "detail": "The server is up.", "data": None}
    shown = await house.call("GET", "/", key="", headers={"Accept": "text/html,*/*"})
    assert b"<html" in shown.body
