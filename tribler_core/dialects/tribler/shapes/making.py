"""Torrents that are being made, and made ones."""

import base64

from marshmallow import Schema, fields

from tribler_core.dialects.tribler.errors import ErrorFactsShape, ErrorStyle, error_facts
from tribler_core.services.making.request import Made, MakingJob, MakingState


class MadeShape(Schema):
    """A torrent that was made."""

    torrent = fields.String(required=True, metadata={"description": "Base64."})
    infohash = fields.String(required=True)


class JobShape(Schema):
    """A torrent that is being made."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": [state.value for state in MakingState]})
    progress = fields.Float(required=True, metadata={"description": "0 to 1."})
    made = fields.Nested(MadeShape, metadata={"description": "When done."})
    failure = fields.Nested(ErrorFactsShape, metadata={"description": "When failed."})


class JobsShape(Schema):
    """All that are or were being made, as far as they are remembered."""

    jobs = fields.List(fields.Nested(JobShape), required=True)


class CancelledShape(Schema):
    """It is not made any more."""

    cancelled = fields.Boolean(required=True)


def present_made(made: Made) -> dict[str, object]:
    return {"torrent": base64.b64encode(made.torrent).decode("ascii"), "infohash": made.infohash}


def present_job(job: MakingJob) -> dict[str, object]:
    shown: dict[str, object] = {"id": job.id, "name": job.name, "state": job.state.value, "progress": job.progress}
    if job.made is not None:
        shown["made"] = present_made(job.made)
    if job.error is not None:
        shown["failure"] = error_facts(job.error, ErrorStyle())
    return shown
