"""Lines of the log. Source: section 2.2 of the specification."""

from marshmallow import Schema, fields

from tribler_core.dialects.qbittorrent.journal import LogEntry, PeerEntry
from tribler_core.dialects.qbittorrent.profiles import Profile


class LogShape(Schema):
    """One line."""

    id = fields.Integer(required=True)
    message = fields.String(required=True)
    timestamp = fields.Integer(required=True, metadata={"description": "Unix seconds; milliseconds in profile 2.0."})
    type = fields.Integer(required=True, metadata={"description": "1 normal, 2 info, 4 warning, 8 critical."})


class PeerLogShape(Schema):
    """A peer that was turned away."""

    id = fields.Integer(required=True)
    ip = fields.String(required=True)
    timestamp = fields.Integer(required=True)
    blocked = fields.Boolean(required=True)
    reason = fields.String(required=True)


def present_log(entry: LogEntry, profile: Profile) -> dict[str, object]:
    return {
        "id": entry.id,
        "message": entry.message,
        "timestamp": _time(entry.milliseconds, profile),
        "type": entry.kind,
    }


def present_peer_log(entry: PeerEntry, profile: Profile) -> dict[str, object]:
    return {
        "id": entry.id,
        "ip": entry.ip,
        "timestamp": _time(entry.milliseconds, profile),
        "blocked": entry.blocked,
        "reason": entry.reason,
    }


def _time(milliseconds: int, profile: Profile) -> int:
    return milliseconds if profile.log_milliseconds else milliseconds // 1000
