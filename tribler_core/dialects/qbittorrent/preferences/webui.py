"""Preferences of this API itself. Source: section 3.8.6 of the specification."""

from typing import Any

from tribler_core.config.sections import DynDnsProvider
from tribler_core.dialects.qbittorrent.preferences.codecs import (
    FLAG,
    LINE,
    LINES,
    NETWORKS,
    PATH,
    SECRET,
    TEXT,
    Codec,
    is_network,
    listed,
    numbered,
    whole,
)
from tribler_core.dialects.qbittorrent.preferences.row import Draft, Preference, View, kept, option, told
from tribler_core.domain.errors import InvalidParameter

UNCHANGED = "unchanged"
"""What stands for the password where the first release showed its MD5; posted back it changes nothing."""
_LEAST_NAME, _LEAST_PASSWORD = 3, 6
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - only when it is asked for
_USERNAME, _CERTIFICATE, _KEY = "qbittorrent.username", "api.https_certfile", "api.https_keyfile"
_ALTERNATIVE, _FOLDER = "webui.alternative_enabled", "webui.alternative_path"
_OWN_PORT = "qbittorrent.port"
_PLAIN, _TLS = "api.http_enabled", "api.https_enabled"

_ADDRESS = Codec(
    LINE.read,
    take=lambda text: _EVERYWHERE if text in ("*", "") else text,
    show=lambda host: "*" if host == _EVERYWHERE else host,
)
_NAMES = listed(";")


def _door(name: str, own: str, part: str, codec: Codec, *, late: bool = False) -> Preference:
    """Where this API listens: on a port of its own, or else where the daemon does."""

    def chosen(view: View) -> str:
        scheme = "http" if view.option(_PLAIN) else "https"
        return own if view.option(_OWN_PORT) else f"api.{scheme}_{part}"

    return Preference(
        name=name,
        codec=codec,
        read=lambda view: codec.show(view.option(chosen(view))),
        write=lambda draft, value: draft.set(chosen(draft.view), codec.take(value)),
        late=late,
    )


def _write_https(draft: Draft, value: bool) -> None:  # noqa: FBT001 - the form of all writers
    """HTTPS takes the place of HTTP, and the other way round."""
    if draft.view.option(_OWN_PORT):
        draft.set("qbittorrent.https", value)
        return
    before, after = ("http", "https") if value else ("https", "http")
    if not draft.view.option(f"api.{after}_enabled"):
        for part in ("host", "port"):
            draft.set(f"api.{after}_{part}", draft.option(f"api.{before}_{part}"))
    draft.set(f"api.{after}_enabled", True)  # noqa: FBT003 - the option's value
    draft.set(f"api.{before}_enabled", False)  # noqa: FBT003 - the option's value


def _write_username(draft: Draft, value: str) -> None:
    if len(value) < _LEAST_NAME:
        raise InvalidParameter(f"WebUI username must be at least {_LEAST_NAME} characters long")
    if ":" in value:
        raise InvalidParameter("WebUI username cannot contain a colon")
    draft.set(_USERNAME, value)


def _write_password(draft: Draft, value: str) -> None:
    if len(value) < _LEAST_PASSWORD:
        raise InvalidParameter(f"WebUI password must be at least {_LEAST_PASSWORD} characters long")
    draft.password = value


def _pem(name: str, full_name: str, shown: Codec, text: str) -> Preference:
    """The content of a file, not its name."""

    def read(view: View) -> Any:
        return view.certificate if full_name == _CERTIFICATE else ""

    def write(draft: Draft, value: str) -> None:
        if value and f"-----BEGIN {text}" not in value.replace("RSA ", "").replace("EC ", ""):
            raise InvalidParameter(f"{name}: must be PEM")
        if value:
            draft.pem[full_name] = value

    return Preference(name=name, codec=shown, read=read, write=write)


ROWS = (
    kept("locale", LINE, "en", "the language of a page", late=False),
    _door("web_ui_address", "qbittorrent.host", "host", _ADDRESS, late=True),
    _door("web_ui_port", _OWN_PORT, "port", whole(0, 65535)),
    option("web_ui_domain_list", "qbittorrent.domains", _NAMES),
    option("web_ui_upnp", "api.upnp", FLAG),
    Preference(name="web_ui_username", codec=LINE, read=lambda view: view.option(_USERNAME), write=_write_username),
    Preference(name="web_ui_password", codec=TEXT, read=lambda _: UNCHANGED, write=_write_password, early_only=True),
    told("web_ui_api_key", TEXT, lambda view: view.api_key),
    option("bypass_local_auth", "qbittorrent.bypass_local", FLAG),
    option("bypass_auth_subnet_whitelist_enabled", "qbittorrent.bypass_networks_enabled", FLAG),
    option("bypass_auth_subnet_whitelist", "qbittorrent.bypass_networks", NETWORKS),
    option("web_ui_max_auth_fail_count", "qbittorrent.max_failed_logins", whole(lowest=0), late=True),
    option("web_ui_ban_duration", "qbittorrent.ban_duration", whole(lowest=1), late=True),
    option("web_ui_session_timeout", "qbittorrent.session_timeout", whole(), late=True),
    option("web_ui_sessions_count_limit", "qbittorrent.session_limit", whole(0, 1_000_000), late=True),
    Preference(
        name="use_https",
        codec=FLAG,
        read=lambda view: view.option("qbittorrent.https" if view.option(_OWN_PORT) else _TLS),
        write=_write_https,
    ),
    option("web_ui_https_cert_path", _CERTIFICATE, PATH, late=True),
    option("web_ui_https_key_path", _KEY, PATH, late=True),
    _pem("ssl_cert", _CERTIFICATE, TEXT, "CERTIFICATE"),
    _pem("ssl_key", _KEY, SECRET, "PRIVATE KEY"),
    option("web_ui_clickjacking_protection_enabled", "qbittorrent.clickjacking_protection", FLAG, late=True),
    option("web_ui_csrf_protection_enabled", "qbittorrent.csrf_protection", FLAG, late=True),
    option("web_ui_secure_cookie_enabled", "qbittorrent.secure_cookie", FLAG, late=True),
    option("web_ui_host_header_validation_enabled", "qbittorrent.host_validation", FLAG, late=True),
    option("web_ui_use_custom_http_headers_enabled", "qbittorrent.custom_headers_enabled", FLAG, late=True),
    option("web_ui_custom_http_headers", "qbittorrent.custom_headers", LINES, late=True),
    option("web_ui_reverse_proxy_enabled", "qbittorrent.proxies_enabled", FLAG, late=True),
    option("web_ui_reverse_proxies_list", "qbittorrent.proxies", listed(";", is_network), late=True),
    Preference(
        name="alternative_webui_enabled",
        codec=FLAG,
        read=lambda view: view.option(_ALTERNATIVE) and view.option(_FOLDER) is not None,
        write=lambda draft, value: draft.set(_ALTERNATIVE, value),
        late=True,
    ),
    told("alternative_webui_path", PATH, lambda view: PATH.show(view.option(_FOLDER))),
    option("dyndns_enabled", "dyndns.enabled", FLAG),
    option("dyndns_service", "dyndns.provider", numbered(*DynDnsProvider)),
    option("dyndns_username", "dyndns.username", LINE),
    option("dyndns_password", "dyndns.password", SECRET),
    option("dyndns_domain", "dyndns.domain", LINE),
)
