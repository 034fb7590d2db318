"""Clients who connect in the moment in which a listener is shut."""

import asyncio
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from tests.unit.web.conftest import Serve
from tribler_core.web.serving.options import UnixListener


@pytest.mark.parametrize("moves", [False, True], ids=["the server stops", "the listener moves"])
@pytest.mark.parametrize("turns", range(7))
async def test_who_connects_just_before_a_listener_is_shut_is_hung_up_on(
    serve: Serve, tmp_path: Path, turns: int, moves: bool
) -> None:
    served = await serve()
    with socket.create_connection(("127.0.0.1", served.port)) as client:
        client.setblocking(False)
        for _ in range(turns):  # of the event loop, in which the connection is accepted, made, and waited on
            await asyncio.sleep(0)

        await (served.server.follow([UnixListener(tmp_path / "api.sock")]) if moves else served.server.stop())

        with suppress(ConnectionResetError):
            assert not await asyncio.wait_for(asyncio.get_running_loop().sock_recv(client, 1), 60)
