"""Cookies of the operator's accounts."""

import pytest

from tests.fakes.catalogue import FakeStore
from tests.fakes.clock import FakeClock
from tribler_core.services.cookies import Cookie, Cookies


@pytest.mark.parametrize(
    ("host", "path", "sent"),
    [
        ("x.org", "/p/a", True),
        ("www.X.org", "/p", True),
        ("notx.org", "/p", False),
        ("x.org", "/pa", False),
        ("x.org", "/", False),
    ],
)
async def test_a_cookie_goes_to_its_own_place_alone(host: str, path: str, sent: bool) -> None:
    store, clock = FakeStore(), FakeClock()
    await Cookies(store, clock).replace([Cookie(name="a", value="1", domain=".x.org", path="/p")])

    assert bool(await Cookies(store, clock).sent_to(host, path)) is sent


async def test_a_cookie_ends() -> None:
    clock = FakeClock()
    cookies = Cookies(FakeStore(), clock)
    await cookies.replace([Cookie(name="a", value="1", domain="x.org", expires=clock.now() - 1)])

    assert not await cookies.sent_to("x.org", "/")
