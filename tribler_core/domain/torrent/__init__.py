"""The described content: infohash, metainfo, files, and what a user names it by."""
