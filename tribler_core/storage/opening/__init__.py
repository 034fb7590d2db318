"""From a URL to an open database with the newest schema."""
