"""What is shown of a download only on request, and the envelopes of lists."""

import base64

from marshmallow import Schema, fields

from tribler_core.dialects.tribler.shapes.download import CurrentDownloadShape, LegacyDownloadShape


class CheckpointsShape(Schema):
    """How far the restoring of downloads at start has come."""

    total = fields.Integer(required=True)
    loaded = fields.Integer(required=True)
    all_loaded = fields.Boolean(required=True)


class ListShape(Schema):
    """What every list has; `revision`, `full` and `removed` only with `since`."""

    checkpoints = fields.Nested(CheckpointsShape, required=True)
    revision = fields.Integer(metadata={"description": "Send it as `since` next time."})
    full = fields.Boolean(metadata={"description": "True: forget what you have, this is everything."})
    removed = fields.List(fields.String(), metadata={"description": "Infohashes to forget, if you know them."})


class CurrentListShape(ListShape):
    """Downloads below /api."""

    downloads = fields.List(fields.Nested(CurrentDownloadShape), required=True)


class LegacyListShape(ListShape):
    """Downloads without prefix."""

    downloads = fields.List(fields.Nested(LegacyDownloadShape), required=True)


def bit_field(pieces: list[bool]) -> str:
    """Base64, first piece in the highest bit of the first byte, padded with zeros to a whole byte."""
    count = (len(pieces) + 7) // 8
    number = int("".join("1" if there else "0" for there in pieces).ljust(count * 8, "0") or "0", 2)
    return base64.b64encode(number.to_bytes(count, "big")).decode("ascii")
