"""Pieces, one by one: what streaming needs."""

from collections import Counter
from collections.abc import Mapping

import libtorrent as lt

from tribler_core.domain.download.state import Activity
from tribler_core.domain.errors import FileNotInTorrent, StorageError
from tribler_core.domain.events import PieceFinished
from tribler_core.domain.ports import Publish
from tribler_core.domain.torrent.infohash import InfoHash
from tribler_core.engine.answers import Answers
from tribler_core.engine.failures import failed, sentence
from tribler_core.engine.pump import AlertHandlers
from tribler_core.engine.torrents.held import Held, Torrents
from tribler_core.engine.views.inspection import QUERY_PIECES, Inspection


class Pieces:
    """Implements `PieceReader`.

    libtorrent says when a piece is finished only while somebody watches a torrent of its session, so that
    ordinary downloads do not pay for an alert per piece. What it said is kept per watched torrent.
    """

    def __init__(self, torrents: Torrents, answers: Answers, inspection: Inspection, publish: Publish) -> None:
        self._torrents = torrents
        self._answers = answers
        self._inspection = inspection
        self._publish = publish
        self._records: dict[InfoHash, bytearray] = {}
        self._waiting: Counter[InfoHash] = Counter()

    def want(self, infohash: InfoHash, pieces: Mapping[int, int]) -> None:
        held = self._torrents.get(infohash)
        for piece, deadline in pieces.items():
            held.handle.set_piece_deadline(piece, deadline)

    def release(self, infohash: InfoHash) -> None:
        """Also stops watching the torrent, unless somebody waits for a piece of it."""
        held = self._torrents.find(infohash)
        if held is not None:
            held.handle.clear_piece_deadlines()
            if not self._waiting[infohash]:
                self._forget(held)

    def has_piece(self, infohash: InfoHash, piece: int) -> bool:
        held = self._torrents.get(infohash)
        record = self._records.get(infohash)
        if record is not None:
            return piece < len(record) and bool(record[piece])
        return held.transfer is not None and held.transfer.activity is Activity.SEEDING

    async def wait_for_piece(self, infohash: InfoHash, piece: int) -> None:
        held = self._torrents.get(infohash)
        if infohash not in self._records:
            await self._watch(held)
        if self.has_piece(infohash, piece):
            return
        self._waiting[infohash] += 1
        try:
            await self._answers.ask(infohash, ("piece", piece), _nothing, patience=None)
        finally:
            self._waiting[infohash] -= 1
            self._waiting += Counter()  # drops what is down to zero

    async def read_piece(self, infohash: InfoHash, piece: int) -> bytes:
        held = self._torrents.get(infohash)
        kind = ("read", piece)
        asked = self._answers.asked(infohash, kind)
        data: bytes = await self._answers.ask(
            infohash, kind, _nothing if asked else lambda: held.handle.read_piece(piece)
        )
        return data

    def file_extent(self, infohash: InfoHash, index: int) -> tuple[int, int, int]:
        info = self._torrents.get(infohash).info
        if info is None or not 0 <= index < info.num_files():
            raise FileNotInTorrent(f"the torrent has no file of index {index}, or its files are not known yet")
        layout = info.layout()
        return layout.file_offset(index), layout.file_size(index), layout.piece_length()

    def left(self, held: Held) -> None:
        """The torrent is on its way out."""
        self._forget(held)

    def status_came(self, status: lt.torrent_status) -> None:
        """Pieces may have been found by a check, which nobody announces one by one."""
        held = self._torrents.of(status.handle)
        if held is not None and held.infohash in self._records:
            for piece, there in enumerate(status.pieces):
                if there:
                    self._note(held.infohash, piece)

    def _forget(self, held: Held) -> None:
        if self._records.pop(held.infohash, None) is not None and not self._watched(held):
            held.session.watch_pieces(watch=False)

    def handlers(self) -> AlertHandlers:
        return {
            lt.piece_finished_alert: self._finished,
            lt.read_piece_alert: self._read,
            lt.state_changed_alert: self._state_changed,
        }

    async def _watch(self, held: Held) -> None:
        """Ask for news before asking for the state: libtorrent takes both in order, so nothing falls between."""
        held.session.watch_pieces(watch=True)
        self._records.setdefault(held.infohash, bytearray())
        await self._inspection.pieces(held.infohash)

    def _watched(self, held: Held) -> bool:
        """Whether somebody still watches a torrent of the same session."""
        others = (self._torrents.find(infohash) for infohash in self._records)
        return any(other is not None and other.session is held.session for other in others)

    def _finished(self, alert: lt.piece_finished_alert) -> None:
        held = self._torrents.of(alert.handle)
        if held is not None and held.infohash in self._records:
            self._note(held.infohash, alert.piece_index)
            self._publish(PieceFinished(held.infohash, alert.piece_index))

    def _note(self, infohash: InfoHash, piece: int) -> None:
        record = self._records[infohash]
        if piece >= len(record):
            record.extend(bytes(piece + 1 - len(record)))
        if not record[piece]:
            record[piece] = True
            self._answers.answer(infohash, ("piece", piece))

    def _state_changed(self, alert: lt.state_changed_alert) -> None:
        """A check makes the record void; when it is over we ask anew."""
        if not self._records:
            return
        held = self._torrents.of(alert.handle)
        if held is None or held.infohash not in self._records:
            return
        if int(alert.state) == lt.torrent_status.checking_files:
            self._records[held.infohash].clear()
        elif int(alert.prev_state) == lt.torrent_status.checking_files:
            held.handle.post_status(QUERY_PIECES)

    def _read(self, alert: lt.read_piece_alert) -> None:
        held = self._torrents.of(alert.handle)
        if held is None:
            return
        kind = ("read", alert.piece)
        if failed(alert.error):
            self._answers.refuse(
                held.infohash, kind, StorageError(f"cannot read piece {alert.piece}: {sentence(alert.error)}")
            )
        else:
            self._answers.answer(held.infohash, kind, bytes(alert.buffer))


def _nothing() -> None:
    """Somebody has asked already, or libtorrent will say it by itself."""
