"""The variables in paths."""

from tribler_core.web.fields import InfoHashText, RequestShape, WholeNumber


class InfoHashPath(RequestShape):
    """The download that a path names."""

    infohash = InfoHashText(required=True, metadata={"description": "40 or 64 hex digits, in any case."})


class FilePath(InfoHashPath):
    """A file of a download that a path names."""

    fileindex = WholeNumber(required=True, metadata={"description": "Position in the torrent, from 0."})
