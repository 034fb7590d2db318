"""Listeners that move while the server runs."""

import asyncio
import socket
import ssl
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, Served, a_dialect
from tests.unit.web.serving.test_listeners import a_certificate
from tests.unit.web.serving.test_stopping import WorkEndpoint
from tribler_core.domain.errors import StartFailure
from tribler_core.web.serving.options import TcpListener, TlsFiles, UnixListener

HERE = ("127.0.0.1",)


def url_of(served: Served) -> str:
    [[url]] = served.server.addresses.values()
    return url


async def status(served: Served, url: str) -> int:
    async with served.client.get(url + "/items", headers=HEADERS, ssl=False) as answer:
        return answer.status


async def test_another_port_answers_and_the_old_one_no_more(serve: Serve) -> None:
    served = await serve()
    before = url_of(served)

    await served.server.follow([TcpListener(("127.0.0.2",), 0)])

    assert await status(served, url_of(served)) == 200
    with pytest.raises(ClientConnectionError):
        await status(served, before)


async def test_what_is_being_answered_is_answered_and_then_hung_up_on(serve: Serve) -> None:
    work = WorkEndpoint()
    served = await serve(a_dialect(work))
    idle_reader, idle_writer = await served.connect()
    idle_writer.write(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await idle_reader.readuntil(b"}}")
    reader, writer = await served.connect()
    writer.write(b"POST /work HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: %s\r\n\r\n" % HEADERS["X-Api-Key"].encode())
    await work.begun.wait()

    await served.server.follow([TcpListener(("127.0.0.2",), 0)])
    work.go_on.set()

    assert (await reader.read()).endswith(b'{"done":true}')
    assert not await idle_reader.read()
    for each in (writer, idle_writer):
        each.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1"])
async def test_where_nobody_can_listen_everything_stays(serve: Serve, host: str) -> None:
    served = await serve()
    before = url_of(served)
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(StartFailure, match="cannot listen on"):
        await served.server.follow([TcpListener((host,), other.getsockname()[1])])

    assert url_of(served) == before
    assert await status(served, before) == 200


async def test_the_same_port_is_had_again_when_its_new_address_is_not_ours(serve: Serve) -> None:
    served = await serve()
    before = url_of(served)

    with pytest.raises(StartFailure):
        await served.server.follow([TcpListener(("192.0.2.1",), served.port)])

    assert url_of(served) == before
    assert await status(served, before) == 200


async def test_https_takes_the_place_of_http_on_one_port(serve: Serve, tmp_path: Path) -> None:
    served = await serve()
    port = served.port

    with pytest.raises(StartFailure, match="cannot use the certificate"):
        await served.server.follow([TcpListener(HERE, port, TlsFiles(tmp_path / "none.pem"))])
    assert await status(served, url_of(served)) == 200
    await served.server.follow([TcpListener(HERE, port, a_certificate(tmp_path, "first"))])

    assert url_of(served) == f"https://127.0.0.1:{port}"
    assert await status(served, url_of(served)) == 200
    _, writer = await asyncio.open_connection(
        "127.0.0.1", port, ssl=ssl.create_default_context(cafile=tmp_path / "cert.pem"), server_hostname="localhost"
    )
    writer.close()
    await writer.wait_closed()


async def test_a_unix_socket_comes_and_goes(serve: Serve, tmp_path: Path) -> None:
    path, port = tmp_path / "api.sock", TcpListener(HERE, 0)
    served = await serve(listeners=(port,))

    await served.server.follow([port, UnixListener(path)])
    assert path.is_socket()
    await served.server.follow([port])

    assert not path.exists()
    assert await status(served, url_of(served)) == 200
