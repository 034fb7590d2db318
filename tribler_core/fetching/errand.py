"""One errand into the web: a URL and where it leads to, within bounds and behind the guard."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import aiohttp
import aiohttp_socks
from yarl import URL

from tribler_core import __version__
from tribler_core.config.sections import Config, FetchingSection, ProxyType
from tribler_core.domain.errors import FetchError, InvalidParameter
from tribler_core.fetching.addresses import AddressRefused, names_our_network
from tribler_core.fetching.clients import straight, through_proxy

_HEADERS = {"User-Agent": f"triblerd/{__version__}", "Accept-Encoding": "gzip, deflate"}
_OK, _NOT_MODIFIED = 200, 304
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

CookiesFor = Callable[[str, str], Awaitable[Mapping[str, str]]]
"""The cookies that a host (its name) is sent for a path."""


async def no_cookies(_host: str, _path: str) -> Mapping[str, str]:
    """What an operator without accounts has."""
    return {}


@dataclass(frozen=True, slots=True)
class Page:
    """What came in the end."""

    url: URL
    """Where it was, after redirects."""
    body: bytes = b""
    content_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    unchanged: bool = False
    """The server says that it is as before."""
    magnet: str | None = None
    """It redirected to this."""
    valid_certificate: bool = True


async def run_errand(
    url: str,
    config: Config,
    *,
    proxied: bool,
    cookies_for: CookiesFor = no_cookies,
    headers: Mapping[str, str] | None = None,
) -> Page:
    """GET within the bounds of `[fetching]`, each redirect checked like the URL itself.

    Each errand has a session of its own: no cookie that was set and no connection outlives it, and a change of the
    settings holds from the next one on. Proxies that the environment names are not used.

    Raises: FetchError; InvalidParameter when it is no http(s) URL.
    """
    target = read_url(url)
    bounds = config.fetching
    proxied = proxied and config.libtorrent.proxy_type is not ProxyType.NONE
    connector = through_proxy(config.libtorrent) if proxied else straight(guarded=not bounds.allow_private)
    try:
        async with (
            asyncio.timeout(bounds.timeout),
            aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers={**_HEADERS, **(headers or {})}
            ) as session,
        ):
            names_checked = proxied and not bounds.allow_private
            return await _Errand(session, bounds, cookies_for, names_checked=names_checked).run(target)
    except TimeoutError:
        raise FetchError(f"{target.host} did not answer within {bounds.timeout:g} s") from None


class _Errand:
    """One URL and where it leads to."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        bounds: FetchingSection,
        cookies_for: CookiesFor,
        *,
        names_checked: bool,
    ) -> None:
        self._session = session
        self._bounds = bounds
        self._cookies_for = cookies_for
        self._names_checked = names_checked
        self._valid_certificate = True

    async def run(self, target: URL) -> Page:
        for _ in range(self._bounds.max_redirects + 1):
            answer = await self._get(target)
            if isinstance(answer, Page):
                return answer
            if answer.lower().startswith("magnet:"):
                return Page(target, magnet=answer, valid_certificate=self._valid_certificate)
            target = _redirected(target, answer)
        raise FetchError(f"{target.host} redirects more than {self._bounds.max_redirects} times")

    async def _get(self, target: URL) -> Page | str:
        """The page, or where it redirects to."""
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

    async def _get_once(self, target: URL, *, verify: bool) -> Page | str:
        cookies = await self._cookies_for(target.host or "", target.path)
        pairs = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
        async with self._session.get(target, ssl=verify, allow_redirects=False, headers=pairs) as response:
            if response.status in _REDIRECTS and (location := response.headers.get("Location")):
                return location
            if response.status not in (_OK, _NOT_MODIFIED):
                raise FetchError(f"{target.host} answered {response.status} {response.reason or ''}".rstrip())
            return Page(
                target,
                await self._body(response),
                response.content_type,
                dict(response.headers),
                unchanged=response.status == _NOT_MODIFIED,
                valid_certificate=self._valid_certificate,
            )

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        """Read within the bound, counted after decompression: no promise of the other side is relied on."""
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._bounds.max_size:
                raise FetchError(f"{response.url.host} sent more than {self._bounds.max_size} bytes")
        return bytes(body)


def read_url(url: str) -> URL:
    """Raises: InvalidParameter when it is no http(s) URL."""
    try:
        target = URL(url)
    except ValueError as error:
        raise InvalidParameter(f"invalid url: {error}") from None
    if target.scheme not in ("http", "https") or not target.host:
        raise InvalidParameter("invalid url: only http and https can be fetched")
    return target


def _redirected(target: URL, location: str) -> URL:
    try:
        return read_url(str(target.join(URL(location))))
    except (InvalidParameter, ValueError):
        raise FetchError(f"{target.host} redirects to something that is neither http(s) nor a magnet") from None


def _words(error: Exception) -> str:
    """What went wrong, in few words that tell nothing of our network."""
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(error.os_error, AddressRefused):
        return str(error.os_error)
    return next(words for kinds, words in _WORDS if isinstance(error, kinds))
