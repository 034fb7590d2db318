"""What is told of a download."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tribler_core.domain.download.layout import common_root
from tribler_core.domain.download.snapshot import Download
from tribler_core.domain.swarm.tracker import TrackerState
from tribler_core.domain.torrent.files import DownloadFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Of one download, as text. Source: section 3.8.1 of the specification of qBittorrent's API."""

    name: str
    category: str
    tags: str
    """With commas between them."""
    content_path: str
    root_path: str
    """The folder that all files lie in; `content_path` where there is none."""
    save_path: str
    files: str
    size: str
    """Bytes."""
    tracker: str
    infohash_v1: str
    """- where there is none, as below."""
    infohash_v2: str
    id: str
    """The v2 infohash, cut, where there is one; else the v1 infohash."""
    comment: str


_LETTERS = {
    "N": "name",
    "n": "name",  # Quirk(qbittorrent): the first releases wrote %n and %f
    "L": "category",
    "G": "tags",
    "F": "content_path",
    "f": "content_path",
    "R": "root_path",
    "D": "save_path",
    "C": "files",
    "Z": "size",
    "T": "tracker",
    "I": "infohash_v1",
    "J": "infohash_v2",
    "K": "id",
    "M": "comment",
}


def facts_of(download: Download, files: Sequence[DownloadFile]) -> Facts:
    """As things are now; without files before the metadata."""
    folder, infohashes = Path(download.settings.destination), download.infohashes
    paths = [kept.file.path for kept in files]
    root = common_root(paths)
    content = folder / (root or paths[0]) if root or len(paths) == 1 else folder
    return Facts(
        name=download.name,
        category=download.settings.category or "",
        tags=",".join(download.settings.tags),
        content_path=str(folder / paths[0] if len(paths) == 1 else content),
        root_path=str(content),
        save_path=str(folder),
        files=str(len(files)),
        size=str(download.transfer.size),
        tracker=_tracker(download),
        infohash_v1=infohashes.v1 or "-",
        infohash_v2=infohashes.v2 or "-",
        id=(infohashes.v2 or infohashes.identity)[:40],
        comment=_comment(download),
    )


def filled(template: str, facts: Facts) -> str:
    """The text with a fact in the place of each %X; a % before anything else stays."""
    parts: list[str] = []
    rest = template
    while "%" in rest:
        before, _, rest = rest.partition("%")
        name = _LETTERS.get(rest[:1])
        parts += [before, getattr(facts, name) if name else f"%{rest[:1]}"]
        rest = rest[1:]
    return "".join((*parts, rest))


def _tracker(download: Download) -> str:
    working = [tracker.url for tracker in download.trackers if tracker.state is TrackerState.WORKING]
    return next(iter([*working, *(tracker.url for tracker in download.trackers)]), "")


def _comment(download: Download) -> str:
    if download.settings.comment is not None:
        return download.settings.comment
    return "" if download.transfer.content is None else download.transfer.content.comment
