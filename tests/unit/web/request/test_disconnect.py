"""Nobody works for a client that has gone."""

import asyncio

from tests.unit.web.conftest import Serve
from tests.unit.web.example import KEY, ItemsEndpoint, OddEndpoint, a_dialect


async def test_work_ends_when_the_client_hangs_up(serve: Serve) -> None:
    odd = OddEndpoint()
    served = await serve(a_dialect(ItemsEndpoint(), odd))
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"GET /slow HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + KEY.encode() + b"\r\n\r\n")
    await asyncio.wait_for(odd.waiting.wait(), 60)

    writer.close()

    await asyncio.wait_for(odd.cancelled.wait(), 60)
    assert (await served.ask("GET", "/items"))[0] == 200
    assert not served.reported
