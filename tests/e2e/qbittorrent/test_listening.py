"""Where the API listens is changed over the API itself, and takes effect at once."""

import asyncio
import json
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.e2e.daemon_process import DaemonProcess
from tests.e2e.qbittorrent.room import a_daemon
from tests.swarm import LOOPBACK, until
from tests.unit.web.serving.test_listeners import a_certificate

LOCAL = {"qbittorrent.bypass_local": "true"}


def free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as probe:
        return int(probe.getsockname()[1])


class Page:
    """One client, which does not let go of its connections."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def change(self, url: str, **preferences: Any) -> int:
        sent = {"json": json.dumps(preferences)}
        async with self._session.post(f"{url}/api/v2/app/setPreferences", data=sent, ssl=False) as answer:
            await answer.read()
            return answer.status

    async def shown(self, url: str) -> dict[str, Any]:
        async with self._session.get(f"{url}/api/v2/app/preferences", ssl=False) as answer:
            told: dict[str, Any] = await answer.json()
            return told

    async def until(self, url: str, **preferences: Any) -> dict[str, Any]:
        """All preferences, as soon as somebody answers there and shows these."""
        while True:
            with suppress(aiohttp.ClientConnectionError):
                shown = await self.shown(url)
                if shown.items() >= preferences.items():
                    return shown
            await asyncio.sleep(0.02)

    async def once_gone(self, url: str) -> None:
        """Returns when nobody answers there any more."""
        with suppress(aiohttp.ClientConnectionError):
            while True:
                await self.shown(url)


@pytest.fixture
async def page() -> Any:
    async with aiohttp.ClientSession() as session:
        yield Page(session)


async def test_another_port_and_address_are_taken_at_once_and_kept(tmp_path: Path, page: Page) -> None:
    async with a_daemon(tmp_path, LOCAL) as (daemon, _):
        port, before = free_port(), daemon.url
        assert await page.change(before, web_ui_port=port, web_ui_address="127.0.0.2") == 200
        await page.until(f"http://127.0.0.2:{port}", web_ui_port=port, web_ui_address="127.0.0.2")
        await page.once_gone(before)
        assert json.loads((daemon.state_dir / "running.json").read_text())["http_port"] == port

        await daemon.kill()
        await daemon.start()
        assert daemon.url == f"http://127.0.0.2:{port}"


async def test_where_nobody_can_listen_it_stays_and_says_so(tmp_path: Path, page: Page) -> None:
    async with a_daemon(tmp_path, LOCAL) as (daemon, _):
        with socket.create_server((LOOPBACK, 0)) as other:
            assert await page.change(daemon.url, web_ui_port=other.getsockname()[1], max_connec=77) == 200
            await page.until(daemon.url, web_ui_port=0, max_connec=77)
        await until(lambda: "the API stays where it is: cannot listen on 127.0.0.1" in daemon.log)
        assert daemon.config.api.http_port == 0


async def test_https_takes_the_place_of_http_and_goes_again(tmp_path: Path, page: Page) -> None:
    files, port = a_certificate(tmp_path, "first"), free_port()
    assert files.key is not None
    plain, secure = f"http://{LOOPBACK}:{port}", f"https://{LOOPBACK}:{port}"
    async with a_daemon(tmp_path, {**LOCAL, "api.http_port": str(port)}) as (_, _password):
        pem = {"ssl_cert": files.certificate.read_text(), "ssl_key": files.key.read_text()}
        assert await page.change(plain, **pem, use_https=True) == 200
        told = await page.until(secure, use_https=True, web_ui_port=port, ssl_cert=pem["ssl_cert"])
        await page.once_gone(plain)

        broken = tmp_path / "broken.pem"
        broken.write_text("no certificate")
        assert await page.change(secure, web_ui_https_cert_path=str(broken)) == 200
        await page.until(secure, web_ui_https_cert_path=told["web_ui_https_cert_path"])
        assert await page.change(secure, use_https=False) == 200
        await page.until(plain, use_https=False)


async def test_a_port_of_its_own_moves_and_the_daemons_stays(tmp_path: Path, page: Page) -> None:
    own, other = free_port(), free_port()
    async with DaemonProcess(tmp_path, {**LOCAL, "qbittorrent.port": str(own)}) as daemon:
        assert await page.change(f"http://{LOOPBACK}:{own}", web_ui_port=other) == 200
        await page.until(f"http://{LOOPBACK}:{other}", web_ui_port=other)
        await page.once_gone(f"http://{LOOPBACK}:{own}")
        await page.until(daemon.url, web_ui_port=other)
