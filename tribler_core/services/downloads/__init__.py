"""Downloads: the live table, and all that is done to a download in its life."""
