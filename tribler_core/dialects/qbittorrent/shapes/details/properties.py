"""One torrent's properties. Source: section 3.2 of the specification."""

from marshmallow import fields

from tribler_core.dialects.qbittorrent.shapes import computed
from tribler_core.dialects.qbittorrent.shapes.columns import Column, Row, shape_of
from tribler_core.dialects.qbittorrent.shapes.torrent import BY_NAME
from tribler_core.dialects.qbittorrent.vocabulary.figures import mean_rate
from tribler_core.dialects.qbittorrent.vocabulary.numbers import from_limit_in_properties

_WHOLE, _TRUTH = fields.Integer, fields.Boolean


def _same(name: str, source: str, *, early: bool = True) -> Column:
    """What the list shows too, under another name."""
    column = BY_NAME[source]
    return column._replace(name=name, early=early)


def _download_mean(row: Row) -> int:
    transfer = row.transfer
    return mean_rate(transfer.downloaded, transfer.active_time - transfer.finished_time)


PROPERTIES: tuple[Column, ...] = (
    *(
        _same(name, name)
        for name in ("save_path", "creation_date", "piece_size", "comment", "total_wasted", "created_by")
    ),
    *(_same(name, name) for name in ("pieces_have", "pieces_num", "total_size", "eta", "reannounce", "seeding_time")),
    _same("addition_date", "added_on"),
    _same("completion_date", "completion_on"),
    _same("total_uploaded", "uploaded"),
    _same("total_uploaded_session", "uploaded_session"),
    _same("total_downloaded", "downloaded"),
    _same("total_downloaded_session", "downloaded_session"),
    Column("up_limit", _WHOLE, "Bytes/s; -1: none.", lambda row: from_limit_in_properties(row.settings.upload_limit)),
    Column("dl_limit", _WHOLE, "Bytes/s; -1: none.", lambda row: from_limit_in_properties(row.settings.download_limit)),
    _same("time_elapsed", "time_active"),
    _same("nb_connections", "connections_count"),
    _same("nb_connections_limit", "connections_limit"),
    _same("share_ratio", "ratio"),
    _same("dl_speed", "dlspeed"),
    Column("dl_speed_avg", _WHOLE, "Bytes/s; -1: no time has passed.", _download_mean),
    _same("up_speed", "upspeed"),
    Column(
        "up_speed_avg",
        _WHOLE,
        "Bytes/s; -1: no time has passed.",
        lambda row: mean_rate(row.transfer.uploaded, row.transfer.active_time),
    ),
    _same("last_seen", "seen_complete"),
    _same("peers", "num_leechs"),
    _same("peers_total", "num_incomplete"),
    _same("seeds", "num_seeds"),
    _same("seeds_total", "num_complete"),
    *(
        _same(name, name, early=False)
        for name in ("hash", "infohash_v1", "infohash_v2", "name", "download_path", "private", "has_metadata")
    ),
    *(_same(name, name, early=False) for name in ("popularity", "progress", "availability")),
    Column("is_private", _TRUTH, "false before metadata.", lambda row: bool(computed.private(row)), early=False),
)

PropertiesShape = shape_of("QBittorrentProperties", PROPERTIES, doc="Properties of one torrent.")
