"""Preferences of the protocol, the queue and the ends of seeding. Source: section 3.8.4 of the specification."""

from tribler_core.config.sections import Encryption
from tribler_core.dialects.qbittorrent.preferences.codecs import (
    FLAG,
    LINE,
    NUMBER,
    TEXT,
    TIERS,
    choice,
    numbered,
    times,
    unlimited,
    whole,
)
from tribler_core.dialects.qbittorrent.preferences.row import kept, option, switched, told
from tribler_core.domain.download.settings import EndAction, Match

_KIB = 1024
_MINUTE = 60
_DHT_PORT = "libtorrent runs the DHT on listen_port"
_FROM_URL = "lists of trackers are read from a file of the host (download_defaults.trackers_file)"

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
    *switched("max_ratio_enabled", "max_ratio", "downloads.limit_ratio", NUMBER),
    *switched("max_seeding_time_enabled", "max_seeding_time", "downloads.limit_time", times(_MINUTE, whole())),
    *switched(
        "max_inactive_seeding_time_enabled",
        "max_inactive_seeding_time",
        "downloads.limit_idle_time",
        times(_MINUTE, whole()),
        late=True,
    ),
    option(
        "max_ratio_act",
        "downloads.limit_action",
        numbered(EndAction.STOP, EndAction.REMOVE, EndAction.SUPER_SEED, EndAction.REMOVE_WITH_CONTENT),
    ),
    option(
        "share_limits_mode", "downloads.limit_match", choice({"MatchAny": Match.ANY, "MatchAll": Match.ALL}), late=True
    ),
    option("add_trackers_enabled", "downloads.add_trackers_enabled", FLAG),
    option("add_trackers", "downloads.add_trackers", TIERS),
    kept("add_trackers_from_url_enabled", FLAG, default=False, why=_FROM_URL),
    kept("add_trackers_url", LINE, "", _FROM_URL),
    told("add_trackers_url_list", TEXT, lambda _: "", _FROM_URL),
)
