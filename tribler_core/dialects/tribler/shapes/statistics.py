"""Totals of the engine and of the disk."""

from marshmallow import Schema, fields

from tribler_core.domain.ports import SessionTotals
from tribler_core.services.statistics import Totals


class SessionTotalsShape(Schema):
    """Bytes since the process started, of one session."""

    hops = fields.Integer(required=True)
    recv_bytes = fields.Integer(required=True)
    sent_bytes = fields.Integer(required=True)
    dht_recv_bytes = fields.Integer(required=True)
    dht_sent_bytes = fields.Integer(required=True)
    tracker_recv_bytes = fields.Integer(required=True)
    tracker_sent_bytes = fields.Integer(required=True)
    payload_recv_bytes = fields.Integer(required=True)
    payload_sent_bytes = fields.Integer(required=True)


class EngineTotalsShape(Schema):
    """Bytes since the process started; they never fall."""

    sessions = fields.List(fields.Nested(SessionTotalsShape), required=True)
    total_recv_bytes = fields.Integer(required=True)
    total_sent_bytes = fields.Integer(required=True)


class TriblerStatisticsShape(Schema):
    """What the daemon has moved."""

    libtorrent = fields.Nested(EngineTotalsShape, required=True)
    endpoint_version = fields.String(required=True)


class TriblerStatisticsAnswer(Schema):
    """The envelope of the daemon's statistics."""

    tribler_statistics = fields.Nested(TriblerStatisticsShape, required=True)


class OverlayStatisticsAnswer(Schema):
    """The envelope of the overlay's statistics: empty without an overlay."""

    ipv8_statistics = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class SpaceShape(Schema):
    """A volume, in bytes."""

    total = fields.Integer(required=True)
    used = fields.Integer(required=True)
    free = fields.Integer(required=True)


class SpaceAnswer(Schema):
    """The envelope of a volume's numbers."""

    statistics = fields.Nested(SpaceShape, required=True)


def present_statistics(totals: Totals, version: str) -> dict[str, object]:
    engine = {
        "sessions": [present_session(session) for session in totals.sessions],
        "total_recv_bytes": totals.received,
        "total_sent_bytes": totals.sent,
    }
    return {"tribler_statistics": {"libtorrent": engine, "endpoint_version": version}}


def present_session(totals: SessionTotals) -> dict[str, object]:
    return {
        "hops": totals.hops,
        "recv_bytes": totals.received,
        "sent_bytes": totals.sent,
        "dht_recv_bytes": totals.dht_received,
        "dht_sent_bytes": totals.dht_sent,
        "tracker_recv_bytes": totals.tracker_received,
        "tracker_sent_bytes": totals.tracker_sent,
        "payload_recv_bytes": totals.payload_received,
        "payload_sent_bytes": totals.payload_sent,
    }
