"""Which pieces a reader needs, and in what order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

HEAD = 5 * 1024 * 1024
"""Bytes at the start of a file, where players look for the index. Source: Tribler 8.4 `Stream`."""

TAIL = 1024 * 1024
"""Bytes at its end, where some formats have it."""

WINDOW_SHARE = 20
"""The window ahead of a reader is the file divided by this: 5 %."""

WINDOW_PIECES = range(4, 257)
"""Fewest and most pieces of a window: a deadline for each piece of a huge file would cost more than it brings."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a file lies in its torrent, in bytes."""

    offset: int
    size: int
    piece_length: int

    def piece_at(self, position: int) -> int:
        """The piece that holds a position of the file."""
        return (self.offset + position) // self.piece_length

    def pieces(self, first: int = 0, last: int | None = None) -> range:
        """Those that hold the positions from `first` to `last`, both inside; None: the end."""
        if not self.size:
            return range(0)
        end = self.size - 1 if last is None else min(last, self.size - 1)
        return range(self.piece_at(max(first, 0)), self.piece_at(end) + 1)

    def ends(self) -> tuple[range, range]:
        """The pieces that players want before all others: head and tail."""
        return self.pieces(0, HEAD - 1), self.pieces(self.size - TAIL)

    def window(self, piece: int) -> range:
        """The pieces ahead of a reader that is at `piece`, its own included."""
        share = self.size // WINDOW_SHARE // self.piece_length + 1
        length = min(max(share, WINDOW_PIECES.start), WINDOW_PIECES.stop - 1)
        return range(piece, min(piece + length, self.pieces().stop))


def fetch_order(readers: Iterable[tuple[Extent, int]]) -> Iterator[int]:
    """Pieces that the readers (file and present piece of each) want, most urgent first, each once.

    First what each waits for, then heads and tails, then the windows, with turns between the readers.
    """
    readers = list(readers)
    now = (piece for _, piece in readers)
    ends = chain.from_iterable(chain.from_iterable(extent.ends()) for extent in dict.fromkeys(e for e, _ in readers))
    windows = (extent.window(piece) for extent, piece in readers)
    ahead = (piece for turn in zip_longest(*windows) for piece in turn if piece is not None)
    return iter(dict.fromkeys(chain(now, ends, ahead)))
