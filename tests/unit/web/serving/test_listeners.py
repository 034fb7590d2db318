"""Where the server listens, and what happens when it cannot."""

import asyncio
import socket
import ssl
import stat
import subprocess
from pathlib import Path

import pytest
from aiohttp import ClientSession, UnixConnector, web

from tests.unit.web.conftest import Serve
from tests.unit.web.example import HEADERS, Open, a_dialect
from tribler_core.domain.errors import StartFailure
from tribler_core.web.endpoint import Endpoint
from tribler_core.web.serving.options import TcpListener, TlsFiles, UnixListener


def a_certificate(folder: Path, name: str) -> TlsFiles:
    """A self-signed certificate of a name."""
    files = TlsFiles(folder / "cert.pem", folder / "key.pem")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*command, "-out", files.certificate, "-keyout", files.key or ""], check=True, capture_output=True)
    return files


async def served_name(port: int) -> str:
    """The common name of the certificate that a new connection sees."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    certificate = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    await writer.wait_closed()
    for name in (b"first", b"second"):
        if name in certificate:
            return name.decode()
    raise AssertionError("neither name is in the certificate")


async def test_new_certificates_are_served_without_a_restart(serve: Serve, tmp_path: Path) -> None:
    files = a_certificate(tmp_path, "first")
    served = await serve(listeners=(TcpListener(("127.0.0.1",), 0, files),))
    old = await asyncio.open_connection("127.0.0.1", served.port, ssl=_trusting())
    assert await served_name(served.port) == "first"

    a_certificate(tmp_path, "second")
    await served.server.reload_tls()

    assert await served_name(served.port) == "second"
    old[1].write(b"GET /items HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert b" 401 " in (await old[0].read()).splitlines()[0]
    assert (await served.ask("GET", "/items", ssl=False))[1]["url"].startswith("https://")
    old[1].close()


async def test_a_bad_certificate_leaves_the_old_one(serve: Serve, tmp_path: Path) -> None:
    files = a_certificate(tmp_path, "first")
    served = await serve(listeners=(TcpListener(("127.0.0.1",), 0, files),))

    files.certificate.write_text("no certificate")
    with pytest.raises(StartFailure, match=r"cannot use the certificate .*cert.pem"):
        await served.server.reload_tls()

    assert await served_name(served.port) == "first"


async def test_a_missing_certificate_stops_the_start(serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(StartFailure, match="cannot use the certificate"):
        await serve(listeners=(TcpListener(("127.0.0.1",), 0, TlsFiles(tmp_path / "none.pem")),))


async def test_a_port_that_is_taken_stops_the_start_in_one_line(serve: Serve) -> None:
    first = await serve()

    with pytest.raises(StartFailure) as refused:
        await serve(listeners=(TcpListener(("127.0.0.1",), first.port),))

    assert str(refused.value) == f"cannot listen on 127.0.0.1 port {first.port}: another program listens there"


async def test_a_host_that_is_not_ours_stops_the_start(serve: Serve) -> None:
    for host in ("192.0.2.1", "no-such-name.invalid"):
        with pytest.raises(StartFailure, match=f"cannot listen on {host}"):
            await serve(listeners=(TcpListener((host,), 0),))


async def test_a_failed_start_leaves_nothing_open(serve: Serve) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    with pytest.raises(StartFailure):
        await serve(listeners=(TcpListener(("127.0.0.1",), free), TcpListener(("192.0.2.1",), 0)))

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", free))


async def test_several_hosts_share_the_port_that_the_system_chose(serve: Serve) -> None:
    served = await serve(listeners=(TcpListener(("127.0.0.1", "127.0.0.2", "localhost"), 0),))

    urls = next(iter(served.server.addresses.values()))

    assert {url.rpartition(":")[2] for url in urls} == {str(served.port)}
    for url in urls:
        async with served.client.get(url + "/items", headers=HEADERS) as answer:
            assert answer.status == 200


async def test_a_unix_socket_is_for_owner_and_group(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    served = await serve(listeners=(TcpListener(("127.0.0.1",), 0), UnixListener(path)))

    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    async with ClientSession(connector=UnixConnector(str(path))) as client:
        async with client.get("http://any.name/items", headers=HEADERS) as answer:
            assert answer.status == 200
        async with client.get("http://any.name/items") as answer:
            assert answer.status == 401

    await served.stop()
    assert not path.exists()


async def test_what_a_dead_daemon_left_is_taken_over(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))

    await serve(listeners=(UnixListener(path),))

    with pytest.raises(StartFailure, match="another program listens there"):
        await serve(listeners=(UnixListener(path),))


async def test_a_file_in_the_way_is_left_alone(serve: Serve, tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    path.write_text("precious")

    with pytest.raises(StartFailure, match="it is no socket"):
        await serve(listeners=(UnixListener(path),))

    assert path.read_text() == "precious"


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


async def test_a_dialect_can_have_a_listener_to_itself(serve: Serve) -> None:
    own = a_dialect(name="own", prefix="/own", headers=lambda _: {"Referrer-Policy": "same-origin"})
    page = a_dialect(OnePage(), name="own", authenticator=Open(), alone=True)
    both, only = TcpListener(("127.0.0.1",), 0), TcpListener(("127.0.0.1",), 0, only="own")
    served = await serve(a_dialect(), own, page, listeners=(both, only))
    [everybody], [alone] = served.server.addresses[both], served.server.addresses[only]

    async def status(url: str) -> int:
        async with served.client.get(url, headers=HEADERS) as answer:
            return answer.status

    assert [await status(f"{everybody}{path}") for path in ("/items", "/own/items", "/page")] == [200, 200, 404]
    assert [await status(f"{alone}{path}") for path in ("/items", "/own/items", "/page")] == [404, 200, 200]
    async with served.client.get(f"{alone}/own/items", headers=HEADERS) as answer:
        assert answer.headers["Referrer-Policy"] == "same-origin"


class OnePage(Endpoint):
    def routes(self) -> list[web.RouteDef]:
        return [web.get("/page", self.page)]

    async def page(self, _: web.Request) -> web.Response:
        return web.Response()
