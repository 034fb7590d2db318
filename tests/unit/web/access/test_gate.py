"""The gate is shut unless an endpoint opens it."""

import pytest
from aiohttp import web

from tests.unit.web.conftest import Serve
from tests.unit.web.example import INFOHASH, a_dialect, code_of, echo
from tribler_core.domain.people.principal import Principal, Scope
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.json import json_response


class Reader:
    """Lets everybody in, to look."""

    async def identify(self, request: web.Request) -> Principal | None:
        return Principal("reader", frozenset({Scope.READ}))


class SilentEndpoint(Endpoint):
    """Says nothing of scopes."""

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/silent", self.answer), web.post("/silent", self.answer)]

    async def answer(self, request: web.Request) -> web.Response:
        return echo(request)


class PublicEndpoint(SilentEndpoint):
    reads = Scope.PUBLIC

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/public", self.hello), web.post("/public", self.hello)]

    async def hello(self, _: web.Request) -> web.Response:
        return json_response({})


async def test_an_endpoint_that_says_nothing_needs_control(serve: Serve) -> None:
    served = await serve(a_dialect(SilentEndpoint(), authenticator=Reader()))

    for method in ("GET", "HEAD", "POST"):
        answer = await served.ask(method, "/silent")
        assert answer[0] == 403
    assert code_of(await served.ask("GET", "/silent")) == (403, "Forbidden")


async def test_reads_and_changes_need_what_the_endpoint_says(serve: Serve) -> None:
    served = await serve(a_dialect(authenticator=Reader()))

    assert (await served.ask("GET", "/items"))[1]["principal"] == "reader"
    assert (await served.ask("PUT", "/items", json={"uri": "x"}))[0] == 403


async def test_what_is_public_asks_nobody_and_its_changes_still_do(serve: Serve) -> None:
    served = await serve(a_dialect(PublicEndpoint()))

    assert (await served.ask("GET", "/public", headers={}))[0] == 200
    assert (await served.ask("GET", "/public?key=wrong", headers={}))[0] == 200
    assert (await served.ask("POST", "/public", headers={}))[0] == 401


async def test_a_reader_is_told_what_does_not_exist(serve: Serve) -> None:
    served = await serve(a_dialect(authenticator=Reader()))

    assert (await served.ask("GET", "/nope"))[0] == 404


@pytest.mark.parametrize("body", [b'{"uri":', b"\xff\xfe"])
async def test_the_gate_stands_before_the_body(serve: Serve, body: bytes) -> None:
    served = await serve()

    assert (await served.ask("PUT", "/items", headers={}, data=body))[0] == 401
    assert (await served.ask("GET", f"/items/{INFOHASH[:-1]}", headers={}))[0] == 401
