"""Torrents behind URLs that somebody else chose."""

import asyncio
import ssl
from collections.abc import Callable

import aiohttp
import aiohttp_socks
from yarl import URL

from tribler_core import __version__
from tribler_core.config.sections import Config, FetchingSection, ProxyType
from tribler_core.domain.errors import FetchError, InvalidParameter
from tribler_core.domain.ports import Fetched
from tribler_core.fetching.addresses import AddressRefused, names_our_network
from tribler_core.fetching.clients import straight, through_proxy

_HEADERS = {"User-Agent": f"triblerd/{__version__}", "Accept-Encoding": "gzip, deflate"}
_REDIRECTS = (301, 302, 303, 307, 308)
_UNTRUSTED = (aiohttp.ClientConnectorCertificateError, ssl.SSLCertVerificationError)
_WORDS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (  # the first that fits
    ((aiohttp.ClientConnectorDNSError,), "its name is not known"),
    ((aiohttp_socks.ProxyError, aiohttp_socks.ProxyConnectionError), "the proxy did not connect"),
    ((ssl.SSLError, aiohttp.ClientSSLError), "TLS failed"),
    ((aiohttp.InvalidURL,), "its address is written in an unusual way"),
    ((aiohttp.ClientConnectionError, OSError), "the connection failed"),
    ((aiohttp.ClientError, ValueError), "its answer was not understood"),
)
_BROKEN = tuple(kind for kinds, _ in _WORDS for kind in kinds)


class GuardedFetcher:
    """A `TorrentFetcher` that reaches no network which the operator did not open.

    Each fetch has a session of its own: no cookie and no connection outlives it, and a change of the
    settings holds from the next one on. Proxies that the environment names are not used.
    """

    def __init__(self, current: Callable[[], Config]) -> None:
        self._current = current

    async def fetch(self, url: str) -> Fetched:
        """GET within the bounds of `[fetching]`; a redirect to a magnet is answered as the magnet.

        Raises: FetchError; InvalidParameter when it is no http(s) URL.
        """
        target = _read(url)
        config = self._current()
        bounds = config.fetching
        proxied = config.libtorrent.proxy_type is not ProxyType.NONE
        connector = through_proxy(config.libtorrent) if proxied else straight(guarded=not bounds.allow_private)
        try:
            async with (
                asyncio.timeout(bounds.timeout),
                aiohttp.ClientSession(
                    connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers=_HEADERS
                ) as session,
            ):
                return await _Errand(session, bounds, names_checked=proxied and not bounds.allow_private).run(target)
        except TimeoutError:
            raise FetchError(f"{target.host} did not answer within {bounds.timeout:g} s") from None


class _Errand:
    """One URL and where it leads to."""

    def __init__(self, session: aiohttp.ClientSession, bounds: FetchingSection, *, names_checked: bool) -> None:
        self._session = session
        self._bounds = bounds
        self._names_checked = names_checked
        self._valid_certificate = True

    async def run(self, target: URL) -> Fetched:
        for _ in range(self._bounds.max_redirects + 1):
            answer = await self._get(target)
            if isinstance(answer, bytes):
                return Fetched(answer, valid_certificate=self._valid_certificate)
            if answer.lower().startswith("magnet:"):
                return Fetched(magnet=answer, valid_certificate=self._valid_certificate)
            target = _redirected(target, answer)
        raise FetchError(f"{target.host} redirects more than {self._bounds.max_redirects} times")

    async def _get(self, target: URL) -> bytes | str:
        """The body, or where it redirects to."""
        if self._names_checked and names_our_network(target.host or ""):
            raise FetchError(f"could not fetch from {target.host}: {AddressRefused()}")
        try:
            return await self._get_once(target, verify=True)
        except _UNTRUSTED:
            if not self._bounds.accept_invalid_certificates:
                raise FetchError(f"the certificate of {target.host} cannot be trusted") from None
        except _BROKEN as error:
            raise FetchError(f"could not fetch from {target.host}: {_words(error)}") from error
        self._valid_certificate = False
        try:
            return await self._get_once(target, verify=False)
        except _BROKEN as error:
            raise FetchError(f"could not fetch from {target.host}: {_words(error)}") from error

    async def _get_once(self, target: URL, *, verify: bool) -> bytes | str:
        async with self._session.get(target, ssl=verify, allow_redirects=False) as response:
            if response.status in _REDIRECTS and (location := response.headers.get("Location")):
                return location
            if response.status != 200:
                raise FetchError(f"{target.host} answered {response.status} {response.reason or ''}".rstrip())
            body = await self._body(response)
        _refuse_page(target, response.content_type, body)
        return body

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """Read within the bound, counted after decompression: no promise of the other side is relied on."""
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._bounds.max_size:
                raise FetchError(f"{response.url.host} sent more than {self._bounds.max_size} bytes")
        return bytes(body)


def _read(url: str) -> URL:
    try:
        target = URL(url)
    except ValueError as error:
        raise InvalidParameter(f"invalid url: {error}") from None
    if target.scheme not in ("http", "https") or not target.host:
        raise InvalidParameter("invalid url: only http and https can be fetched")
    return target


def _redirected(target: URL, location: str) -> URL:
    try:
        return _read(str(target.join(URL(location))))
    except (InvalidParameter, ValueError):
        raise FetchError(f"{target.host} redirects to something that is neither http(s) nor a magnet") from None


def _refuse_page(target: URL, content_type: str, body: bytes) -> None:
    """Some trackers send torrents as text/html, so the first byte decides."""
    if not body:
        raise FetchError(f"{target.host} sent nothing")
    if not body.startswith(b"d") and (content_type == "text/html" or body.lstrip().startswith(b"<")):
        raise FetchError(f"{target.host} sent a web page instead of a torrent (does it want a log-in?)")


def _words(error: Exception) -> str:
    """What went wrong, in few words that tell nothing of our network."""
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, AddressRefused):
        return str(error.os_error)
    return next(words for kinds, words in _WORDS if isinstance(error, kinds))
