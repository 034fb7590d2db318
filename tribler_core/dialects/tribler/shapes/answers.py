"""The short answers: what was done, and to what."""

from marshmallow import Schema, fields

from tribler_core.domain.torrent.infohash import InfoHash


class StartedShape(Schema):
    """A download was added, or was there already."""

    started = fields.Boolean(required=True, metadata={"description": "False only when the user is asked first."})
    infohash = fields.String(required=True)


class RemovedShape(Schema):
    """A download is gone."""

    removed = fields.Boolean(required=True)
    infohash = fields.String(required=True)


class ModifiedShape(Schema):
    """A download was changed."""

    modified = fields.Boolean(required=True)
    infohash = fields.String(required=True)


class LegacyModifiedShape(ModifiedShape):
    """A download was changed; the streaming fields are there when the request had `vod_mode`."""

    vod_mode = fields.Boolean()
    vod_mod = fields.Boolean()
    vod_prebuffering_progress = fields.Float()
    vod_prebuffering_progress_consec = fields.Float()
    vod_header_progress = fields.Float()
    vod_footer_progress = fields.Float()


class TrackerAddedShape(Schema):
    """A tracker is in the list."""

    added = fields.Boolean(required=True)


class TrackerRemovedShape(Schema):
    """A tracker is not in the list."""

    removed = fields.Boolean(required=True)


class ForcedShape(Schema):
    """An announce was asked for."""

    forced = fields.Boolean(required=True)


class ShutdownShape(Schema):
    """The daemon stops."""

    shutdown = fields.Boolean(required=True)


class SuccessShape(Schema):
    """Whether it would work, or did."""

    success = fields.Boolean(required=True)


def present_started(infohash: InfoHash) -> dict[str, object]:
    return {"started": True, "infohash": infohash}


def present_asked() -> dict[str, object]:
    """Nothing was started: the user is asked first."""
    return {"started": False, "infohash": ""}


def present_removed(infohash: InfoHash) -> dict[str, object]:
    return {"removed": True, "infohash": infohash}


def present_modified(infohash: InfoHash) -> dict[str, object]:
    return {"modified": True, "infohash": infohash}
