"""Downloads that must not be seen."""
