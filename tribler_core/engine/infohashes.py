"""Infohashes in libtorrent's words and ours."""

import libtorrent as lt

from tribler_core.domain.torrent.infohash import InfoHash, InfoHashes


def infohashes_of(hashes: lt.info_hash_t) -> InfoHashes:
    """Both names, in our words."""
    return InfoHashes(
        v1=InfoHash(hashes.v1.to_bytes().hex()) if hashes.has_v1() else None,
        v2=InfoHash(hashes.v2.to_bytes().hex()) if hashes.has_v2() else None,
    )


def lt_infohashes(infohashes: InfoHashes) -> lt.info_hash_t:
    """Both names, in libtorrent's words."""
    v1 = lt.sha1_hash(bytes.fromhex(infohashes.v1)) if infohashes.v1 is not None else lt.sha1_hash()
    v2 = lt.sha256_hash(bytes.fromhex(infohashes.v2)) if infohashes.v2 is not None else lt.sha256_hash()
    return lt.info_hash_t(v1, v2)
