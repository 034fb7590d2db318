"""See the package of this name."""
