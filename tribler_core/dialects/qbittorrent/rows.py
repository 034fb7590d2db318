"""Downloads as rows of this dialect: presented by a scene, encoded once for each change, whoever asks."""

from collections.abc import Callable, Sequence
from typing import cast

from tribler_core.dialects.qbittorrent.labels import Scene, labels_of
from tribler_core.dialects.qbittorrent.naming.identities import Identities
from tribler_core.dialects.qbittorrent.shapes.columns import Row, present, readers_of
from tribler_core.dialects.qbittorrent.shapes.torrent import COLUMNS
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.web.json import dumps
from tribler_core.web.rows.encoded import EncodedRows

_NAMED = len('"":') + 40
"""Bytes before the object in an encoded row: an id of 40 digits, quoted, and a colon."""


class Rows:
    """The rows of one profile."""

    def __init__(self, identities: Identities, scene: Callable[[], Scene], *, early: bool) -> None:
        """`early`: only the keys that the first release had."""
        self.readers = readers_of(COLUMNS, early=early)
        self._identities = identities
        self._scene_now = scene
        self.scene = scene()
        self.scenes = 0
        """How often the scene has changed."""
        self._encoded = EncodedRows(self._encode)

    def look(self) -> None:
        """Notice another scene: then every row is another."""
        scene = self._scene_now()
        if scene != self.scene:
            self.scene = scene
            self.scenes += 1
            self._encoded = EncodedRows(self._encode)

    def id_of(self, download: Download) -> str:
        """What clients call it."""
        return self._identities.of(download)

    def row(self, download: Download) -> Row:
        """With what shows beside it."""
        return Row(download, self._identities.of(download), labels_of(download), self.scene)

    def present(self, download: Download) -> dict[str, object]:
        """All keys."""
        return present(self.row(download), self.readers)

    def named(self, downloads: Sequence[Download]) -> list[bytes]:
        """Encoded, each as a member of an object: `"<id>":{...}`. The bytes are shared by everybody."""
        return self._encoded.rows(downloads)

    def listed(self, downloads: Sequence[Download]) -> list[bytes]:
        """Encoded, each as an item of an array: views on the same bytes."""
        items = [memoryview(row)[_NAMED:] for row in self._encoded.rows(downloads)]
        return cast("list[bytes]", items)  # they are joined and counted, which views can do

    def forget(self, infohash: InfoHash) -> None:
        """The download is gone."""
        self._encoded.forget(infohash)

    def _encode(self, download: Download) -> bytes:
        row = self.row(download)
        return b'"%s":%s' % (row.id.encode(), dumps(present(row, self.readers)))
