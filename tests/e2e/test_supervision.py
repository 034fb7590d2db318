"""What a supervisor sees: notifications, signs of life, reloading."""

import asyncio
import signal
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.daemon_process import DaemonProcess


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[socket.socket]:
    """The socket of a supervisor."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as made:
        made.bind(str(tmp_path / "notify"))
        made.settimeout(60)
        yield made


async def heard(systemd: socket.socket, wanted: str) -> None:
    """Wait until the supervisor is told."""
    async with asyncio.timeout(60):
        while wanted not in (await asyncio.to_thread(systemd.recv, 4096)).decode().split("\n"):
            pass


async def test_a_supervisor_hears_of_the_start_of_life_and_of_the_end(tmp_path: Path, systemd: socket.socket) -> None:
    environment = {"NOTIFY_SOCKET": systemd.getsockname(), "WATCHDOG_USEC": "200000"}
    async with DaemonProcess(tmp_path, environment=environment, by_command=True) as daemon:
        await heard(systemd, "READY=1")
        for _ in range(3):
            await heard(systemd, "WATCHDOG=1")
        daemon.signal(signal.SIGTERM)
        await heard(systemd, "STOPPING=1")
        assert await daemon.ended() == 0


async def test_a_new_certificate_is_served_after_a_hangup(tmp_path: Path) -> None:
    certificate = new_certificate(tmp_path, "first")
    options = {"api.https_enabled": "true", "api.https_certfile": str(certificate), "api.http_enabled": "false"}
    async with DaemonProcess(tmp_path, options) as daemon:
        port = int(daemon.url.rpartition(":")[2])
        assert await served_name(port) == "first"
        new_certificate(tmp_path, "second")
        daemon.signal(signal.SIGHUP)
        async with asyncio.timeout(60):
            while await served_name(port) != "second":
                pass
        certificate.write_text("broken")
        daemon.signal(signal.SIGHUP)
        async with asyncio.timeout(60):
            while "not reloaded" not in daemon.log:
                assert await served_name(port) == "second"
        assert await daemon.stop() == 0
    assert "Traceback" not in daemon.log


def new_certificate(folder: Path, name: str) -> Path:
    """A self-signed one, key and certificate in one file."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", f"/CN={name}", "-days", "2", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"]
    subprocess.run(command, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return both


async def served_name(port: int) -> str:
    """The name in the certificate that is served."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
    served = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.close()
    await writer.wait_closed()
    return next(name for name in ("first", "second") if name.encode() in served)
