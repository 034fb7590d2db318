"""Servers on loopback that stand for the web."""

import ssl
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tribler_core.config.sections import Config
from tribler_core.fetching.torrent_urls import GuardedFetcher

TORRENT = b"d4:infod4:name1:aee"


class Site:
    """A web site whose answers a test chooses; remembers the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[web.Request], web.StreamResponse]] = {}
        self.requests: list[web.Request] = []
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._answer)
        self.server = TestServer(application)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        return self.answers[request.path](request)

    def serve(self, path: str, body: bytes = TORRENT, **options) -> str:
        """Answer with this; the URL."""
        self.answers[path] = lambda _: web.Response(body=body, **options)
        return self.url(path)

    def redirect(self, path: str, target: str) -> str:
        """Answer with a redirect; the URL."""
        return self.serve(path, b"", status=302, headers={"Location": target})

    def url(self, path: str) -> str:
        return str(self.server.make_url(path))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    await site.server.start_server()
    yield site
    await site.server.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Path:
    """A key and a certificate that nobody trusts, in one PEM file."""
    folder: Path = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-noenc", "-subj", "/CN=127.0.0.1", "-out", "cert.pem"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_text((folder / "privkey.pem").read_text() + (folder / "cert.pem").read_text())
    return both


@pytest.fixture
async def untrusted_site(certificate) -> AsyncIterator[Site]:
    """The same over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    site = Site()
    await site.server.start_server(ssl=context)
    yield site
    await site.server.close()


@pytest.fixture
def fetcher_with(tmp_path) -> Callable[..., GuardedFetcher]:
    """A fetcher that may reach loopback; `libtorrent` and other options of [fetching] can be named."""

    def make(*, proxy: dict[str, Any] | None = None, **options) -> GuardedFetcher:
        config = Config(state_dir=tmp_path)
        fetching = replace(config.fetching, **{"allow_private": True, "timeout": 10.0, **options})
        libtorrent = replace(config.libtorrent, **(proxy or {}))
        changed = replace(config, fetching=fetching, libtorrent=libtorrent)
        return GuardedFetcher(lambda: changed)

    return make
