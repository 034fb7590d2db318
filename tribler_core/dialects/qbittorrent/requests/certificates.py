"""Certificates of torrents, as clients send them."""

import base64
import binascii
import re
from typing import Any

from tribler_core.dialects.qbittorrent.errors import Unreadable
from tribler_core.dialects.qbittorrent.requests.torrents import OneTorrent
from tribler_core.domain.download.settings import Certificate
from tribler_core.web.fields import Text

NAMES = ("ssl_certificate", "ssl_private_key", "ssl_dh_params")
_PEM = re.compile(r"\s*-----BEGIN ([A-Z0-9 ]+)-----\s([A-Za-z0-9+/=\s]+)-----END \1-----\s*")
_KINDS = {"ssl_certificate": "CERTIFICATE", "ssl_private_key": "PRIVATE KEY", "ssl_dh_params": "DH PARAMETERS"}


class SslParametersBody(OneTorrent):
    """Which torrent, and its certificate; all empty: none."""

    ssl_certificate = Text(load_default="", metadata={"description": "PEM."})
    ssl_private_key = Text(load_default="", metadata={"description": "PEM."})
    ssl_dh_params = Text(load_default="", metadata={"description": "PEM."})


def certificate_of(given: dict[str, Any]) -> Certificate | None:
    """None: there is none. Raises: Unreadable for what is no PEM of its kind, or not whole."""
    texts = {name: str(given.get(name, "")).strip() for name in NAMES}
    if not any(texts.values()):
        return None
    if not all(_is_pem(text, _KINDS[name]) for name, text in texts.items()):
        raise Unreadable("SSL parameters are not valid")
    return Certificate(*texts.values())


def _is_pem(text: str, kind: str) -> bool:
    """One block or several, the first of this kind (`RSA PRIVATE KEY` is one)."""
    blocks = [*_PEM.finditer(text)]
    whole = bool(blocks) and sum(len(block[0]) for block in blocks) == len(text)
    return whole and blocks[0][1].endswith(kind) and all(_is_base64(block[2]) for block in blocks)


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error:
        return False
    return True
