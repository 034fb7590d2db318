"""Everything that can go wrong, as one tree of classes with a code and the facts.

A branch exists only where some dialect words it differently. Dialects word errors by table: the nearest
ancestor in the table decides.
"""

from pathlib import Path, PurePath


class TriblerError(Exception):
    """The root: a failure that was foreseen and has words for the person who asked."""

    code = "TriblerError"


# What the client did.


class Rejected(TriblerError):
    """The request makes no sense; nothing was changed."""

    code = "InvalidParameter"


class MissingParameter(Rejected):
    """A required parameter is absent."""

    code = "MissingParameter"

    def __init__(self, name: str, *others: str) -> None:
        """`others` are absent as well; the sentence is about the first."""
        super().__init__(f"{name} parameter missing")
        self.name = name
        self.names = (name, *others)


class InvalidParameter(Rejected):
    """A parameter has a value that it cannot have."""

    code = "InvalidParameter"


class CategoryExists(Rejected):
    """A category has this name already."""

    code = "CategoryExists"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is a category {name} already")


class TrackerExists(Rejected):
    """The download has a tracker of this URL already."""

    code = "TrackerExists"

    def __init__(self, url: str) -> None:
        super().__init__(f"the download has the tracker {url} already")


class MalformedBody(Rejected):
    """The body cannot be decoded at all."""

    code = "MalformedBody"


class PayloadTooLarge(TriblerError):
    """The body is larger than the operator allows."""

    code = "PayloadTooLarge"


class NotAuthenticated(TriblerError):
    """No key, or a wrong one."""

    code = "Unauthorized"

    def __init__(self, message: str = "Unauthorized access") -> None:
        super().__init__(message)


class NotAllowed(TriblerError):
    """Known, and still not permitted: host, origin, scope."""

    code = "Forbidden"


class PathNotAllowed(NotAllowed):
    """A path outside the folders that the operator opened."""

    code = "PathNotAllowed"

    def __init__(self, path: Path | str) -> None:
        super().__init__(f"the path {path} is outside the allowed folders")
        self.path = path


class TooManyAttempts(TriblerError):
    """The caller has to wait before the next try."""

    code = "TooManyRequests"

    def __init__(self, retry_after: float) -> None:
        super().__init__("too many failed attempts, wait and try again")
        self.retry_after = retry_after


class NotFound(TriblerError):
    """What was asked for does not exist."""

    code = "NotFound"


class DownloadNotFound(NotFound):
    """No download has this infohash."""

    code = "DownloadNotFound"

    def __init__(self, infohash: str = "") -> None:
        super().__init__("this download does not exist")
        self.infohash = infohash


class FileNotInTorrent(NotFound):
    """The torrent has no file of this index, or its files are not known yet."""

    code = "FileNotFound"


class CategoryNotFound(NotFound):
    """No category has this name."""

    code = "CategoryNotFound"

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no category {name}")


class TrackerNotFound(NotFound):
    """The download has no tracker of this URL."""

    code = "TrackerNotFound"

    def __init__(self, url: str) -> None:
        super().__init__(f"the download has no tracker {url}")


class MetainfoNotYetKnown(NotFound):
    """The download exists, its metadata has not arrived."""

    code = "MetainfoNotFound"

    def __init__(self) -> None:
        super().__init__("the metadata of this download has not arrived yet")


# What was valid and could not be carried out.


class Unavailable(TriblerError):
    """A part that this daemon does not have, or does not have now."""

    code = "NotAvailable"


class ComponentMissing(Unavailable):
    """The request belongs to a component that is not part of this daemon."""

    code = "ComponentNotAvailable"


class AnonymityUnavailable(Unavailable):
    """Hops were asked for, the operator chose to refuse rather than to hold, and there is no network."""

    code = "AnonymityUnavailable"


class CircuitUnfit(Rejected):
    """A circuit cannot be tested, or none can be built to be tested."""

    code = "CircuitUnfit"


class AnonymityOff(NotFound):
    """The anonymity network is switched off."""

    code = "AnonymityOff"

    def __init__(self) -> None:
        super().__init__("the anonymity network is switched off")


class CircuitNotFound(NotFound):
    """No circuit of ours has this number."""

    code = "CircuitNotFound"

    def __init__(self, circuit_id: int) -> None:
        super().__init__(f"could not find requested circuit {circuit_id}")


class Failure(TriblerError):
    """A valid request that failed."""

    code = "Failure"


class TorrentDecodeError(Failure):
    """Bytes that are no torrent, or a torrent that contradicts itself."""

    code = "TorrentDecodeError"


class UnsupportedUri(Failure):
    """A URI of a scheme that no downloader understands."""

    code = "UnsupportedUri"


class FetchError(Failure):
    """A URL could not be fetched, or may not be."""

    code = "FetchError"


class MetainfoTimeout(Failure):
    """The swarm did not deliver the metadata in time."""

    code = "MetainfoTimeout"


class StorageError(Failure):
    """The disk refused."""

    code = "StorageError"


class PathInUse(StorageError):
    """The same torrent writes there already, for somebody else."""

    code = "PathInUse"

    def __init__(self, path: PurePath) -> None:
        super().__init__(f"the same torrent already writes to {path}, in another session")
        self.path = path


class StorageMoveFailed(StorageError):
    """The files stayed where they were."""

    code = "StorageMoveFailed"

    def __init__(self, target: Path | str, reason: str) -> None:
        super().__init__(f"could not move the files to {target}: {reason}")
        self.target = target
        self.reason = reason


class EngineFailure(Failure):
    """The torrent engine refused."""

    code = "EngineFailure"


class CatalogueError(Failure):
    """The database refused; nothing was promised."""

    code = "CatalogueError"


class StartFailure(TriblerError):
    """The daemon cannot start; the message is one line for the operator."""

    code = "StartFailure"


class ConfigError(StartFailure):
    """An option is unknown or nonsensical."""

    code = "ConfigError"

    def __init__(self, option: str, reason: str, origin: str = "") -> None:
        """`option` with its section, as in `libtorrent.port`; `origin`: the file, variable or flag that said so."""
        super().__init__(": ".join(part for part in (origin, option, reason) if part))
        self.option = option
        self.reason = reason
