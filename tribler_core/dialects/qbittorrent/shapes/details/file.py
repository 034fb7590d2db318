"""Files of a torrent. Source: section 3.4 of the specification."""

from collections.abc import Sequence
from dataclasses import dataclass

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.vocabulary.numbers import UNKNOWN, from_priority
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.torrent.files import DownloadFile


class FileShape(Schema):
    """One file."""

    index = fields.Integer(required=True, metadata={"description": "From 0, pad files not counted."})
    name = fields.String(required=True, metadata={"description": "Path below the save path."})
    size = fields.Integer(required=True)
    progress = fields.Float(required=True, metadata={"description": "0 to 1."})
    priority = fields.Integer(required=True, metadata={"description": "0 skip, 1 normal, 6 high, 7 maximal."})
    is_seed = fields.Boolean(metadata={"description": "On the first file alone: the torrent is complete."})
    piece_range = fields.List(fields.Integer(), required=True, metadata={"description": "First and last piece."})
    availability = fields.Float(required=True, metadata={"description": "0 to 1; -1: the torrent is complete."})


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """A file with its place among the others."""

    index: int
    """As clients count: pad files take none."""
    kept: DownloadFile
    pieces: tuple[int, int]
    """First and last."""


def placed(files: Sequence[DownloadFile], download: Download) -> list[PlacedFile]:
    """The files with the pieces that they lie in.

    A pad file (a gap in the torrent's own numbers), and every file of a v2 torrent, begins a new piece.
    """
    length = max(1, download.transfer.piece_length)
    aligned = download.infohashes.v2 is not None
    found: list[PlacedFile] = []
    offset, expected = 0, 0
    for index, kept in enumerate(files):
        if aligned or kept.file.index > expected:
            offset = -(-offset // length) * length
        last = max(offset, offset + kept.file.size - 1)
        found.append(PlacedFile(index, kept, (offset // length, last // length)))
        offset, expected = offset + kept.file.size, kept.file.index + 1
    return found


def present_files(files: Sequence[PlacedFile], copies: Sequence[int], *, complete: bool) -> list[dict[str, object]]:
    """`copies`: of each piece in the swarm; empty: unknown."""
    shown = [_present(file, copies, complete=complete) for file in files]
    if shown and files[0].index == 0:
        shown[0]["is_seed"] = complete
    return shown


def _present(file: PlacedFile, copies: Sequence[int], *, complete: bool) -> dict[str, object]:
    first, last = file.pieces
    there = [copy > 0 for copy in copies[first : last + 1]]
    return {
        "index": file.index,
        "name": file.kept.file.path,
        "size": file.kept.file.size,
        "progress": file.kept.progress,
        "priority": from_priority(file.kept.priority),
        "piece_range": [first, last],
        "availability": float(UNKNOWN) if complete else sum(there) / len(there) if there else 0.0,
    }
