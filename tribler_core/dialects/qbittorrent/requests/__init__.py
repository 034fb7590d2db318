"""From forms and queries to values."""
