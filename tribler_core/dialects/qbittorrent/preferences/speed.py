"""Preferences of speed. Source: section 3.8.3 of the specification."""

from typing import Any

from tribler_core.config.sections import Days
from tribler_core.dialects.qbittorrent.preferences.codecs import FLAG, numbered, whole
from tribler_core.dialects.qbittorrent.preferences.row import Draft, Preference, View, option

_LIMIT = whole(lowest=0)
_UTP, _TCP = "libtorrent.utp", "libtorrent.tcp"
_BOTH, _TCP_ALONE, _UTP_ALONE = range(3)


def _protocol(view: View) -> int:
    if not view.option(_TCP):
        return _UTP_ALONE
    return _BOTH if view.option(_UTP) else _TCP_ALONE


def _write_protocol(draft: Draft, value: int) -> None:
    draft.set(_UTP, value != _TCP_ALONE)
    draft.set(_TCP, value != _UTP_ALONE)


def _write_utp(draft: Draft, value: Any) -> None:
    draft.set(_UTP, value)
    draft.set(_TCP, draft.option(_TCP) or not value)


ROWS = (
    option("dl_limit", "libtorrent.max_download_rate", _LIMIT),
    option("up_limit", "libtorrent.max_upload_rate", _LIMIT),
    option("alt_dl_limit", "speed.alternative_download_rate", _LIMIT),
    option("alt_up_limit", "speed.alternative_upload_rate", _LIMIT),
    option("scheduler_enabled", "speed.schedule", FLAG),
    option("schedule_from_hour", "speed.schedule_from_hour", whole(0, 23)),
    option("schedule_from_min", "speed.schedule_from_minute", whole(0, 59)),
    option("schedule_to_hour", "speed.schedule_to_hour", whole(0, 23)),
    option("schedule_to_min", "speed.schedule_to_minute", whole(0, 59)),
    option("scheduler_days", "speed.schedule_days", numbered(*Days)),
    Preference(name="enable_utp", codec=FLAG, read=lambda view: view.option(_UTP), write=_write_utp),
    Preference(name="bittorrent_protocol", codec=numbered(*range(3)), read=_protocol, write=_write_protocol, late=True),
    option("limit_utp_rate", "libtorrent.limit_utp", FLAG),
    option("limit_tcp_overhead", "libtorrent.tuning.rate_limit_ip_overhead", FLAG),
    option("limit_lan_peers", "libtorrent.limit_local_peers", FLAG, late=True),
)
