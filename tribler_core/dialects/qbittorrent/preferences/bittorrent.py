"""Preferences of the protocol, the queue and the ends of seeding. Source: section 3.8.4 of the specification."""

from dataclasses import replace
from typing import Any

from tribler_core.config.sections import Encryption
from tribler_core.dialects.qbittorrent.preferences.codecs import (
    FLAG,
    LINE,
    NUMBER,
    TEXT,
    TIERS,
    Codec,
    choice,
    numbered,
    times,
    unlimited,
    whole,
)
from tribler_core.dialects.qbittorrent.preferences.row import Draft, Preference, View, kept, option, told
from tribler_core.domain.download.limits import value_of
from tribler_core.domain.download.settings import EndAction, Limit, Match

_KIB = 1024
_MINUTE = 60
_DHT_PORT = "libtorrent runs the DHT on listen_port"

_ACTIONS = numbered(EndAction.STOP, EndAction.REMOVE, EndAction.SUPER_SEED, EndAction.REMOVE_WITH_CONTENT)
_MATCHES = choice({"MatchAny": Match.ANY, "MatchAll": Match.ALL})


def _limit(name: str, part: str, codec: Codec, unit: int, *, late: bool = False) -> tuple[Preference, Preference]:
    """An end of seeding with a switch of its own; -1: none."""
    flag = f"{name}_enabled"

    def read(view: View) -> Any:
        value = value_of(getattr(view.limits, part))
        return -1 if value is None else value / unit if codec is NUMBER else int(value // unit)

    def put(draft: Draft, limit: Limit) -> None:
        changes: dict[str, Any] = {part: limit}
        draft.limits = replace(draft.limits, **changes)

    def switch(draft: Draft, value: bool) -> None:  # noqa: FBT001 - the form of all writers
        if not value:
            put(draft, Limit(None))

    def write(draft: Draft, value: Any) -> None:
        if draft.posted.get(flag) is not False:
            put(draft, Limit(value * unit if value >= 0 else None))

    return (
        Preference(
            name=flag,
            codec=FLAG,
            read=lambda view: value_of(getattr(view.limits, part)) is not None,
            write=switch,
            late=late,
        ),
        Preference(name=name, codec=codec, read=read, write=write, late=late),
    )


def _limit_word(name: str, part: str, codec: Codec, *, late: bool) -> Preference:
    """What is done at the end of seeding, and how many limits it takes."""

    def write(draft: Draft, value: Any) -> None:
        draft.limits = replace(draft.limits, **{part: codec.take(value)})

    return Preference(
        name=name, codec=codec, read=lambda view: codec.show(getattr(view.limits, part)), write=write, late=late
    )


ROWS = (
    option("dht", "libtorrent.dht", FLAG),
    kept("dhtSameAsBT", FLAG, default=True, why=_DHT_PORT, late=False),
    kept("dht_port", whole(0, 65535), 0, _DHT_PORT, late=False),
    option("pex", "libtorrent.pex", FLAG),
    option("lsd", "libtorrent.lsd", FLAG),
    option("encryption", "libtorrent.encryption", numbered(*Encryption)),
    option("anonymous_mode", "libtorrent.anonymous_mode", FLAG),
    option("max_active_checking_torrents", "libtorrent.active_checking", unlimited(whole()), late=True),
    option("queueing_enabled", "libtorrent.queueing", FLAG),
    option("max_active_downloads", "libtorrent.active_downloads", unlimited(whole())),
    option("max_active_uploads", "libtorrent.active_seeds", unlimited(whole())),
    option("max_active_torrents", "libtorrent.active_limit", unlimited(whole())),
    option("dont_count_slow_torrents", "libtorrent.tuning.dont_count_slow_torrents", FLAG),
    option(
        "slow_torrent_dl_rate_threshold",
        "libtorrent.tuning.inactive_down_rate",
        times(_KIB, whole(0, 2**20)),
        late=True,
    ),
    option(
        "slow_torrent_ul_rate_threshold", "libtorrent.tuning.inactive_up_rate", times(_KIB, whole(0, 2**20)), late=True
    ),
    option("slow_torrent_inactive_timer", "libtorrent.tuning.auto_manage_startup", whole(lowest=0), late=True),
    *_limit("max_ratio", "ratio", NUMBER, 1),
    *_limit("max_seeding_time", "time", whole(), _MINUTE),
    *_limit("max_inactive_seeding_time", "idle", whole(), _MINUTE, late=True),
    _limit_word("max_ratio_act", "action", _ACTIONS, late=False),
    _limit_word("share_limits_mode", "match", _MATCHES, late=True),
    option("add_trackers_enabled", "downloads.add_trackers_enabled", FLAG),
    option("add_trackers", "downloads.add_trackers", TIERS),
    option("add_trackers_from_url_enabled", "downloads.add_trackers_url_enabled", FLAG, late=True),
    option("add_trackers_url", "downloads.add_trackers_url", LINE, late=True),
    told("add_trackers_url_list", TEXT, lambda view: "\n".join(view.fetched_trackers)),
)
