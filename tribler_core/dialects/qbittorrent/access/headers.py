"""Headers that browsers shall see on every answer. Source: section 1.10 of the specification."""

from collections.abc import Mapping

from tribler_core.config.sections import QBittorrentSection


def answer_headers(section: QBittorrentSection) -> Mapping[str, str]:
    """Those of qBittorrent, and the operator's own, which go before."""
    headers = {
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-XSS-Protection": "1; mode=block",
    }
    if section.clickjacking_protection:
        headers["X-Frame-Options"] = "SAMEORIGIN"
    if section.custom_headers_enabled:
        own = (header.partition(":") for header in section.custom_headers)
        headers |= {name: value.strip() for name, _, value in own}
    return headers
