"""Two ways out: straight with every address checked, or through the operator's proxy."""

import aiohttp
from aiohttp_socks import ProxyConnector
from aiohttp_socks import ProxyType as SocksType

from tribler_core.config.sections import LibtorrentSection, ProxyType
from tribler_core.fetching.addresses import guarded_socket

_PROXIES = {
    ProxyType.SOCKS4: SocksType.SOCKS4,
    ProxyType.SOCKS5: SocksType.SOCKS5,
    ProxyType.SOCKS5_PASSWORD: SocksType.SOCKS5,
    ProxyType.HTTP: SocksType.HTTP,
    ProxyType.HTTP_PASSWORD: SocksType.HTTP,
}
_WITH_PASSWORD = (ProxyType.SOCKS5_PASSWORD, ProxyType.HTTP_PASSWORD)


def straight(*, guarded: bool) -> aiohttp.BaseConnector:
    """Connects itself; `guarded`: to public addresses only."""
    return aiohttp.TCPConnector(socket_factory=guarded_socket if guarded else None, force_close=True)


def through_proxy(section: LibtorrentSection) -> aiohttp.BaseConnector:
    """Connects to nothing but the proxy, which also looks up names: nothing goes around it."""
    host, _, port = section.proxy_server.rpartition(":")
    user, password = None, None
    if section.proxy_type in _WITH_PASSWORD:
        user, _, password = section.proxy_auth.partition(":")
    return ProxyConnector(
        host=host.strip("[]"),
        port=int(port),
        proxy_type=_PROXIES[section.proxy_type],
        username=user,
        password=password,
        rdns=True,
        force_close=True,
    )
