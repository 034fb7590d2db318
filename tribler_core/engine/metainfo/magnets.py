"""Magnet links. Source: BEP 9, BEP 53."""

import re
from urllib.parse import quote, unquote_to_bytes

import libtorrent as lt

from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.torrent.source import Magnet
from tribler_core.engine.infohashes import infohashes_of, lt_infohashes

MOST_TRACKERS = 1_000
"""Of one torrent, the first ones. libtorrent compares each with each, and does nothing else meanwhile: a thousand take
it 0.2 s, twenty thousand more than a minute."""
_LONGEST = 256 * 1024
"""Characters of a link."""
_ESCAPED = re.compile(r"(?:%[0-9a-fA-F]{2})+")


def read_magnet(uri: str) -> Magnet:
    """Parse a magnet link. Raises: InvalidParameter."""
    if len(uri) > _LONGEST:
        raise InvalidParameter(f"not a magnet link: it has more than {_LONGEST} characters")
    try:
        params = lt.parse_magnet_uri(_as_utf8(uri.strip()))
    except (RuntimeError, UnicodeError) as error:
        raise InvalidParameter(f"not a magnet link: {error}") from error
    if not (params.info_hashes.has_v1() or params.info_hashes.has_v2()):
        raise InvalidParameter("not a magnet link: its infohash is zero")
    selection = params.file_priorities
    return Magnet(
        infohashes=infohashes_of(params.info_hashes),
        name=params.name,
        trackers=tuple((url,) for url in params.trackers if url),
        web_seeds=tuple(params.url_seeds),
        peers=tuple(params.peers),
        selection=tuple(index for index, priority in enumerate(selection) if priority) if selection else None,
    )


def magnet_params(magnet: Magnet) -> lt.add_torrent_params:
    """What libtorrent needs to start from a magnet; the selection is the caller's matter."""
    params = lt.add_torrent_params()
    params.info_hashes = lt_infohashes(magnet.infohashes)
    params.name = magnet.name
    trackers = [(url, number) for number, tier in enumerate(magnet.trackers) for url in tier][:MOST_TRACKERS]
    params.trackers = [url for url, _ in trackers]
    params.tracker_tiers = [number for _, number in trackers]
    params.url_seeds = list(magnet.web_seeds)
    params.peers = list(magnet.peers)
    return params


def _as_utf8(uri: str) -> str:
    """Replace escaped bytes that are no UTF-8: the binding refuses a whole link for a name in Latin-1."""
    return _ESCAPED.sub(lambda part: quote(unquote_to_bytes(part[0]).decode("utf-8", "replace"), safe=""), uri)
