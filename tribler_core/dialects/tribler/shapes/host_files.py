"""Folders and files on the daemon's host."""

from marshmallow import Schema, fields


class PathShape(Schema):
    """One entry of a folder."""

    name = fields.String(required=True)
    path = fields.String(required=True, metadata={"description": "Absolute."})


class EntryShape(PathShape):
    """One entry of a folder, with its kind."""

    dir = fields.Boolean(required=True)


class BrowseShape(Schema):
    """A folder and what is in it."""

    current = fields.String(required=True)
    paths = fields.List(fields.Nested(EntryShape), required=True, metadata={"description": "`..` and folders first."})
    separator = fields.String(required=True)


class FileListShape(Schema):
    """Files below a folder."""

    paths = fields.List(fields.Nested(PathShape), required=True)


class CreatedFolderShape(Schema):
    """A folder that was made."""

    paths = fields.List(fields.Nested(EntryShape), required=True)
