"""Folders and files on the daemon's host."""

from marshmallow import Schema, fields

from tribler_core.services.host_files import HostEntry, HostListing


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


def present_browsed(listing: HostListing, separator: str) -> dict[str, object]:
    """The folder above comes first, as `..`."""
    above = [] if listing.parent is None else [{"name": "..", "path": str(listing.parent), "dir": True}]
    entries = [present_entry(entry) for entry in listing.entries]
    return {"current": str(listing.current), "paths": above + entries, "separator": separator}


def present_listed(listing: HostListing) -> dict[str, object]:
    return {"paths": [{"name": entry.name, "path": str(entry.path)} for entry in listing.entries]}


def present_created(folder: HostEntry) -> dict[str, object]:
    return {"paths": [present_entry(folder)]}


def present_entry(entry: HostEntry) -> dict[str, object]:
    return {"name": entry.name, "path": str(entry.path), "dir": entry.is_dir}
