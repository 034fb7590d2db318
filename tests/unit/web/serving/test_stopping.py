"""How the server ends."""

import asyncio

import pytest
from aiohttp import ClientConnectionError, web

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, a_dialect
from tribler_core.foundation.units import Seconds
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.json import json_response
from tribler_core.web.serving.options import Manners


class WorkEndpoint(Endpoint):
    """Work that takes as long as the test likes."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.cancelled = False

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/work", self.work)]

    async def work(self, _: web.Request) -> web.Response:
        self.begun.set()
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return json_response({"done": True})


async def test_a_running_request_may_finish_and_no_new_one_begins(serve: Serve) -> None:
    work = WorkEndpoint()
    served = await serve(a_dialect(work), manners=Manners(grace=Seconds(60)))
    running = asyncio.create_task(served.ask("POST", "/work"))
    await work.begun.wait()

    stopping = asyncio.create_task(served.server.stop())
    await asyncio.sleep(0)  # until it waits for the running request
    with pytest.raises(ClientConnectionError):
        await served.client.get(served.url + "/items", headers=HEADERS)
    work.go_on.set()

    assert await running == (200, {"done": True})
    await asyncio.wait_for(stopping, 60)


async def test_a_request_that_does_not_end_is_cancelled_after_its_grace(serve: Serve) -> None:
    work = WorkEndpoint()
    served = await serve(a_dialect(work), manners=Manners(grace=Seconds(0.1)))
    running = asyncio.create_task(served.ask("POST", "/work"))
    await work.begun.wait()

    await asyncio.wait_for(served.server.stop(), 60)

    assert work.cancelled
    with pytest.raises(ClientConnectionError):
        await running


async def test_an_idle_connection_does_not_hold_up_the_end(serve: Serve) -> None:
    served = await serve(manners=Manners(grace=Seconds(30)))
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)

    await asyncio.wait_for(served.server.stop(), 60)
    await served.server.stop()

    writer.close()
