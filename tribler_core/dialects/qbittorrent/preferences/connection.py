"""Preferences of ports, proxy and filters. Source: section 3.8.2 of the specification."""

from typing import Any

from tribler_core.config.sections import ProxyType
from tribler_core.dialects.qbittorrent.preferences.codecs import (
    FLAG,
    LINE,
    PATH,
    RANGES,
    SECRET,
    TEXT,
    Codec,
    Unfit,
    unlimited,
    whole,
)
from tribler_core.dialects.qbittorrent.preferences.row import Draft, Preference, View, kept, option, told
from tribler_core.domain.errors import InvalidParameter

_PORT = whole(0, 65535)
_LISTEN, _SSL, _I2P = "libtorrent.port", "libtorrent.ssl_port", "libtorrent.i2p_router"
_TYPE, _SERVER, _AUTH = "libtorrent.proxy_type", "libtorrent.proxy_server", "libtorrent.proxy_auth"
_KINDS = {
    ProxyType.NONE: "None",
    ProxyType.HTTP: "HTTP",
    ProxyType.HTTP_PASSWORD: "HTTP",
    ProxyType.SOCKS5: "SOCKS5",
    ProxyType.SOCKS5_PASSWORD: "SOCKS5",
    ProxyType.SOCKS4: "SOCKS4",
}
_WITH_LOGIN = {ProxyType.HTTP: ProxyType.HTTP_PASSWORD, ProxyType.SOCKS5: ProxyType.SOCKS5_PASSWORD}
_WITHOUT_LOGIN = {value: key for key, value in _WITH_LOGIN.items()}
_NUMBERS = {"-1": "None", "0": "None", "1": "HTTP", "2": "SOCKS5", "3": "HTTP+", "4": "SOCKS5+", "5": "SOCKS4"}
_WORDS = {word.lower(): word for word in _KINDS.values()}
_NO_SERVER = "0.0.0.0:8080"
_NO_ROUTER = "127.0.0.1:7656"


def _read_proxy_type(raw: Any) -> str:
    text = str(raw).strip()
    word = _NUMBERS.get(text) or _WORDS.get(text.lower())
    if word is None:
        raise Unfit("must name a kind of proxy")
    return word


def _write_proxy_type(draft: Draft, value: str) -> None:
    """The numbers 3 and 4 ask for a login as well."""
    plain = {word: kind for kind, word in _KINDS.items() if kind not in _WITHOUT_LOGIN}[value.rstrip("+")]
    login = value.endswith("+") or draft.posted.get("proxy_auth_enabled", draft.option(_TYPE) in _WITHOUT_LOGIN)
    draft.set(_TYPE, _WITH_LOGIN.get(plain, plain) if login else plain)
    if plain is not ProxyType.NONE and not draft.option(_SERVER):
        draft.set(_SERVER, _NO_SERVER)


def _write_login(draft: Draft, value: bool) -> None:  # noqa: FBT001 - the form of all writers
    kind = draft.option(_TYPE)
    draft.set(_TYPE, (_WITH_LOGIN if value else _WITHOUT_LOGIN).get(kind, kind))


def _early_proxy_type(word: str) -> int:
    return {"None": -1, "HTTP": 1, "SOCKS5": 2, "SOCKS4": 5}[word]


def _half(name: str, full_name: str, codec: Codec, *, first: bool, default: str, late: bool = False) -> Preference:
    """One half of an option like host:port or user:password."""

    def parts(text: str) -> tuple[str, str]:
        head, _, tail = (text or default).rpartition(":") if full_name != _AUTH else (text or default).partition(":")
        return head, tail

    def read(view: View) -> Any:
        head, tail = parts(view.option(full_name))
        return codec.show(codec.read(head.strip("[]") if first else tail))

    def write(draft: Draft, value: Any) -> None:
        head, tail = parts(draft.option(full_name))
        mine = f"[{value}]" if first and ":" in str(value) and full_name != _AUTH else str(value)
        if first and full_name == _AUTH and ":" in mine:
            raise InvalidParameter(f"{name}: must not have a colon")
        draft.set(full_name, f"{mine}:{tail}" if first else f"{head}:{mine}")

    return Preference(name=name, codec=codec, read=read, write=write, late=late)


def _write_random_port(draft: Draft, value: bool) -> None:  # noqa: FBT001 - the form of all writers
    if value:
        draft.set(_LISTEN, 0)


def _write_ssl(draft: Draft, value: bool) -> None:  # noqa: FBT001 - the form of all writers
    port = draft.posted.get("ssl_listen_port") or draft.view.kept.get("ssl_listen_port") or 0
    draft.set(_SSL, port if value else 0)


def _write_ssl_port(draft: Draft, value: int) -> None:
    draft.kept["ssl_listen_port"] = value
    if draft.posted.get("ssl_enabled", draft.option(_SSL) > 0):
        draft.set(_SSL, value)


def _router(draft: Draft) -> str:
    """The bridge that was named last, also while I2P is off."""
    return str(draft.kept.get(_I2P) or draft.option(_I2P) or draft.view.kept.get(_I2P, _NO_ROUTER))


def _write_i2p(draft: Draft, value: bool) -> None:  # noqa: FBT001 - the form of all writers
    draft.kept[_I2P] = _router(draft)
    draft.set(_I2P, draft.kept[_I2P] if value else "")


def _i2p_half(name: str, codec: Codec, *, first: bool) -> Preference:
    """The host or the port of the bridge."""

    def read(view: View) -> Any:
        host, _, port = (view.option(_I2P) or str(view.kept.get(_I2P, _NO_ROUTER))).rpartition(":")
        return host if first else int(port)

    def write(draft: Draft, value: Any) -> None:
        host, _, port = _router(draft).rpartition(":")
        draft.kept[_I2P] = f"{value}:{port}" if first else f"{host}:{value}"
        if draft.option(_I2P):
            draft.set(_I2P, draft.kept[_I2P])

    return Preference(name=name, codec=codec, read=read, write=write, late=True)


def _write_upnp(draft: Draft, value: bool) -> None:  # noqa: FBT001 - the form of all writers
    draft.set("libtorrent.upnp", value)
    draft.set("libtorrent.natpmp", value)


def _write_force_proxy(draft: Draft, value: bool) -> None:  # noqa: FBT001 - the form of all writers
    for name in ("proxy_peer_connections", "proxy_hostnames"):
        draft.set(f"libtorrent.tuning.{name}", value)


def _write_torrents_only(draft: Draft, value: bool) -> None:  # noqa: FBT001 - the form of all writers
    for name in ("proxy_torrents", "proxy_feeds"):
        draft.set(f"fetching.{name}", not value)


def _forced(view: View) -> bool:
    return bool(
        view.option("libtorrent.tuning.proxy_peer_connections") and view.option("libtorrent.tuning.proxy_hostnames")
    )


_PROXY = (
    Preference(
        name="proxy_type",
        codec=Codec(_read_proxy_type),
        read=lambda view: _KINDS[view.option(_TYPE)],
        write=_write_proxy_type,
        early=_early_proxy_type,
    ),
    _half("proxy_ip", _SERVER, LINE, first=True, default=_NO_SERVER),
    _half("proxy_port", _SERVER, whole(1, 65535), first=False, default=_NO_SERVER),
    Preference(
        name="proxy_auth_enabled",
        codec=FLAG,
        read=lambda view: view.option(_TYPE) in _WITHOUT_LOGIN,
        write=_write_login,
    ),
    _half("proxy_username", _AUTH, LINE, first=True, default=":"),
    _half("proxy_password", _AUTH, SECRET, first=False, default=":"),
    Preference(name="force_proxy", codec=FLAG, read=_forced, write=_write_force_proxy),
    option("proxy_hostname_lookup", "libtorrent.tuning.proxy_hostnames", FLAG, late=True),
    option("proxy_bittorrent", "libtorrent.proxy_swarm", FLAG, late=True),
    option("proxy_peer_connections", "libtorrent.tuning.proxy_peer_connections", FLAG),
    Preference(
        name="proxy_torrents_only",
        codec=FLAG,
        read=lambda view: not (view.option("fetching.proxy_torrents") or view.option("fetching.proxy_feeds")),
        write=_write_torrents_only,
        late=True,
    ),
    option("proxy_rss", "fetching.proxy_feeds", FLAG, late=True),
    option("proxy_misc", "fetching.proxy_torrents", FLAG, late=True),
)

_I2P_ROWS = (
    Preference(name="i2p_enabled", codec=FLAG, read=lambda view: bool(view.option(_I2P)), write=_write_i2p, late=True),
    _i2p_half("i2p_address", LINE, first=True),
    _i2p_half("i2p_port", whole(1, 65535), first=False),
    option("i2p_mixed_mode", "libtorrent.tuning.allow_i2p_mixed", FLAG, late=True),
    option("i2p_inbound_quantity", "libtorrent.tuning.i2p_inbound_quantity", whole(1, 16), late=True),
    option("i2p_outbound_quantity", "libtorrent.tuning.i2p_outbound_quantity", whole(1, 16), late=True),
    option("i2p_inbound_length", "libtorrent.tuning.i2p_inbound_length", whole(0, 7), late=True),
    option("i2p_outbound_length", "libtorrent.tuning.i2p_outbound_length", whole(0, 7), late=True),
)

ROWS = (
    Preference(name="random_port", codec=FLAG, read=lambda view: view.option(_LISTEN) == 0, write=_write_random_port),
    option("listen_port", _LISTEN, _PORT),
    Preference(name="upnp", codec=FLAG, read=lambda view: view.option("libtorrent.upnp"), write=_write_upnp),
    option("max_connec", "libtorrent.max_connections", unlimited(whole())),
    option("max_connec_per_torrent", "libtorrent.max_connections_download", unlimited(whole())),
    option("max_uploads", "libtorrent.max_uploads", unlimited(whole())),
    option("max_uploads_per_torrent", "libtorrent.max_uploads_download", unlimited(whole())),
    Preference(name="ssl_enabled", codec=FLAG, read=lambda view: view.option(_SSL) > 0, write=_write_ssl, late=True),
    Preference(
        name="ssl_listen_port",
        codec=_PORT,
        read=lambda view: view.option(_SSL) or view.kept.get("ssl_listen_port", 0),
        write=_write_ssl_port,
        late=True,
    ),
    *_I2P_ROWS,
    *_PROXY,
    option("ip_filter_enabled", "libtorrent.ip_filter_enabled", FLAG),
    option("ip_filter_path", "libtorrent.ip_filter_file", PATH),
    option("ip_filter_trackers", "libtorrent.tuning.apply_ip_filter_to_trackers", FLAG),
    option("banned_IPs", "libtorrent.banned_peers", RANGES, late=True),
    option("current_network_interface", "libtorrent.bind_interface", LINE, late=True),
    told("current_interface_name", TEXT, lambda view: view.option("libtorrent.bind_interface")),
    option("current_interface_address", "libtorrent.listen_interface", LINE, late=True),
    kept(
        "listen_on_ipv6_address",
        FLAG,
        default=True,
        why="retired with 4.2.1; current_interface_address says where to listen",
    ),
)
