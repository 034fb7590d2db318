"""What the document says of each route. Values are read by `requests/given.py`; nothing here refuses anything."""

from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from tribler_core.dialects.resttorrent.shapes.peer import PeerShape
from tribler_core.dialects.resttorrent.shapes.session import SessionShape
from tribler_core.dialects.resttorrent.shapes.torrent import TorrentShape
from tribler_core.web.fields import RequestShape

SESSIONS, TORRENTS = "Sessions", "Torrents"


def _text(description: str) -> fields.Field[Any]:
    return fields.String(metadata={"description": description})


def _flag(description: str) -> fields.Field[Any]:
    return fields.Integer(metadata={"description": f"{description} 1 or 0; also true, yes, on and their opposites."})


class Done(Schema):
    """It is done."""

    status = fields.String(required=True, metadata={"description": "`success`"})


class SessionList(Done):
    """Every session."""

    sessions = fields.List(fields.Nested(SessionShape), required=True)


class SessionMade(Done):
    """The new session."""

    session = fields.Nested(SessionShape, required=True)


class OneSession(SessionShape):  # type: ignore[misc, valid-type]  # made of a table of columns
    """A session: its keys, and the same once more under `session`."""

    status = fields.String(required=True)
    session = fields.Nested(SessionShape, required=True)


class TorrentList(Done):
    """Torrents of a session, in the order of their adding."""

    torrents = fields.List(fields.Nested(TorrentShape), required=True)


class OneTorrent(TorrentShape):  # type: ignore[misc, valid-type]  # made of a table of columns
    """A torrent: its keys, and the same once more under `torrent`."""

    status = fields.String(required=True)
    torrent = fields.Nested(TorrentShape, required=True)


class TorrentAdded(OneTorrent):
    """The torrent that was added, or that was there."""

    duplicate = fields.Integer(metadata={"description": "1: it was there."})


class PeerList(Done):
    """Who is connected."""

    infohash = fields.String(required=True)
    peers = fields.List(fields.Nested(PeerShape), required=True)


class SessionPath(RequestShape):
    """The path of a session."""

    session_id = fields.String(required=True)


class TorrentPath(SessionPath):
    """The path of a torrent."""

    infohash = fields.String(required=True, metadata={"description": "Hexadecimal (40 or 64 digits) or base32."})


class Calling(RequestShape):
    """JSONP."""

    callback = _text("The name of a function that the answer calls (JSONP).")


class Fields(Calling):
    """Which keys are shown."""

    fields_ = fields.String(data_key="fields", metadata={"description": "Names with commas between; `*`: all."})


class Listing(Fields):
    """Which torrents are shown."""

    state = _text("States with commas between.")
    offset = fields.Integer()
    limit = fields.Integer()


class PeerFields(Fields):
    """What is shown of peers."""

    include_pieces = _flag("Show which pieces each has.")


class NewSession(RequestShape):
    """A session to be opened."""

    port_range = _text("`6881,6891`, `6881-6891`, `[6881, 6891]`, or one port; 0: any.")
    ports = _text("The same.")
    memory_only = _flag("0: it is there again after a restart, with its torrents; 1 unless said.")


class Throwing(RequestShape):
    """What becomes of the content."""

    delete_files = _flag("Delete what was downloaded, too.")


class Upload(RequestShape):
    """A torrent to be added: exactly one of file, magnet and url."""

    file = _text("The .torrent: a file of a form, or base64.")
    magnet = _text("A magnet, or an infohash.")
    url = _text("Where the .torrent is.")
    save_path = _text("Required. Where the content shall lie, below the root.")
    autostart = _flag("0: it is added paused.")
    storage_mode = _text("`sparse` or `allocate`.")
    hops = fields.Integer(metadata={"description": "Ours: relays that hide it, 0 to 3; 0 where nothing is said."})
    memory_only = _flag("1: this torrent does not outlast a restart, although its session does.")


class Change(RequestShape):
    """What is to be done with a torrent; several at once, all of them or none."""

    pause = _flag("Pause, or go on.")
    download_limit = fields.Integer(metadata={"description": "Bytes/s; 0: none."})
    upload_limit = fields.Integer(metadata={"description": "Bytes/s; 0: none."})
    sequential = _flag("Fetch pieces in order.")
    recheck = _flag("Hash everything again.")
    reannounce = _flag("Ask the trackers now.")
    file_priorities = fields.List(
        fields.Integer(), metadata={"description": "0 to 7 by index; also an object of index and priority."}
    )
    save_path = _text("Move the content there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One route, in the document."""

    tag: str
    summary: str
    description: str = ""
    answer: type[Schema]
    path: type[Schema] | None = None
    query: type[Schema] | None = None
    body: type[Schema] | None = None
    files: bool = False


OPERATIONS: dict[str, Spoken] = {
    "get_session_list": Spoken(tag=SESSIONS, summary="List the sessions", answer=SessionList, query=Calling),
    "create_session": Spoken(
        tag=SESSIONS,
        summary="Open a session",
        description="Answers when it listens. Fails with `session.bind.failed` when no port of the range is free.",
        answer=SessionMade,
        body=NewSession,
    ),
    "get_session": Spoken(tag=SESSIONS, summary="One session", answer=OneSession, path=SessionPath, query=Calling),
    "delete_session": Spoken(
        tag=SESSIONS,
        summary="Throw a session away",
        description="Its torrents leave with it, their content stays. Answers when the port is free.",
        answer=Done,
        path=SessionPath,
        query=Throwing,
    ),
    "upload_torrent": Spoken(
        tag=TORRENTS,
        summary="Add a torrent",
        description="By file, magnet or URL. A magnet is answered at once, with the state `downloading_metadata`.",
        answer=TorrentAdded,
        path=SessionPath,
        body=Upload,
        files=True,
    ),
    "get_torrent_list": Spoken(
        tag=TORRENTS, summary="List the torrents of a session", answer=TorrentList, path=SessionPath, query=Listing
    ),
    "get_torrent": Spoken(tag=TORRENTS, summary="One torrent", answer=OneTorrent, path=TorrentPath, query=Fields),
    "command_torrent": Spoken(
        tag=TORRENTS, summary="Change a torrent", answer=OneTorrent, path=TorrentPath, body=Change
    ),
    "delete_torrent": Spoken(tag=TORRENTS, summary="Remove a torrent", answer=Done, path=TorrentPath, query=Throwing),
    "get_peers": Spoken(
        tag=TORRENTS, summary="The peers of a torrent", answer=PeerList, path=TorrentPath, query=PeerFields
    ),
}
