"""What happened, as each generation of event streams tells it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from marshmallow import Schema, fields

from tribler_core.dialects.tribler.vocabulary import Face, current_status
from tribler_core.domain.anonymity import TunnelRemoved
from tribler_core.domain.events import (
    AskAddDownload,
    DownloadAdded,
    DownloadFailed,
    DownloadFinished,
    DownloadRemoved,
    Event,
    LowSpace,
    ShutdownProgress,
    StateChanged,
    UnexpectedError,
    WatchFolderRefused,
)
from tribler_core.web.json import dumps
from tribler_core.web.sse import event as event_line


class EventsInfoShape(Schema):
    """What a stream says first."""

    public_key = fields.String(required=True, metadata={"description": "Empty without an overlay."})
    version = fields.String(required=True)
    sessions = fields.String(required=True, metadata={"description": "Streams that are open already."})


class Notice(NamedTuple):
    """An event on its way to a stream."""

    topic: str
    facts: Mapping[str, object]


def present_info(version: str, sessions: int) -> dict[str, object]:
    return {"public_key": "", "version": version, "sessions": str(sessions)}


def present_event(event: Event, face: Face) -> Notice | None:
    """The words of the face's generation; None: it has none for this."""
    if face is Face.LEGACY and type(event) not in _LEGACY:
        return None
    if (words := _TOPICS.get(type(event))) is None:
        return None
    return Notice(words[0], words[1](event, face))


_LEGACY = frozenset({DownloadFinished, ShutdownProgress, UnexpectedError, LowSpace})
"""What the Qt client knows; it logs a warning for every other topic. Source: specification, section 3.5."""


def _low_space(event: LowSpace, face: Face) -> dict[str, object]:
    volume = {"path": event.path, "total": event.total, "used": event.used, "free": event.free}
    return {"disk_usage_data": volume}


def _exception(event: UnexpectedError, face: Face) -> dict[str, object]:
    text = f"{event.text} (the log has the details under {event.error_id})"
    if face is Face.LEGACY:
        return {"error": {"type": event.kind, "text": text, "event": {}}}
    return {"error": f"{event.kind}: {text}", "traceback": ""}


_TOPICS: dict[type[Event], tuple[str, Callable[[Any, Face], dict[str, object]]]] = {
    DownloadFinished: (
        "torrent_finished",
        lambda event, face: {"infohash": event.infohash, "name": event.name, "hidden": event.hidden},
    ),
    StateChanged: (
        "torrent_status_changed",
        lambda event, face: {"infohash": event.infohash, "status": current_status(event.state).text},
    ),
    ShutdownProgress: ("tribler_shutdown_state", lambda event, face: {"state": event.state}),
    UnexpectedError: ("tribler_exception", _exception),
    LowSpace: ("low_space", _low_space),
    AskAddDownload: ("ask_add_download", lambda event, face: {"uri": event.uri}),
    DownloadAdded: ("torrent_added", lambda event, face: {"infohash": event.infohash}),
    DownloadRemoved: (
        "torrent_removed",
        lambda event, face: {"infohash": event.infohash, "with_data": event.with_data},
    ),
    TunnelRemoved: (
        "tunnel_removed",
        lambda event, face: {
            "circuit_id": event.circuit_id,
            "circuit_class": "Circuit",
            "bytes_up": event.bytes_up,
            "bytes_down": event.bytes_down,
            "uptime": event.uptime,
            "additional_info": event.reason,
        },
    ),
    DownloadFailed: ("torrent_failed", lambda event, face: {"infohash": event.infohash, "error": event.message}),
    WatchFolderRefused: (
        "watch_folder_corrupt_file",
        lambda event, face: {"path": event.path, "reason": event.reason},
    ),
}


def encode_current(notice: Notice, event_id: str = "") -> bytes:
    """A server-sent event of 8.x."""
    return event_line(dumps(notice.facts), name=notice.topic, event_id=event_id)


def encode_legacy(notice: Notice) -> bytes:
    """One JSON object that 7.5 to 7.14 can read; no `event:` line and no comment, which break their parsers."""
    return event_line(dumps(_superset(notice, notice.facts)))


def encode_line(notice: Notice) -> bytes:
    """One line of newline-delimited JSON, for 7.4 and earlier."""
    return b"%s\n" % dumps(_superset(notice, notice.facts))


def start_for_legacy(version: str) -> tuple[bytes, bytes]:
    """The first event of a legacy stream, as server-sent event and as line.

    Quirk(tribler): `kwargs` has exactly these two keys, one more is fatal to the Qt client.
    """
    notice = Notice("events_start", {"public_key": "", "version": version})
    said = dumps(_superset(notice, {"tribler_started": True, "version": version}))
    return event_line(said), said + b"\n"


def _superset(notice: Notice, event: Mapping[str, object]) -> dict[str, object]:
    return {"type": notice.topic, "event": event, "topic": notice.topic, "args": [], "kwargs": notice.facts}
