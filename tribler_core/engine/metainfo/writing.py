"""Writes the .torrent of a torrent that libtorrent holds."""

from typing import Any

import libtorrent as lt

from tribler_core.engine.metainfo.bencode import encode, encode_around, load
from tribler_core.engine.metainfo.reading import tiers


def torrent_bytes(params: lt.add_torrent_params, info: lt.torrent_info) -> bytes:
    """A clean .torrent with the present trackers; its info dictionary byte by byte as the swarm has it."""
    return encode_around(_outer(params, info), info.info_section())


def _outer(params: lt.add_torrent_params, info: lt.torrent_info) -> dict[bytes, Any]:
    outer: dict[bytes, Any] = {}
    grouped = tiers(zip(params.trackers, params.tracker_tiers or [0] * len(params.trackers), strict=False))
    if grouped:
        outer[b"announce"] = grouped[0][0].encode()
    if sum(len(tier) for tier in grouped) > 1:
        outer[b"announce-list"] = [[url.encode() for url in tier] for tier in grouped]
    if params.url_seeds:
        outer[b"url-list"] = [url.encode() for url in params.url_seeds]
    if params.comment:
        outer[b"comment"] = params.comment.encode()
    if params.created_by:
        outer[b"created by"] = params.created_by.encode()
    if params.creation_date > 0:
        outer[b"creation date"] = params.creation_date
    if info.info_hashes().has_v2():
        outer.update(_piece_layers(params))
    return outer


def _piece_layers(params: lt.add_torrent_params) -> dict[bytes, Any]:
    """The binding shows them nowhere but in a written torrent, which libtorrent refuses while some are missing.

    A magnet's arrive with its pieces, and of one that is half here libtorrent writes the half, which it then does not
    read. A torrent without them is one all the same: peers have them.
    """
    try:
        written: Any = lt.write_torrent_file(params)
        load(encode(written))
    except RuntimeError:
        return {}
    return {b"piece layers": written[b"piece layers"]}
