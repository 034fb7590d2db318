"""Units, sentinels and numbers of the wire."""

from datetime import UTC, datetime
from pathlib import PurePosixPath

from tribler_core.domain.people.account import Plan, SeedWish
from tribler_core.foundation.units import Timestamp

NEVER = "2999-12-31T23:59:59Z"
"""A date that is never null; clients fail on null."""
LONGEST_ETA = 8_640_000
"""Seconds."""
DEFAULT_MIMETYPE = "application/octet-stream"
PLAN_NUMBERS = {Plan.FREE: 0, Plan.ESSENTIAL: 1, Plan.PRO: 2, Plan.STANDARD: 3}
PLAN_SLOTS = {Plan.FREE: 1, Plan.ESSENTIAL: 3, Plan.PRO: 10, Plan.STANDARD: 5}
"""What clients assume who know the plan alone."""
SEED_NUMBERS = {SeedWish.AUTO: 1, SeedWish.SEED: 2, SeedWish.STOP: 3}
SEED_WISHES = {number: wish for wish, number in SEED_NUMBERS.items()}
MIMETYPES = {
    ".7z": "application/x-7z-compressed",
    ".aac": "audio/aac",
    ".ass": "text/x-ssa",
    ".avi": "video/x-msvideo",
    ".azw3": "application/vnd.amazon.ebook",
    ".bmp": "image/bmp",
    ".bz2": "application/x-bzip2",
    ".cbr": "application/vnd.comicbook-rar",
    ".cbz": "application/vnd.comicbook+zip",
    ".cue": "application/x-cue",
    ".epub": "application/epub+zip",
    ".exe": "application/vnd.microsoft.portable-executable",
    ".flac": "audio/flac",
    ".flv": "video/x-flv",
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".htm": "text/html",
    ".html": "text/html",
    ".idx": "application/x-vobsub",
    ".iso": "application/x-iso9660-image",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".m2ts": "video/mp2t",
    ".m3u": "audio/x-mpegurl",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".m4v": "video/x-m4v",
    ".mka": "audio/x-matroska",
    ".mkv": "video/x-matroska",
    ".mobi": "application/x-mobipocket-ebook",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".mpeg": "video/mpeg",
    ".mpg": "video/mpeg",
    ".mts": "video/mp2t",
    ".nfo": "text/plain",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/opus",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rar": "application/vnd.rar",
    ".smi": "application/smil",
    ".srt": "application/x-subrip",
    ".ssa": "text/x-ssa",
    ".sub": "text/x-microdvd",
    ".sup": "application/x-pgs",
    ".tar": "application/x-tar",
    ".torrent": "application/x-bittorrent",
    ".ts": "video/mp2t",
    ".txt": "text/plain",
    ".vob": "video/dvd",
    ".vtt": "text/vtt",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".wma": "audio/x-ms-wma",
    ".wmv": "video/x-ms-wmv",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
"""Shipped with the daemon, because what a host's registry says differs from host to host."""


def date(moment: Timestamp | float) -> str:
    """Whole seconds, UTC, always with Z: clients read exactly this."""
    return datetime.fromtimestamp(int(moment), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def date_or_never(moment: Timestamp | None) -> str:
    """A date, or one that does not come."""
    return NEVER if moment is None else date(moment)


def mimetype_of(name: str) -> str:
    """By extension."""
    return MIMETYPES.get(PurePosixPath(name).suffix.lower(), DEFAULT_MIMETYPE)
