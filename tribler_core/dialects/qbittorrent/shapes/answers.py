"""Small answers."""

from marshmallow import INCLUDE, Schema, fields


class OpenShape(Schema):
    """An object with more keys than are described: names of things."""

    class Meta:
        unknown = INCLUDE


class WebSeedShape(Schema):
    """A web seed."""

    url = fields.String(required=True)


class AddedShape(Schema):
    """What became of an add (5.2)."""

    success_count = fields.Integer(required=True)
    failure_count = fields.Integer(required=True)
    pending_count = fields.Integer(required=True, metadata={"description": "URLs that are still being fetched."})
    added_torrent_ids = fields.List(fields.String(), required=True)


class PeersAddedShape(Schema):
    """Of one torrent."""

    added = fields.Integer(required=True)
    failed = fields.Integer(required=True)


class BuildInfoShape(Schema):
    """What the daemon is made of."""

    qt = fields.String(required=True)
    libtorrent = fields.String(required=True)
    boost = fields.String(required=True)
    openssl = fields.String(required=True)
    zlib = fields.String(required=True)
    bitness = fields.Integer(required=True)
    platform = fields.String(required=True)


class InterfaceShape(Schema):
    """A network interface."""

    name = fields.String(required=True)
    value = fields.String(required=True)


class ApiKeyShape(Schema):
    """A key, told once."""

    apiKey = fields.String(required=True)  # noqa: N815 - the wire's spelling


class ProcessInfoShape(Schema):
    """The running process."""

    launch_time = fields.Integer(required=True, metadata={"description": "Unix seconds."})


class EntryShape(Schema):
    """A file or folder of the host."""

    name = fields.String(required=True)
    type = fields.String(required=True, metadata={"enum": ["dir", "file"]})
    size = fields.Integer(metadata={"description": "Bytes, of a file."})
    creation_date = fields.Integer(required=True, metadata={"description": "Unix seconds."})
    last_access_date = fields.Integer(required=True, metadata={"description": "Unix seconds."})
    last_modification_date = fields.Integer(required=True, metadata={"description": "Unix seconds."})


class SslParametersShape(Schema):
    """The certificate of a torrent, in PEM; empty: none."""

    ssl_certificate = fields.String(required=True)
    ssl_private_key = fields.String(required=True)
    ssl_dh_params = fields.String(required=True)


class SpeedLimitsShape(Schema):
    """Both sets, bytes/s; 0: none."""

    up_limit = fields.Integer(required=True)
    dl_limit = fields.Integer(required=True)
    alt_up_limit = fields.Integer(required=True)
    alt_dl_limit = fields.Integer(required=True)
