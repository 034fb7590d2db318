"""Lists of downloads: rows that stay encoded until they change, sent with flat memory."""
