"""What is to be added and how: all the options of `torrents/add`, those without a service yet included."""

import enum
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from marshmallow import fields, validate

from tribler_core.dialects.qbittorrent.requests.fields import Parameters, Separated
from tribler_core.dialects.qbittorrent.vocabulary.numbers import to_limit, to_priority
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import ShareLimits, to_rule
from tribler_core.domain.torrent.source import Source
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.web.fields import FiniteNumber, Flag, Text, WholeNumber


class ContentLayout(enum.Enum):
    """Whether the files get a folder of their own."""

    ORIGINAL = "Original"
    SUBFOLDER = "Subfolder"
    NO_SUBFOLDER = "NoSubfolder"


class StopCondition(enum.Enum):
    """When a torrent stops by itself."""

    NONE = "None"
    METADATA_RECEIVED = "MetadataReceived"
    FILES_CHECKED = "FilesChecked"


class AddParameters(Parameters):
    """Torrents are uploaded as files of a multipart form, or named in `urls`."""

    urls = Separated("\n", metadata={"description": "One a line: http(s) URLs, magnets, bare infohashes."})
    savepath = Text()
    download_path = Text(data_key="downloadPath")
    use_download_path = Flag(data_key="useDownloadPath")
    cookie = Text()
    category = Text()
    tags = Separated(",")
    rename = Text()
    skip_checking = Flag()
    seed_mode = Flag(data_key="seedMode")
    paused = Flag()
    stopped = Flag()
    forced = Flag(load_default=False)
    root_folder = Flag()
    content_layout = fields.String(
        data_key="contentLayout", validate=validate.OneOf([layout.value for layout in ContentLayout])
    )
    stop_condition = fields.String(
        data_key="stopCondition", validate=validate.OneOf([condition.value for condition in StopCondition])
    )
    add_to_top_of_queue = Flag(data_key="addToTopOfQueue")
    auto_tmm = Flag(data_key="autoTMM")
    sequential_download = Flag(data_key="sequentialDownload", load_default=False)
    first_last_piece_prio = Flag(data_key="firstLastPiecePrio", load_default=False)
    up_limit = WholeNumber(data_key="upLimit", load_default=-1)
    dl_limit = WholeNumber(data_key="dlLimit", load_default=-1)
    ratio_limit = FiniteNumber(data_key="ratioLimit", load_default=-2.0)
    seeding_time_limit = WholeNumber(data_key="seedingTimeLimit", load_default=-2)
    inactive_seeding_time_limit = WholeNumber(data_key="inactiveSeedingTimeLimit", load_default=-2)
    share_limit_action = Text(data_key="shareLimitAction", load_default="Default")
    share_limits_mode = Text(data_key="shareLimitsMode", load_default="Default")
    file_priorities = Separated(",", data_key="filePriorities")
    downloader = Text()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOptions:
    """How to add, as it was asked for; None: nothing was said, so a preference decides."""

    save_path: str
    download_path: str | None
    """Where it is until it is complete; None: where it stays."""
    name: str | None
    stopped: bool | None
    forced: bool
    sequential: bool
    upload_limit: int
    download_limit: int
    limits: ShareLimits
    file_priorities: tuple[int, ...]
    """The domain's, by file; empty: as they are."""
    # For services to come:
    category: str
    tags: tuple[str, ...]
    automatic: bool | None
    first_last_first: bool
    skip_checking: bool
    layout: ContentLayout | None
    stop_condition: StopCondition | None
    top_of_queue: bool | None
    cookie: str


def to_options(asked: dict[str, Any]) -> AddOptions:
    """Of two names for one thing the newer counts."""
    return AddOptions(
        save_path=asked.get("savepath", "").strip(),
        download_path=_download_path(asked),
        name=" ".join(asked.get("rename", "").split()) or None,
        stopped=asked.get("stopped", asked.get("paused")),
        forced=asked["forced"],
        sequential=asked["sequential_download"],
        upload_limit=asked["up_limit"],
        download_limit=asked["dl_limit"],
        limits=_limits(asked),
        file_priorities=_priorities(asked),
        category=asked.get("category", ""),
        tags=tuple(asked.get("tags", ())),
        automatic=asked.get("auto_tmm"),
        first_last_first=asked["first_last_piece_prio"],
        skip_checking=asked.get("seed_mode", asked.get("skip_checking", False)),
        layout=_layout(asked),
        stop_condition=StopCondition(asked["stop_condition"]) if "stop_condition" in asked else None,
        top_of_queue=asked.get("add_to_top_of_queue"),
        cookie=asked.get("cookie", ""),
    )


def to_request(source: Source, options: AddOptions) -> AddRequest:
    """What the downloads room is asked for."""
    save_path = PurePath(options.save_path) if options.save_path else UNSET
    destination, completed = _folders(save_path, options.download_path)
    return AddRequest(
        source=source,
        destination=destination,
        completed_dir=completed,
        auto_managed=not options.forced,
        only_metadata=options.stop_condition is StopCondition.METADATA_RECEIVED,
        stopped=bool(options.stopped),
        sequential=options.sequential,
        upload_limit=to_limit(options.upload_limit),
        download_limit=to_limit(options.download_limit),
        seeding=to_rule(options.limits),
        selection=_selection(options.file_priorities),
        name=options.name,
    )


def _folders(
    save_path: PurePath | Unchanged, download_path: str | None
) -> tuple[PurePath | Unchanged, PurePath | Unchanged | None]:
    """Where it goes first, and where it goes when it is complete."""
    if download_path is not None:
        return PurePath(download_path), save_path
    return (UNSET, UNSET) if save_path is UNSET else (save_path, None)


def _download_path(asked: dict[str, Any]) -> str | None:
    path = asked.get("download_path", "").strip()
    return path if path and asked.get("use_download_path", True) else None


def _limits(asked: dict[str, Any]) -> ShareLimits:
    return ShareLimits(
        asked["ratio_limit"],
        asked["seeding_time_limit"],
        asked["inactive_seeding_time_limit"],
        asked["share_limit_action"],
        asked["share_limits_mode"],
    )


def _layout(asked: dict[str, Any]) -> ContentLayout | None:
    if "content_layout" in asked:
        return ContentLayout(asked["content_layout"])
    if "root_folder" in asked:
        return ContentLayout.SUBFOLDER if asked["root_folder"] else ContentLayout.NO_SUBFOLDER
    return None


def _priorities(asked: dict[str, Any]) -> tuple[int, ...]:
    numbers = [int(text) if text.isdecimal() else None for text in asked.get("file_priorities", ())]
    known = [None if number is None else to_priority(number) for number in numbers]
    return () if None in known else tuple(priority for priority in known if priority is not None)


def _selection(priorities: tuple[int, ...]) -> tuple[int, ...] | Unchanged | None:
    if not priorities:
        return UNSET
    return tuple(index for index, priority in enumerate(priorities) if priority)
