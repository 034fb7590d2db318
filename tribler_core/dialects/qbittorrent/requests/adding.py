"""What is to be added and how: all the options of `torrents/add`."""

import base64
import binascii
from pathlib import PurePath
from typing import Any

from marshmallow import fields, validate

from tribler_core.dialects.qbittorrent.requests.fields import Parameters, Separated
from tribler_core.dialects.qbittorrent.vocabulary.numbers import to_limit, to_priority
from tribler_core.dialects.qbittorrent.vocabulary.share_limits import ShareLimits, to_rule
from tribler_core.domain.download.settings import MAX_HOPS, ContentLayout, Hops
from tribler_core.domain.errors import InvalidParameter
from tribler_core.domain.torrent.source import Magnet, Source, UrlSource
from tribler_core.foundation.unset import UNSET, Unchanged
from tribler_core.services.downloads.requests import AddRequest
from tribler_core.web.fields import FiniteNumber, Flag, Text, WholeNumber

LAYOUTS = {
    "Original": ContentLayout.ORIGINAL,
    "Subfolder": ContentLayout.SUBFOLDER,
    "NoSubfolder": ContentLayout.NO_SUBFOLDER,
}
_BITCOMET = "bc://bt/"
_PARTS = 5
_HOPS = tuple(str(hops) for hops in range(MAX_HOPS + 1))
STOP_CONDITIONS = ("None", "MetadataReceived", "FilesChecked")


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
    content_layout = fields.String(data_key="contentLayout", validate=validate.OneOf(list(LAYOUTS)))
    stop_condition = fields.String(data_key="stopCondition", validate=validate.OneOf(STOP_CONDITIONS))
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
    ssl_certificate = Text()
    ssl_private_key = Text()
    ssl_dh_params = Text()
    hops = Text(metadata={"description": "Ours: relays that hide it, 0 to 3; 0: plain. Nonsense is refused."})


def to_request(source: Source, asked: dict[str, Any]) -> AddRequest:
    """What the downloads room is asked for. Of two names for one thing the newer counts; what is not said is UNSET."""
    save_path = asked.get("savepath", "").strip()
    condition, hops = asked.get("stop_condition", UNSET), _hops(asked)
    return AddRequest(
        source=source,
        hops=hops,
        safe_seeding=UNSET if hops is UNSET else hops > 0,
        destination=PurePath(save_path) if save_path else UNSET,
        completed_dir=None if save_path else UNSET,
        download_path=_download_path(asked),
        incomplete=asked.get("use_download_path", False),
        auto_managed=True,
        forced=asked["forced"],
        only_metadata=UNSET if condition is UNSET else condition == "MetadataReceived",
        stop_after_check=UNSET if condition is UNSET else condition == "FilesChecked",
        stopped=asked.get("stopped", asked.get("paused", UNSET)),
        seed_mode=asked.get("seed_mode", asked.get("skip_checking", False)),
        sequential=asked["sequential_download"],
        first_last_first=asked["first_last_piece_prio"],
        upload_limit=to_limit(asked["up_limit"]),
        download_limit=to_limit(asked["dl_limit"]),
        seeding=to_rule(_limits(asked)),
        name=" ".join(asked.get("rename", "").split()) or None,
        category=asked.get("category") or None,
        tags=tuple(sorted(set(asked.get("tags", ())))),
        managed=asked.get("auto_tmm", UNSET),
        content_layout=_layout(asked),
        top_of_queue=asked.get("add_to_top_of_queue", UNSET),
        file_priorities=None if isinstance(source, Magnet | UrlSource) else _priorities(asked),
    )


def from_bitcomet(link: str) -> str:
    """The magnet that BitComet's own kind of link stands for; other links stay as they are.

    Source: `bc://bt/` and, in base64, `AA/name/size/infohash/ZZ`.
    """
    if not link.lower().startswith(_BITCOMET):
        return link
    try:
        parts = base64.b64decode(link[len(_BITCOMET) :] + "==").decode().split("/")
    except (binascii.Error, UnicodeDecodeError):
        return link
    return f"magnet:?xt=urn:btih:{parts[3]}&dn={parts[1]}" if len(parts) == _PARTS else link


def _hops(asked: dict[str, Any]) -> Hops | Unchanged:
    """Not read leniently like the rest: a word that is passed over would send in the open what was to be hidden.

    Raises: InvalidParameter.
    """
    text = asked.get("hops")
    if text is None:
        return UNSET
    if text.strip() not in _HOPS:
        raise InvalidParameter(f"hops must be 0 to {MAX_HOPS}")
    return Hops(int(text))


def _download_path(asked: dict[str, Any]) -> PurePath | Unchanged | None:
    """Where it is until it is complete; None: nowhere else."""
    path = asked.get("download_path", "").strip()
    if not asked.get("use_download_path", True):
        return None
    return PurePath(path) if path else UNSET


def _limits(asked: dict[str, Any]) -> ShareLimits:
    return ShareLimits(
        asked["ratio_limit"],
        asked["seeding_time_limit"],
        asked["inactive_seeding_time_limit"],
        asked["share_limit_action"],
        asked["share_limits_mode"],
    )


def _layout(asked: dict[str, Any]) -> ContentLayout | Unchanged:
    if "content_layout" in asked:
        return LAYOUTS[asked["content_layout"]]
    if "root_folder" in asked:
        return ContentLayout.SUBFOLDER if asked["root_folder"] else ContentLayout.NO_SUBFOLDER
    return UNSET


def _priorities(asked: dict[str, Any]) -> tuple[int, ...] | None:
    """The domain's, by file; None: nothing that makes sense was said."""
    texts = asked.get("file_priorities", ())
    known = [to_priority(int(text)) if text.isdecimal() else None for text in texts]
    return tuple(priority for priority in known if priority is not None) if known and None not in known else None
