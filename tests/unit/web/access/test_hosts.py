"""DNS rebinding: foreign names on loopback connections."""

import pytest

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, code_of
from tribler_core.web.access.hosts import is_loopback, name_of
from tribler_core.web.serving.options import Manners


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8085", "localhost", "LOCALHOST.:8085", "tv.localhost", "[::1]:80", "box.lan"]
)
async def test_names_of_this_machine_and_listed_ones_pass(serve: Serve, host: str) -> None:
    served = await serve(manners=Manners(allowed_hosts=["Box.lan"]))

    assert (await served.ask("GET", "/items", headers=HEADERS | {"Host": host}))[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8085", "[::1].evil.example", "10.0.0.1", ""],
)
async def test_foreign_names_are_refused_even_with_a_key(serve: Serve, host: str) -> None:
    served = await serve()

    assert code_of(await served.ask("GET", "/items", headers=HEADERS | {"Host": host})) == (403, "Forbidden")


async def test_a_star_lists_every_name(serve: Serve) -> None:
    served = await serve(manners=Manners(allowed_hosts=["*"]))

    assert (await served.ask("GET", "/items", headers=HEADERS | {"Host": "any.example"}))[0] == 200


@pytest.mark.parametrize(
    ("host", "name"), [("A.b:1", "a.b"), ("[::1]:8085", "::1"), ("x.", "x"), ("[broken", "broken")]
)
def test_the_name_of_a_host_header(host: str, name: str) -> None:
    assert name_of(host) == name


@pytest.mark.parametrize(
    ("name", "loopback"),
    [("127.8.8.8", True), ("::1", True), ("localhost", True), ("notlocalhost", False), ("0.0.0.0", False)],
)
def test_what_means_this_machine(name: str, loopback: bool) -> None:
    assert is_loopback(name) is loopback
